"""Images from outside are read by a process with limits and written anew; what is no image is refused."""

import io
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from PIL import Image

from gateway.chat.errors import ImageRefused
from gateway.pictures.images import CleanImages, open_images
from shared.ids import OrganizationId
from tests.gateway.pictures.process_memory import peak_bytes, pid_of
from tests.requirements import requirement
from tests.support import hostile_images
from tests.support.hostile_images import animation, picture

ORGANIZATION = OrganizationId("org_a")

# An image of the largest size that is taken in needs about 230 MB, decoded twice.
MOST_BYTES = 400_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def images() -> AsyncGenerator[CleanImages]:
    """Whoever takes images in."""
    async with open_images() as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("images")
async def test_what_is_no_image_or_too_large_is_refused_within_bounded_memory(images: CleanImages) -> None:
    await images.clean(picture(), ORGANIZATION)
    process = pid_of(images._workshop)

    answers = {}
    for name, data in hostile_images.refused():
        try:
            answers[name] = (await images.clean(data, ORGANIZATION)).media_type
        except ImageRefused as refused:
            answers[name] = str(refused)

    large = {name for name, answer in answers.items() if "million pixels" in answer}
    assert {name for name in answers if "million pixels" in name or "billion" in name or "frames" in name} == large
    assert {answers[name] for name in answers if name not in large} == {
        "It is not a whole image in PNG, JPEG, GIF or WEBP."
    }
    # It was the same process all the time: none of them ended it.
    assert pid_of(images._workshop) == process
    assert peak_bytes(process) < MOST_BYTES


@requirement("images")
async def test_only_what_is_seen_comes_through(images: CleanImages) -> None:
    for name, data, hidden in hostile_images.polyglots():
        assert hidden in data, name
        clean = await images.clean(data, ORGANIZATION)
        assert hidden not in clean.data, name
        assert colours(clean.data) == [(204, 0, 0), (0, 0, 204)], name


@pytest.mark.parametrize(
    ("image_format", "mode", "media_type", "extension"),
    [
        ("PNG", "RGB", "image/png", "png"),
        ("PNG", "P", "image/png", "png"),
        ("PNG", "RGBA", "image/png", "png"),
        ("JPEG", "RGB", "image/jpeg", "jpg"),
        ("JPEG", "CMYK", "image/jpeg", "jpg"),
        ("MPO", "RGB", "image/jpeg", "jpg"),
        ("GIF", "P", "image/gif", "gif"),
        ("WEBP", "RGB", "image/webp", "webp"),
    ],
)
async def test_an_image_keeps_its_format_and_its_colours(
    images: CleanImages, image_format: str, mode: str, media_type: str, extension: str
) -> None:
    clean = await images.clean(picture(image_format, mode=mode), ORGANIZATION)

    assert (clean.media_type, clean.extension, clean.width, clean.height) == (media_type, extension, 64, 48)
    assert colours(clean.data) == [(204, 0, 0), (0, 0, 204)]


async def test_sixteen_bits_of_grey_become_eight(images: CleanImages) -> None:
    image = Image.new("I;16", (8, 8), 0x8000)
    written = io.BytesIO()
    image.save(written, "PNG")

    clean = await images.clean(written.getvalue(), ORGANIZATION)

    assert Image.open(io.BytesIO(clean.data)).convert("L").getpixel((4, 4)) == 0x80


async def test_what_is_transparent_stays_so(images: CleanImages) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (10, 20, 30, 40)).save(written, "PNG")

    clean = await images.clean(written.getvalue(), ORGANIZATION)

    assert Image.open(io.BytesIO(clean.data)).getpixel((4, 4)) == (10, 20, 30, 40)


async def test_a_photo_is_turned_as_it_is_to_be_seen(images: CleanImages) -> None:
    clean = await images.clean(hostile_images.turned(), ORGANIZATION)

    assert (clean.width, clean.height) == (48, 64)


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG"])
async def test_what_moves_goes_on_moving(images: CleanImages, image_format: str) -> None:
    clean = await images.clean(animation(image_format, 5), ORGANIZATION)

    again = Image.open(io.BytesIO(clean.data))
    assert (again.format, again.n_frames) == (image_format, 5)  # type: ignore[attr-defined]  # of animations


async def test_the_largest_image_is_taken_in(images: CleanImages) -> None:
    clean = await images.clean(picture("JPEG", (5000, 5000)), ORGANIZATION)

    assert (clean.width, clean.height) == (5000, 5000)
    assert peak_bytes(pid_of(images._workshop)) < MOST_BYTES


def colours(data: bytes) -> list[tuple[int, ...]]:
    """Of the two halves, as far as a lossy format keeps them."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    found = []
    for x in (image.width // 4, 3 * image.width // 4):
        pixel = image.getpixel((x, image.height // 2))
        assert isinstance(pixel, tuple)
        found.append(tuple(204 if abs(value - 204) < 15 else 0 if value < 15 else int(value) for value in pixel))
    return found
