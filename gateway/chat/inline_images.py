"""Images that an answer brings in its text become artifacts of its turn; the text names them by their URL.

An image that cannot be kept stays in the text when it is small; a large one leaves a mark that it was there: no answer
is a megabyte because of an outage. What else looks like a file in base64 is cut.
"""

import asyncio
import base64
import binascii
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Final

from gateway.chat.artifacts import ArtifactLimits, Body, NewVersion, RunCall, object_key
from gateway.chat.attachments import content_url
from gateway.chat.errors import ChatError
from gateway.chat.image_finder import FoundImage, ImageFinder
from gateway.chat.long_runs import LongRuns
from gateway.chat.model import ClaimedTurn
from gateway.chat.ports.artifacts import Artifacts, Images
from gateway.chat.ports.clock import Clock
from shared.events import TextDelta, TextEnded, TurnEvent
from shared.ids import ArtifactId, new_id

log = logging.getLogger(__name__)

# In base64; so much may stay in a text.
KEPT_CHARACTERS: Final = 8_192
NOT_KEPT: Final = "#image-not-kept"
TITLE: Final = "Image"
# Somebody who stops the answer waits for this too.
SECONDS: Final = 3.0


class ImageKeeper:
    """Keeps the images of answers."""

    def __init__(
        self,
        artifacts: Artifacts,
        images: Images,
        *,
        root: str,
        limits: ArtifactLimits,
        max_bytes: int,
        clock: Clock,
        on_change: Callable[[], None],
    ) -> None:
        """`root` begins all keys; `max_bytes` is of one image; `on_change` hears that bytes wait to be brought."""
        self._artifacts = artifacts
        self._images = images
        self._root = root
        self._limits = limits
        self._clock = clock
        self._on_change = on_change
        self.max_characters = (max_bytes + 2) // 3 * 4

    async def keep(self, claimed: ClaimedTurn, number: int, encoded: str) -> str | None:
        """The URL of the image, the `number`th of its run; None when it is none or cannot be kept."""
        try:
            async with asyncio.timeout(SECONDS):
                clean = await self._images.clean(base64.b64decode(encoded, validate=True), claimed.turn.organization_id)
                turn, artifact_id = claimed.turn, ArtifactId(new_id("art"))
                new = NewVersion(
                    artifact_id=artifact_id,
                    is_first=True,
                    kind="image",
                    title=TITLE,
                    body=Body(clean.data, clean.media_type, clean.extension),
                    object_key=object_key(self._root, turn.organization_id, artifact_id, clean.extension),
                    sha256=hashlib.sha256(clean.data).hexdigest(),
                    made_by="crew",
                    created_at=self._clock(),
                )
                call = RunCall(
                    turn.organization_id, turn.id, claimed.run_id, f"inline_{claimed.run_id}_{number}", new.sha256
                )
                await self._artifacts.make(call, new, self._limits)
        except (binascii.Error, ChatError, TimeoutError) as error:
            log.warning("an image of an answer was not kept", extra={"turn_id": claimed.turn.id}, exc_info=error)
            return None
        self._on_change()
        return content_url(artifact_id, 1)


class InlineImages:
    """Rewrites the events of one run."""

    def __init__(self, keeper: ImageKeeper, claimed: ClaimedTurn) -> None:
        self._keeper = keeper
        self._claimed = claimed
        self._finder = ImageFinder(keeper.max_characters)
        self._runs = LongRuns(KEPT_CHARACTERS)
        self._count = 0
        # One text is written at a time.
        self._part_id = ""

    async def told(self, events: Sequence[TurnEvent], *, is_over: bool) -> list[TurnEvent]:
        """The events with images kept; `is_over` when the run has nothing more to say."""
        told: list[TurnEvent] = []
        for event in events:
            match event:
                case TextDelta(part_id=part_id, text=text):
                    self._part_id = part_id
                    told += await self._texts(self._finder.feed(text))
                case TextEnded():
                    told += [*await self._texts(self._finder.end()), event]
                    self._runs.end()
                case _:
                    told.append(event)
        return [*told, *await self._texts(self._finder.end())] if is_over else told

    async def _texts(self, found: Sequence[str | FoundImage]) -> list[TurnEvent]:
        text = self._runs.cut("".join([each if isinstance(each, str) else await self._url(each) for each in found]))
        return [TextDelta(part_id=self._part_id, text=text)] if text else []

    async def _url(self, image: FoundImage) -> str:
        if image.encoded is None:
            return NOT_KEPT
        self._count += 1
        url = await self._keeper.keep(self._claimed, self._count, image.encoded)
        if url is None and len(image.encoded) <= KEPT_CHARACTERS:
            return image.head + image.encoded
        return url or NOT_KEPT
