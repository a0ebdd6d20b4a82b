"""`python -m gateway keys …`: keep API keys from a shell, beside a gateway that runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence

from gateway.chat.access import CHAT, SCOPES, ApiKey
from gateway.chat.errors import NotFound
from gateway.chat.model import Page, Principal
from gateway.chat.timestamps import iso
from gateway.identity.api_keys import GRACE_SECONDS, ApiKeys
from gateway.settings import KeySettings
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import open_database
from gateway.wiring.clock import clock
from gateway.wiring.doors import KEY_WORDS
from shared.ids import OrganizationId, UserId, is_id

# Who did it, in the audit log.
SHELL = UserId("shell")
DAY_SECONDS = 86_400
LISTED = 200


def keep_keys(read_settings: Callable[[], KeySettings], arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit status. The text of a fresh key is all that goes to standard output.

    Whoever only asks for help needs no settings.
    """
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_do(read_settings(), options))
    except NotFound:
        sys.stderr.write(f"gateway: the organization has no key {options.key_id}\n")
        return 1


async def _do(settings: KeySettings, options: argparse.Namespace) -> int:
    by = Principal(OrganizationId(options.organization), SHELL, "admin")
    async with open_database(settings.database_file, settings.database_durability) as database:
        keys = ApiKeys(
            SqliteCredentials(database),
            settings.key_pepper.get_secret_value().encode(),
            clock,
            environment=KEY_WORDS[settings.environment],
        )
        match options.command:
            case "issue":
                _, presented = await keys.issue(
                    by,
                    user_id=UserId(options.user),
                    name=options.name,
                    scopes=frozenset(options.scope) or CHAT,
                    lifetime_seconds=None if options.days is None else options.days * DAY_SECONDS,
                )
                sys.stdout.write(f"{presented}\n")
            case "rotate":
                _, presented = await keys.rotate(by, options.key_id, options.grace_hours * 3_600)
                sys.stdout.write(f"{presented}\n")
            case "revoke":
                await keys.revoke(by, options.key_id)
            case _:
                await _list(keys, by)
    return 0


async def _list(keys: ApiKeys, by: Principal) -> None:
    after: str | None = None
    while True:
        listed, after = await keys.list_keys(by, Page(LISTED, after))
        for key in listed:
            sys.stdout.write(f"{_line(key)}\n")
        if after is None:
            return


def _line(key: ApiKey) -> str:
    end = "-" if key.expires_at is None else iso(key.expires_at)
    used = "-" if key.last_used_at is None else iso(key.last_used_at)
    return "\t".join((key.id, key.user_id, ",".join(sorted(key.scopes)), iso(key.created_at), end, used, key.name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gateway keys", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    issue = commands.add_parser("issue", help="make a key and print it")
    issue.add_argument("--user", type=_id, required=True)
    issue.add_argument("--name", default="")
    issue.add_argument("--scope", action="append", choices=SCOPES, default=[], help="default: reading and writing")
    issue.add_argument("--days", type=_positive, default=None, help="when it ends; default: never")
    rotate = commands.add_parser("rotate", help="make a key in the place of another one and print it")
    rotate.add_argument("--grace-hours", type=int, default=GRACE_SECONDS // 3_600)
    revoke = commands.add_parser("revoke", help="end a key at once")
    for command in (rotate, revoke):
        command.add_argument("key_id", type=_id)
    listing = commands.add_parser("list", help="id, user, scopes, made, ends, last used, name; one key a line")
    for command in (issue, rotate, revoke, listing):
        command.add_argument("--organization", type=_id, required=True)
    return parser


def _id(text: str) -> str:
    if not is_id(text):
        raise argparse.ArgumentTypeError("letters, digits, _ and - only")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number
