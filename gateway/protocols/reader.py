"""How one reader is told a turn."""

from dataclasses import dataclass
from typing import assert_never

from gateway.protocols.agui import AguiEncoder
from gateway.protocols.choice import ProtocolName
from gateway.protocols.commands import AguiRun
from gateway.protocols.data_stream import DataStreamEncoder
from gateway.protocols.encoder import Encoder
from gateway.protocols.json_document import JsonEncoder
from gateway.protocols.ndjson import NdjsonEncoder
from gateway.protocols.openai_chat import CREW, CompletionEncoder
from gateway.protocols.ui_stream import UiStreamEncoder


@dataclass(frozen=True, slots=True)
class Reader:
    """The protocol, and what the client wants to find in it."""

    protocol: ProtocolName = "ui"
    run: AguiRun | None = None
    model: str = CREW
    include_usage: bool = False
    goes_on: bool = False
    """The client has the beginning of the answer from the turn that waited for a person."""

    def encoder(self) -> Encoder:  # noqa: PLR0911 - a match that is a table
        """An encoder for one stream of this reader."""
        match self.protocol:
            case "ui":
                return UiStreamEncoder(goes_on=self.goes_on)
            case "ui6":
                return UiStreamEncoder(knows_approvals=True, goes_on=self.goes_on)
            case "data":
                return DataStreamEncoder()
            case "agui":
                return AguiEncoder(self.run, goes_on=self.goes_on)
            case "openai":
                return CompletionEncoder(model=self.model, include_usage=self.include_usage)
            case "ndjson":
                return NdjsonEncoder()
            case "json":
                return JsonEncoder()
            case _:
                assert_never(self.protocol)
