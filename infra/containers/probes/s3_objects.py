"""Print the statuses of an S3 session, as JSON: make a bucket, put, get, get with a wrong secret and unsigned.

Arguments: endpoint, access key, secret key. Signature version 4 by hand, because the gateway's image has no S3 client.
"""

import hashlib
import hmac
import http.client
import json
import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

REGION = "us-east-1"
TIMEOUT_SECONDS = 10.0
BODY = b"the bytes of an artifact"


def signed_headers(
    *, method: str, host: str, path: str, body: bytes, access_key: str, secret_key: str, at: datetime
) -> dict[str, str]:
    """The headers of a request without a query (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html)."""
    stamp, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    digest = hashlib.sha256(body).hexdigest()
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = [method, path, "", *(f"{name}:{value}" for name, value in headers.items()), "", names, digest]
    scope = f"{day}/{REGION}/s3/aws4_request"
    request_digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = f"AWS4{secret_key}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{request_digest}".encode(), "sha256").hex()
    credential = f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": credential}


def main(endpoint: str, access_key: str, secret_key: str) -> dict[str, int | bool]:
    """Run the session."""
    host = urlsplit(endpoint).netloc

    def ask(method: str, path: str, body: bytes = b"", *, secret: str | None = secret_key) -> tuple[int, bytes]:
        signature = (
            {}
            if secret is None
            else signed_headers(
                method=method,
                host=host,
                path=path,
                body=body,
                access_key=access_key,
                secret_key=secret,
                at=datetime.now(UTC),
            )
        )
        connection = http.client.HTTPConnection(host, timeout=TIMEOUT_SECONDS)
        connection.request(method, path, body, signature)
        response = connection.getresponse()
        return response.status, response.read()

    bucket, _ = ask("PUT", "/probe-artifacts")
    put, _ = ask("PUT", "/probe-artifacts/object", BODY)
    get, body = ask("GET", "/probe-artifacts/object")
    wrong, _ = ask("GET", "/probe-artifacts/object", secret="wrong")  # noqa: S106 - the point of it
    unsigned, _ = ask("GET", "/probe-artifacts/object", secret=None)
    return {
        "bucket": bucket,
        "put": put,
        "get": get,
        "same bytes": body == BODY,
        "wrong secret": wrong,
        "unsigned": unsigned,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
