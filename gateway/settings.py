"""The gateway's settings: read from the environment once, checked together, frozen."""

import sys
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.storage.database import Durability
from shared.ids import ID_PATTERN, OrganizationId
from shared.models import DEFAULT_MODEL
from shared.providers import Provider

Settings = TypeVar("Settings", bound="KeySettings")

# An exact origin as browsers write it: no path, no wildcard, not `null`.
EXTRA_TOOL = r"^crewai_tools:[A-Za-z_][A-Za-z0-9_]*$"
MODEL_NAME = r"^[^\x00-\x20\x7f]+$"
ORIGIN_PATTERN = r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$|^https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?$"


class KeySettings(BaseSettings):
    """What it takes to keep keys from a shell: the database and what digests are made with.

    Every field is an environment variable of the same name in upper case.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    environment: Literal["dev", "test", "production"] = Field(
        default="dev", description="Where this runs; `production` refuses the local key file."
    )
    data_dir: Path = Field(
        default=Path("var"),
        description="Folder of the database, of the local key and, without S3, of the bytes of artifacts.",
    )
    database_durability: Durability = Field(
        default="full", description="`full` survives power loss, `normal` survives every crash of the process."
    )
    key_pepper: SecretStr = Field(description="Keys the digests of stored secrets; changing it voids every key.")

    @property
    def database_file(self) -> Path:
        """The one SQLite file."""
        return self.data_dir / "gateway.db"


class GatewaySettings(KeySettings):
    """What it takes to serve."""

    gateway_host: str = Field(default="127.0.0.1", description="Address of the public listener.")
    gateway_port: int = Field(default=8000, ge=1, le=65535, description="Port of the public listener.")
    gateway_internal_host: str = Field(
        default="127.0.0.1", description="Address of the internal listener, for crew containers only."
    )
    gateway_internal_port: int = Field(
        default=8001, ge=1, le=65535, description="Port of the internal listener; never to be published."
    )
    gateway_name: str = Field(
        default="gateway",
        pattern=ID_PATTERN,
        description="Tells gateways on one database apart; keep it.",
    )
    min_free_megabytes: int = Field(
        default=64, ge=0, description="Below so much free disk space new questions are refused (507)."
    )
    api_gateway_url: AnyHttpUrl = Field(description="The platform: CROW's API gateway or something of its shape.")
    internal_gateway_key: SecretStr = Field(description="Our key for the platform (`X-Internal-Key`).")
    platform_unknown_users: Literal["read", "refuse"] | None = Field(
        default=None,
        description="Whether users whom the platform does not know, those of our own keys, `read` their organization's "
        "data; by default they do, except in production.",
    )
    platform_cache_seconds: float = Field(
        default=30.0, ge=0, le=300, description="How long an answer of the platform serves everybody who may see it."
    )
    tool_requests: int = Field(
        default=60, ge=1, description="Most requests to the platform that the tools of one run may make."
    )
    tool_pages: int = Field(default=30, ge=1, description="Most of these that may be pages of interactions.")
    llm_base_url: AnyHttpUrl | None = Field(
        default=None,
        description="OpenAI-compatible endpoint, up to and with /v1, for titles, suggestions, small talk and unclear "
        "questions; without it there are no titles and suggestions, and the crew does the rest.",
    )
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="Key for that endpoint; empty: none is sent.")
    llm_byok: bool = Field(default=False, description="That key is the organization's own, for the usage.")
    llm_fallbacks: tuple[Provider, ...] = Field(
        default=(),
        max_length=8,
        description="JSON list of further endpoints, each asked when those before it fail.",
    )
    llm_model: str = Field(default=DEFAULT_MODEL, min_length=1, description="Model that writes titles and suggestions.")
    assessment_enabled: bool = Field(
        default=True,
        description="Whether it is decided for each question how much effort it needs, and whose; else the crew plans.",
    )
    tool_first_enabled: bool = Field(
        default=True,
        description="Whether agents begin with tool calls that are certain, before their model is asked.",
    )
    kept_answer_seconds: int = Field(
        default=0,
        ge=0,
        le=604_800,
        description="How long an answer without an agent is told again to the very same words in its organization; "
        "0: never.",
    )
    kept_answers: int = Field(
        default=1_000, ge=1, le=100_000, description="Most such answers of one organization; the oldest go."
    )
    embedder_dir: Path | None = Field(
        default=None,
        description="Folder of the embedder that `make` built; none, or unusable: texts are compared by words.",
    )
    embeddings_base_url: AnyHttpUrl | None = Field(
        default=None, description="OpenAI-compatible endpoint for embeddings instead of it, up to and with /v1."
    )
    embeddings_api_key: SecretStr = Field(default=SecretStr(""), description="Key for it; empty: none is sent.")
    embeddings_model: str = Field(default="text-embedding-3-small", min_length=1, description="Model at that endpoint.")
    embedder_seconds: float = Field(
        default=0.15, gt=0, le=10, description="Longest wait for an embedding; then the answer goes on without it."
    )
    memory_enabled: bool = Field(
        default=True,
        description="Remember what people say of themselves, found by `LLM_MODEL`, and tell it to the agents later.",
    )
    memory_seconds: float = Field(
        default=0.15, gt=0, le=10, description="Longest look into the memory; then the answer goes on without it."
    )
    memories_per_user: int = Field(
        default=10_000, ge=1, le=100_000, description="Most memories of one user; the longest unused go."
    )
    learning_calls_per_day: int = Field(
        default=1_000,
        ge=0,
        le=1_000_000,
        description="Most looks of a model a day (UTC) for what an organization's people said of themselves.",
    )
    llm_context_window: int | None = Field(
        default=None,
        ge=2048,
        description="What the models can read and write together, in tokens; none: as the price book says, or 24000.",
    )
    llm_max_tokens: int = Field(
        default=2048, ge=16, le=131072, description="Longest answer of one model call of the crew, in tokens."
    )
    prices_file: Path | None = Field(
        default=None, description="JSON file of prices and windows of models that goes before the built-in list."
    )
    organization_budget_micros: int | None = Field(
        default=None,
        ge=0,
        description="What an organization may spend on models in a month (UTC), in millionths of a US dollar; none: "
        "as much as it likes.",
    )
    organization_budgets: dict[str, int] = Field(
        default_factory=dict, description="JSON object: the same for single organizations, by id."
    )
    budget_reserve_micros: int = Field(
        default=50_000,
        ge=0,
        description="What is set aside of a budget for each question until its turn has ended, in the same units.",
    )
    tool_bytes: int = Field(default=33_554_432, ge=1, description="Bytes of answers after which a run gets no more.")
    worker_key: SecretStr = Field(
        description="Shared with the crew containers: the gateway's proof to them, and theirs to register."
    )
    jwt_issuer: str | None = Field(
        default=None, min_length=1, description="`iss` of the tokens that are let in beside API keys; none: no tokens."
    )
    jwt_keys_url: AnyHttpUrl | None = Field(default=None, description="Where the issuer publishes its keys (JWKS).")
    jwt_keys_file: Path | None = Field(
        default=None, description="The same as a file, for a network without the issuer in it."
    )
    jwt_audiences: tuple[str, ...] = Field(
        default=(), description="JSON list: a token must name one of them as `aud`; empty: not looked at."
    )
    jwt_authorized_parties: tuple[str, ...] = Field(
        default=(), description="JSON list: a token that has `azp` must name one of them; empty: not looked at."
    )
    jwt_claims: Literal["clerk", "crow"] = Field(
        default="clerk", description="Whose claims tell organization, user and role: Clerk's or CROW's core-auth's."
    )
    trusted_proxy_key: SecretStr | None = Field(
        default=None,
        description="Let requests with this `X-Internal-Key` say who asks in `X-Organization-Id` and `X-User-Id`: for "
        "running behind CROW's API gateway.",
    )
    agents_dir: Path | None = Field(
        default=None, description="Folder with `agents.yaml` and `prompts/` in place of the agents that come with us."
    )
    own_agent_tools: tuple[Annotated[str, Field(pattern=EXTRA_TOOL)], ...] = Field(
        default=(),
        max_length=64,
        description="JSON list of tools `crewai_tools:ClassName` that agents of an organization's own may name too.",
    )
    own_agent_models: tuple[Annotated[str, Field(pattern=MODEL_NAME, max_length=128)], ...] = Field(
        default=(),
        max_length=64,
        description="JSON list of models at the same endpoint that agents of an organization's own may name.",
    )
    crew_max_instances: int = Field(default=3, ge=1, le=64, description="Most crew containers that may register.")
    crew_supervisor_socket: Path | None = Field(
        default=None,
        description="Socket of the supervisord of this machine that runs the crew containers; none: others scale them.",
    )
    crew_supervisor_programs: dict[str, str] = Field(
        default_factory=dict, description="JSON object: its programs that are crew containers, each with its URL."
    )
    crew_idle_seconds: float = Field(
        default=120.0, gt=0, le=86400, description="When a container beyond the first is stopped that had no run."
    )
    turn_seconds: float = Field(default=600.0, gt=0, le=3600, description="Longest time for one answer.")
    first_token_seconds: float = Field(
        default=120.0, gt=0, le=3600, description="Longest wait for the first token of an answer, once it runs."
    )
    silence_seconds: float = Field(
        default=120.0, gt=0, le=3600, description="Longest time without progress in a running answer."
    )
    queue_seconds: float = Field(default=60.0, gt=0, le=3600, description="Longest wait for a free crew container.")
    queue_session_limit: int = Field(default=4, ge=1, description="Most questions that wait in one session.")
    queue_organization_limit: int = Field(default=60, ge=1, description="Most questions of one organization that wait.")
    queue_limit: int = Field(default=200, ge=1, description="Most questions that wait altogether.")
    organization_share: int = Field(
        default=75, ge=1, le=100, description="Most of all slots, in percent, that one organization may hold."
    )
    lease_seconds: float = Field(
        default=15.0,
        ge=2,
        le=600,
        description="When a gateway is silent for so long, another one takes its turns over; tests shorten it.",
    )
    drain_seconds: float = Field(
        default=25.0, ge=0, le=3600, description="How long a gateway that is to stop lets running answers end."
    )
    streams_per_organization: int = Field(
        default=200, ge=1, description="Most event streams of one organization that are open at this gateway."
    )
    streams_total: int = Field(default=12_000, ge=1, description="Most event streams that are open at this gateway.")
    share_max_bytes: int = Field(
        default=1_048_576, ge=1_024, le=67_108_864, description="Largest snapshot of a shared session, in bytes."
    )
    shares_per_user: int = Field(default=100, ge=1, description="Most shares that a user has at once.")
    shared_reads_per_minute: int = Field(
        default=60, ge=1, description="Most reads of one share in a minute, at this gateway."
    )
    import_max_bytes: int = Field(
        default=2_097_152,
        ge=1_024,
        le=67_108_864,
        description="Largest document that is imported, in bytes; others wait while it is checked.",
    )
    session_retention_days: int | None = Field(
        default=None,
        ge=1,
        description="When sessions are deleted in which nothing was said any more; none: when somebody deletes them.",
    )
    event_log_seconds: float = Field(
        default=600.0,
        ge=0,
        le=604_800,
        description="How long the events of an answer are kept after its end; later readers are told its message.",
    )
    s3_endpoint: AnyHttpUrl | None = Field(
        default=None, description="S3 service that keeps the bytes of artifacts; none: a folder in `DATA_DIR` does."
    )
    s3_bucket: str = Field(
        default="chat-artifacts",
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="Bucket of the artifacts, made where it is missing; a copy of the database needs one of its own.",
    )
    s3_region: str = Field(default="us-east-1", min_length=1, description="Region of the bucket; `auto` for R2.")
    s3_access_key: str | None = Field(default=None, description="Access key for the S3 service.")
    s3_secret_key: SecretStr | None = Field(default=None, description="Secret key for the S3 service.")
    s3_link_seconds: int = Field(
        default=0, ge=0, le=300, description="How long links to stored artifacts are good; 0: there are none."
    )
    artifact_max_bytes: int = Field(
        default=1_048_576, ge=1_024, le=16_777_216, description="Largest artifact that a run or a person may make."
    )
    upload_max_bytes: int = Field(
        default=8_388_608, ge=1_024, le=16_777_216, description="Largest file that may come with a question."
    )
    uploads_per_user: int = Field(default=20, ge=1, description="Most files of one user that wait for a question.")
    upload_seconds: int = Field(
        default=86_400, ge=60, le=2_592_000, description="When a file is let go of that no question has taken."
    )
    artifacts_per_turn: int = Field(default=10, ge=1, description="Most artifacts that one run may make.")
    artifact_spool_bytes: int = Field(
        default=268_435_456, ge=0, description="Most bytes of artifacts that wait for a store that does not answer."
    )
    artifact_retention_days: int | None = Field(
        default=None, ge=1, description="When artifacts are deleted; none: with their sessions."
    )
    artifact_sweep_seconds: float = Field(
        default=3_600.0, gt=0, le=604_800, description="How often stored bytes without an artifact are looked for."
    )
    http_head_seconds: float = Field(default=10.0, gt=0, le=600, description="Longest time for a request's head.")
    http_head_bytes: int = Field(default=32_768, ge=4_096, description="Longest head of a request.")
    http_body_seconds: float = Field(
        default=30.0, gt=0, le=600, description="Longest time without progress in a request's body."
    )
    http_conversation_bytes: int = Field(
        default=8_388_608,
        ge=262_144,
        le=67_108_864,
        description="Longest body of a client that sends the whole conversation with its question.",
    )
    http_stall_seconds: float = Field(
        default=30.0, gt=0, le=600, description="How long a client may not take what was written for it."
    )
    cors_origins: tuple[Annotated[str, Field(pattern=ORIGIN_PATTERN)], ...] = Field(
        default=(), description="JSON list of the exact origins whose pages may call the API with a key."
    )
    operator_organization_id: str | None = Field(
        default=None,
        pattern=ID_PATTERN,
        description="The organization whose administrators look after the crew containers; "
        "by default `LOCAL_ORGANIZATION_ID`.",
    )
    panel_dir: Path | None = Field(default=None, description="A folder with another build of the chat panel.")
    local_organization_id: str | None = Field(
        default=None, pattern=ID_PATTERN, description="Keep a key of this organization in `DATA_DIR/local.key`."
    )
    local_user_id: str = Field(default="local", pattern=ID_PATTERN, description="The user of the local key.")

    @model_validator(mode="after")
    def _checked_together(self) -> Self:
        if (self.crew_supervisor_socket is None) != (not self.crew_supervisor_programs):
            raise ValueError("CREW_SUPERVISOR_SOCKET and CREW_SUPERVISOR_PROGRAMS need each other")
        if self.llm_context_window is not None and self.llm_max_tokens >= self.llm_context_window:
            raise ValueError("LLM_MAX_TOKENS must be smaller than LLM_CONTEXT_WINDOW")
        if any(budget < 0 for budget in self.organization_budgets.values()):
            raise ValueError("ORGANIZATION_BUDGETS must not be negative")
        if self.s3_endpoint is not None and (self.s3_access_key is None or self.s3_secret_key is None):
            raise ValueError("S3_ENDPOINT needs S3_ACCESS_KEY and S3_SECRET_KEY")
        if self.s3_endpoint is not None and (self.s3_endpoint.path or "/") != "/":
            raise ValueError("S3_ENDPOINT must have no path")
        if self.gateway_port == self.gateway_internal_port and self.gateway_host == self.gateway_internal_host:
            raise ValueError("GATEWAY_PORT and GATEWAY_INTERNAL_PORT must differ")
        if (self.jwt_issuer is None) != (self.jwt_keys_url is None and self.jwt_keys_file is None):
            raise ValueError("JWT_ISSUER and JWT_KEYS_URL or JWT_KEYS_FILE need each other")
        if self.jwt_keys_url is not None and self.jwt_keys_file is not None:
            raise ValueError("JWT_KEYS_URL and JWT_KEYS_FILE exclude each other")
        if self.environment == "production" and self.jwt_keys_url is not None and self.jwt_keys_url.scheme != "https":
            raise ValueError("JWT_KEYS_URL must be https in ENVIRONMENT=production: identities hang on it")
        if self.environment == "production" and self.local_organization_id is not None:
            raise ValueError("LOCAL_ORGANIZATION_ID is not for ENVIRONMENT=production: issue keys instead")
        return self

    @property
    def unknown_users_may_read(self) -> bool:
        """Whether the platform's not knowing a user is no reason to refuse."""
        default = "refuse" if self.environment == "production" else "read"
        return (self.platform_unknown_users or default) == "read"

    @property
    def operator(self) -> OrganizationId | None:
        """The organization that runs the installation, if one is named."""
        named = self.operator_organization_id or self.local_organization_id
        return None if named is None else OrganizationId(named)

    @property
    def objects_folder(self) -> Path:
        """The bytes of artifacts, where no S3 service keeps them."""
        return self.data_dir / "objects"

    @property
    def local_key_file(self) -> Path:
        """Where the local organization's key is kept, mode 600."""
        return self.data_dir / "local.key"


def read_settings(of: type[Settings]) -> Settings:
    """What the environment says. A wrong setting ends the process with one line that names it."""
    try:
        return of.model_validate({})
    except ValidationError as error:
        first = error.errors()[0]
        sys.exit(f"gateway: {'.'.join(str(step) for step in first['loc']).upper() or 'settings'}: {first['msg']}")
