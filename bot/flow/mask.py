"""Phone numbers and ID numbers are masked in what leaves the house, unless asked otherwise."""

import re

# Digits may be split by blanks or hyphens, as people write them; letters or digits around a
# candidate mean it is something else (an order number).
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])((?:\+?86[ -]?)?1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![0-9A-Za-z])"
)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3}[ -])(\d{3,4})(\d{4})(?![0-9A-Za-z])")


def masked(text: str) -> str:
    text = _ID.sub(r"\1********\3", text)
    text = _MOBILE.sub(r"\1****\3", text)
    return _LANDLINE.sub(r"\1****\3", text)
