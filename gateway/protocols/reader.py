"""How one reader is told a turn."""

from dataclasses import dataclass
from typing import assert_never

from gateway.protocols.choice import ProtocolName
from gateway.protocols.data_stream import DataStreamEncoder
from gateway.protocols.encoder import Encoder
from gateway.protocols.ui_stream import UiStreamEncoder


@dataclass(frozen=True, slots=True)
class Reader:
    """The protocol, and what the client wants to find in it."""

    protocol: ProtocolName = "ui"

    def encoder(self) -> Encoder:
        """An encoder for one stream of this reader."""
        match self.protocol:
            case "ui":
                return UiStreamEncoder()
            case "data":
                return DataStreamEncoder()
            case _:
                assert_never(self.protocol)
