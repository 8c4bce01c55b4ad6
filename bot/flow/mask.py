"""Phone numbers and ID numbers are masked in what leaves the house, unless asked otherwise."""

import re

# Digits may be split by blanks or hyphens, as people write them; letters or digits around a
# candidate mean it is something else (an order number).
_GAP = r"[ \-\u00a0\u3000]?"
_FREE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_ID = re.compile(rf"{_FREE}(\d{{6}})(?:{_GAP}\d){{8}}{_GAP}(\d{{3}}[0-9Xx]){_END}")
_MOBILE = re.compile(
    rf"{_FREE}((?:\+?(?:00)?86{_GAP})?1[3-9]\d)(?:{_GAP}\d){{4}}{_GAP}(\d{{4}}){_END}"
)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3}[ -])(\d{3,4})(\d{4})(?![0-9A-Za-z])")


_ANY = re.compile(r"\d{3}")  # where no three digits stand together, there is nothing


def masked(text: str) -> str:
    if _ANY.search(text) is None:
        return text
    text = _ID.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1****\3", text)
