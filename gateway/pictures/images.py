"""The port `Images` by Pillow, in a process of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.errors import ImageRefused
from gateway.chat.images import CleanImage
from gateway.chat.media_types import IMAGES
from gateway.pictures.workshop import Unmakeable, Workshop, open_workshop
from shared.ids import OrganizationId

MODULE: Final = "gateway.pictures.image_process"
SECONDS: Final = 15.0
EXTENSIONS: Final = {"png": "png", "jpeg": "jpg", "gif": "gif", "webp": "webp"}


class CleanImages:
    """Reads images and writes them anew. Made by `open_images`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def clean(self, data: bytes, organization_id: OrganizationId) -> CleanImage:
        try:
            answer = await self._workshop.make(data, organization_id)
        except Unmakeable as error:
            raise ImageRefused(str(error)) from error
        head, _, image = answer.partition(b"\n")
        name, width, height = head.decode().split()
        extension = EXTENSIONS[name]
        return CleanImage(image, IMAGES[extension], extension, int(width), int(height))


@asynccontextmanager
async def open_images() -> AsyncGenerator[CleanImages]:
    """Whoever takes images in; the process comes with the first one."""
    async with open_workshop(MODULE, seconds=SECONDS) as workshop:
        yield CleanImages(workshop)
