"""The invitation link as a QR code, to print on a receipt."""

from io import BytesIO
from pathlib import Path

import segno

SCALE = 8  # pixels a module: sharp on a thermal printer of 203 dpi
KINDS = {".png": "png", ".svg": "svg"}


def write_qr(link: str, path: Path) -> None:
    """The ending of the name says the kind: .png or .svg."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"a QR code is written as .png or .svg, not {path.suffix or path.name!r}")
    path.write_bytes(qr(link, kind))


def qr(link: str, kind: str = "png") -> bytes:
    """Error correction M survives a crumpled receipt."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind=kind, scale=SCALE, border=4)
    return out.getvalue()
