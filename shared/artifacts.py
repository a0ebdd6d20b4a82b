"""Artifacts between the tiers: what a tool sends to be kept, and what it is told of it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from shared.agents import ONE_LINE
from shared.charts import ChartSpec, Closed
from shared.ids import ID_PATTERN, ArtifactId
from shared.tables import TableSpec
from shared.texts import without_nul

PATH = "/internal/artifacts"
# The tool that an agent must have for its runs to make artifacts.
TOOL = "create_artifact"
MAX_TEXT_CHARACTERS = 200_000

ArtifactKind = Literal["chart", "table", "summary", "file", "image"]


Title = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=ONE_LINE)]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(without_nul)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT_CHARACTERS), AfterValidator(without_nul)]


class ChartContent(Closed):
    """A chart, kept as Vega-Lite."""

    kind: Literal["chart"]
    chart: ChartSpec


class TableContent(Closed):
    """A table, kept as JSON, to be had as CSV."""

    kind: Literal["table"]
    table: TableSpec


class SummaryContent(Closed):
    """A text in Markdown."""

    kind: Literal["summary"]
    text: Text


class FileContent(Closed):
    """A file of text, or of bytes in base64. Its name says how it is served, where we know that kind."""

    kind: Literal["file"]
    file_name: FileName
    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


Content = Annotated[ChartContent | TableContent | SummaryContent | FileContent, Field(discriminator="kind")]


class NewArtifact(Closed):
    """Body of `POST /internal/artifacts`: a new artifact, or a new version of one of this session."""

    title: Title
    content: Content
    artifact_id: ArtifactId | None = Field(default=None, pattern=ID_PATTERN)


class ArtifactReceipt(Closed):
    """Answer to a new artifact: what it is called from now on."""

    artifact_id: ArtifactId
    version: int = Field(ge=1)
    kind: ArtifactKind
    title: str
    media_type: str
    bytes: int = Field(ge=0)
