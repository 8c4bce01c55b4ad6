"""Somebody died, or an animal that somebody loved: that is heard before the goods.

Rule: found by words, so it only changes what is said first, and what is not offered.
"""

import re
from collections.abc import Iterable

PERSON, PET = "person", "pet"
_ENDS = r"(?=[,，。.!！;；\s]|$)"
_DIED = re.compile(
    r"去世|过世|离世|病逝|奔丧|治丧|守灵|灵堂|追悼会|挽联|讣告|火化|丧事|遗像|出殡|下葬|骨灰"
    r"|(?:老伴|父亲|母亲|[我她他]?(?:爸|妈)妈?|爷爷|奶奶|外公|外婆|姥姥|姥爷|爱人|丈夫|妻子|孩子|儿子|女儿|老人)[^,，。]{0,6}"
    rf"(?:不在|没|走|死)了{_ENDS}"
    rf"|给[^,，。]{{0,6}}买的[,，\s]*[他她][^,，。]{{0,4}}(?:不在|没|走)了{_ENDS}"
)
_PET = re.compile(
    r"(?:猫|狗|鸟|鹦鹉|兔|仓鼠|乌龟|宠物|毛孩子|金毛|布偶|柯基|泰迪)[^,，。]{0,8}"
    rf"(?:(?:死|没|走)了{_ENDS}|没救过来|没救活|断气|去世|没(?:了|有)?呼吸)"
)
_LEFT = re.compile(r"(?:上学|上班|回家|搬|出国|先)走了|没了(?:耐心|胃口|兴趣)")


def kind(texts: Iterable[str]) -> str:
    """`PERSON`, `PET`, or nothing."""
    told = _LEFT.sub("", "\n".join(texts))
    if _DIED.search(told):
        return PERSON
    return PET if _PET.search(told) else ""
