"""For administrators, and who one is."""

from gateway.api.endpoint import Endpoint
from gateway.api.erasures import erase_organization, erase_user
from gateway.api.key_bodies import (
    AuditList,
    EraseOrganization,
    IssueKey,
    KeyList,
    NewKeyBody,
    PageQuery,
    ReceiptBody,
    RotateKey,
)
from gateway.api.keys import issue_key, list_keys, read_audit, revoke_key, rotate_key
from gateway.api.pool import PoolBody, drain_worker, read_pool
from gateway.api.queue import QueueBody, read_queue
from gateway.api.usage import (
    BudgetBody,
    read_budget,
)
from gateway.api.whoami import Whoami, whoami

ADMIN = "/api/v1/admin"

ROUTES = (
    Endpoint("GET", "/api/v1/me", whoami, "Who the credential says you are", Whoami),
    Endpoint(
        "GET",
        f"{ADMIN}/keys",
        list_keys,
        "Keys of your organization, newest first",
        KeyList,
        query=PageQuery,
        errors=(400, 403, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{ADMIN}/keys",
        issue_key,
        "Make a key; its text is told once",
        NewKeyBody,
        status=201,
        body=IssueKey,
        errors=(403, 413, 415, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{ADMIN}/keys/{{key_id}}/rotation",
        rotate_key,
        "Make a key that takes the place of another one, which ends after a grace time",
        NewKeyBody,
        status=201,
        body=RotateKey,
        errors=(403, 404, 413, 415, 422, 503),
    ),
    Endpoint(
        "DELETE",
        f"{ADMIN}/keys/{{key_id}}",
        revoke_key,
        "End a key at once",
        None,
        status=204,
        errors=(403, 404, 503),
    ),
    Endpoint(
        "DELETE",
        f"{ADMIN}/users/{{user_id}}",
        erase_user,
        "Erase everything of a user of your organization; the receipt says what there was",
        ReceiptBody,
        errors=(403, 404, 503),
    ),
    Endpoint(
        "POST",
        f"{ADMIN}/organization/erasure",
        erase_organization,
        "Erase everything of your organization, its keys too; the receipt says what there was",
        ReceiptBody,
        body=EraseOrganization,
        errors=(403, 404, 413, 415, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{ADMIN}/pool",
        read_pool,
        "The crew containers and who waits for them; for the organization that runs the installation",
        PoolBody,
        errors=(403, 503),
    ),
    Endpoint(
        "POST",
        f"{ADMIN}/pool/{{worker_id}}/drain",
        drain_worker,
        "Give a crew container no more runs; those that it has go on",
        None,
        status=204,
        errors=(403, 404, 503),
    ),
    Endpoint(
        "GET",
        f"{ADMIN}/queue",
        read_queue,
        "Questions of the organization that wait or are being answered",
        QueueBody,
        errors=(403, 503),
    ),
    Endpoint(
        "GET",
        f"{ADMIN}/audit",
        read_audit,
        "Who did what to keys and data of your organization, newest first",
        AuditList,
        query=PageQuery,
        errors=(400, 403, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{ADMIN}/budget",
        read_budget,
        "What your organization may spend on models in this month, and has",
        BudgetBody,
        errors=(403, 503),
    ),
)
