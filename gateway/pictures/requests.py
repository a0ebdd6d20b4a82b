"""How a picture of a chart is asked for: one letter for the format, then the Vega-Lite."""

from typing import Final

PNG: Final = b"p"
SVG: Final = b"s"
