"""The organizations and users that the simulator knows, with fixed ids that other code may import."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Organization:
    """A tenant. Interactions and patterns use `id`; `better_auth_id` is the login service's name for it."""

    id: str
    better_auth_id: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    """A member. `components` is what chat may show of the channels; None means no chat at all."""

    id: str
    better_auth_id: str
    organization_id: str
    components: tuple[str, ...] | None
    lookback_window: str = "all"


CHANNELS: Final = ("web", "cctv", "social")

FIRST_ORGANIZATION: Final = Organization(
    id="7f3c1d52-8a54-4c1e-9d0b-2f6a51c0e101",
    better_auth_id="q7Lm2VxT9bRk4ZpW8sNc1YhD6fJg3uEa",
    name="Fernhill Outfitters",
)
SECOND_ORGANIZATION: Final = Organization(
    id="b1e94a60-35d7-4f0a-8c72-90d4e7ab2202",
    better_auth_id="K5tHs8wQ1nBv6XyR3mGd7CzP2jLf9oUe",
    name="Harbour Bean Roasters",
)
# Known by its name, and by nothing else: no rows, no context, no members.
EMPTY_ORGANIZATION: Final = Organization(
    id="c2d7f3a8-60b1-4e9d-a5f4-7e18c0d43303",
    better_auth_id="N8vRk3zQ5mTb1XwL7yHc9GdS2pJf6uEo",
    name="New Shop",
)
ORGANIZATIONS: Final = (FIRST_ORGANIZATION, SECOND_ORGANIZATION, EMPTY_ORGANIZATION)

FULL_USER: Final = User(
    id="0c6a2f8e-11a3-4e57-b6d1-5a7f00000001",
    better_auth_id="usrA1pNw7ZkTq3LmX9vRb5YcHd2GfJs8",
    organization_id=FIRST_ORGANIZATION.id,
    components=CHANNELS,
)
USER_WITHOUT_CCTV: Final = User(
    id="0c6a2f8e-11a3-4e57-b6d1-5a7f00000002",
    better_auth_id="usrB4tMx2QnWk8ZpL6sVc1RhYd7GfJu3",
    organization_id=FIRST_ORGANIZATION.id,
    components=("web", "social"),
    lookback_window="30days",
)
USER_WITHOUT_CHAT: Final = User(
    id="0c6a2f8e-11a3-4e57-b6d1-5a7f00000003",
    better_auth_id="usrC9rLb5TkXq2ZnW7mVp4YhDs1GfJe6",
    organization_id=FIRST_ORGANIZATION.id,
    components=None,
)
SECOND_ORGANIZATION_USER: Final = User(
    id="0c6a2f8e-11a3-4e57-b6d1-5a7f00000004",
    better_auth_id="usrD3wQv8HnBt6XyK1mRz5GdCp2LjFo7",
    organization_id=SECOND_ORGANIZATION.id,
    components=CHANNELS,
)
USERS: Final = (FULL_USER, USER_WITHOUT_CCTV, USER_WITHOUT_CHAT, SECOND_ORGANIZATION_USER)
