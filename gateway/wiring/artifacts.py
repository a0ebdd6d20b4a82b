"""What lasts of turns beside their messages: artifacts, and the files that people attach."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from gateway.chat.artifact_service import ArtifactService
from gateway.chat.inline_images import ImageKeeper
from gateway.chat.object_outbox import ObjectOutbox
from gateway.chat.object_sweeper import ObjectSweeper
from gateway.chat.ports.artifacts import Objects
from gateway.chat.uploads import Uploads
from gateway.objects.folder import FolderObjects
from gateway.pictures.charts import open_charts
from gateway.pictures.images import open_images
from gateway.settings import GatewaySettings
from gateway.storage.artifacts import SqliteArtifacts
from gateway.storage.ballast import Ballast
from gateway.storage.database import Database
from gateway.storage.object_ledger import SqliteObjectLedger
from gateway.storage.uploads import SqliteUploads
from gateway.wiring.clock import clock
from gateway.wiring.limits import artifact_limits, upload_limits


@dataclass(frozen=True, slots=True)
class Lasting:
    """The services for it. `wake` says that bytes wait for their place, or are to be removed."""

    artifacts: ArtifactService
    uploads: Uploads
    images: ImageKeeper
    wake: Callable[[], None]


@asynccontextmanager
async def open_artifacts(settings: GatewaySettings, database: Database, ballast: Ballast) -> AsyncGenerator[Lasting]:
    """Bring to the objects what waits for it, from now on, and take it from there when it is deleted."""
    async with AsyncExitStack() as stack:
        objects = await stack.enter_async_context(open_objects(settings))
        ledger = SqliteObjectLedger(database)
        outbox = ObjectOutbox(ledger, objects, clock)
        await stack.enter_async_context(outbox.open())
        sweeper = ObjectSweeper(
            ledger,
            objects,
            clock,
            every_seconds=settings.artifact_sweep_seconds,
            kept_days=settings.artifact_retention_days,
        )
        await stack.enter_async_context(sweeper.open())
        root = await ledger.root()
        images = await stack.enter_async_context(open_images())
        charts = await stack.enter_async_context(open_charts())
        stored, stored_uploads = SqliteArtifacts(database, ballast), SqliteUploads(database, ballast)
        limits = artifact_limits(settings)
        uploads = Uploads(
            stored_uploads, images, root=root, limits=upload_limits(settings), clock=clock, on_attached=outbox.wake
        )
        await stack.enter_async_context(uploads.open())
        yield Lasting(
            artifacts=ArtifactService(
                stored,
                objects,
                charts,
                stored_uploads,
                root=root,
                limits=limits,
                clock=clock,
                on_change=outbox.wake,
                link_seconds=settings.s3_link_seconds,
            ),
            uploads=uploads,
            images=ImageKeeper(
                stored,
                images,
                root=root,
                limits=limits,
                max_bytes=settings.upload_max_bytes,
                clock=clock,
                on_change=outbox.wake,
            ),
            wake=outbox.wake,
        )


@asynccontextmanager
async def open_objects(settings: GatewaySettings) -> AsyncGenerator[Objects]:
    """Where the bytes of artifacts lie: the S3 service that is set, or a folder beside the database."""
    if settings.s3_endpoint is None:
        folder = FolderObjects(settings.objects_folder)
        folder.clear_begun()
        yield folder
        return
    # 12 MB of memory, for those who use it.
    from gateway.objects.s3 import S3Address, open_s3_objects  # noqa: PLC0415

    assert settings.s3_access_key is not None
    assert settings.s3_secret_key is not None
    address = S3Address(
        endpoint=str(settings.s3_endpoint),
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
    async with open_s3_objects(address) as objects:
        yield objects
