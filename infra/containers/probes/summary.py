"""Print the platform's own count of interactions per channel, asked with the gateway's key. Runs in the gateway."""

import os
import sys

import httpx

if __name__ == "__main__":
    organization_id = os.environ["LOCAL_ORGANIZATION_ID"]
    answer = httpx.get(
        f"{os.environ['API_GATEWAY_URL']}/api/v1/interactions/organization/{organization_id}/summary",
        headers={"x-internal-key": os.environ["INTERNAL_GATEWAY_KEY"], "x-organization-id": organization_id},
        trust_env=False,
    )
    sys.stdout.write(answer.raise_for_status().text)
