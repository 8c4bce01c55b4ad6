"""How long to wait for the next message: a finished sentence ends sooner than half a thought.

The table of what ends a thought and what leaves it open stands here, beside its one use.
"""

import re
from datetime import timedelta

from .events import MediaReceived, TextReceived
from .parcels import Letter

SHORT, LONG = 0.48, 1.6  # of the configured pause: 12 s and 40 s where that is 25 s
ENOUGH = 12  # characters; a short outburst is a beginning, whatever mark it ends with
MANY, QUICK = 3, timedelta(seconds=8)  # so many texts, the last of them so quickly: more to come
CUT = 4000  # Telegram cuts a longer text into messages of 4096 characters

_OPEN = re.compile(
    r"(?:[,\uff0c、:\uff1a;\uff1b…—]|\.{2,}|。{2,}"
    r"|还有|而且|另外|然后|结果|后来|并且|以及|因为|所以|但是|可是|不过|首先|其次|接着|当时|比如"
    r"|第[一二三四五六1-6]|[①②③④⑤⑥])\s*$"
)
_FIRST_OF_SEVERAL = re.compile(r"^\s*(?:第一(?![次天个家时])|首先|其一|一是|①|1[.、\uff0e])")
_NEXT = re.compile(r"第二|其次|其二|二是|②|2[.、\uff0e]|然后|最后")
_FINISHED = re.compile(  # not an exclamation mark: whoever shouts has more to say
    r"(?:[。?\uff1f][)\uff09”」』]?"
    r"|就这些|就这样|就是这样|以上|完毕|你们看着办|看着办吧|给个说法|给个答复|请处理|请回复|怎么办|怎么处理"
    r"|处理一下|解决一下)\s*$"
)


def pause_after(
    letter: Letter, event: TextReceived | MediaReceived, usual: timedelta
) -> timedelta:
    """The silence after which this message was the last one of its letter."""
    text = event.text if isinstance(event, TextReceived) else event.caption
    if _goes_on(letter, event, text):
        return usual * LONG
    if text and _FINISHED.search(text) and len(letter.text) + len(text) >= ENOUGH:
        return usual * SHORT
    return usual


def _goes_on(letter: Letter, event: TextReceived | MediaReceived, text: str) -> bool:
    if _OPEN.search(text) or len(text) >= CUT:
        return True
    if _FIRST_OF_SEVERAL.search(text) and not _NEXT.search(text):
        return True
    quick = letter.last_at is not None and event.at - letter.last_at <= QUICK
    is_text = isinstance(event, TextReceived)
    return quick and is_text and len(letter.texts) + 1 >= MANY
