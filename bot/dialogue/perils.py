"""What may hurt somebody in the next hour: gas, fire, burns, current, a swollen battery, brakes.

Rule: the safety word comes with the first question; nothing is weighed here (danger does that).
"""

import re

KINDS = {
    "gas": re.compile(r"煤气|燃气|天然气|液化气|瓦斯|一氧化碳"),
    "fire": re.compile(
        r"着火|起火|失火|着了火|烧起来|烧着了|火苗|明火|浓烟"
        r"|(?:床单|被子|窗帘|沙发|衣服|桌子|家里)[^,，。]{0,4}(?:着|烧)(?:了|起)"
        r"|(?:充电宝|电池|电瓶|手机|插座|插排)[^,，。]{0,4}(?:炸|爆)"
    ),
    "burn": re.compile(r"烫伤|烫(?:到|着|了|起)|烧伤|灼伤|起水?泡"),
    "battery": re.compile(
        r"(?:充电宝|电池|电瓶|手机|平板|充电)[^。]{0,14}(?:鼓|胀|肿|发烫|烫手|冒烟|漏液)|电池"
    ),
    "power": re.compile(
        r"漏电|触电|带电|电到|麻手|火花|冒火|短路|冒烟|插头|插座|插排|电线|电热|跳闸|焦味|糊味"
    ),
    "vehicle": re.compile(r"刹车|车闸|车轮|轮胎|车胎|方向盘|车把|前叉|油门"),
}
_NOW = re.compile(
    r"(?<![没不])(?<!没有)(?:冒(?:着)?烟|着火|起火|烧起来|烧着了|冒火|糊味|焦味|焦糊|火花|漏电|触电|电到|煤气味|燃气味|烫手"
    r"|鼓(?:包|起来|得)|漏液|一股(?:煤气|燃气))|刹车[^,，。]{0,4}(?:失灵|不灵|没反应|刹不住)|刹不住"
)
_GONE = re.compile(r"上[周次个]|前天|昨[天晚]|前几天|去年|当时|那天|之前|以前")
_THEN = re.compile(
    r"上[周次个]|前天|昨天|去年|当时|那天|之前|以前|[吗?？]|会不会|怕|担心|要是|如果|万一|不(?:冒烟|漏电|烫手)"
)
_SMOKES = re.compile(r"冒(?:着)?烟|冒火|火花|炸")
_OUT = re.compile(r"灭(?:了|掉)|没(?:再)?烧|扑灭|浇灭")
_TOUCHES = re.compile(
    r"(?:去|要|先|把|来|想)[^,，。!?]{0,6}(?:插座|插头|开关|总闸|电闸|开?灯|油烟机|排风|风扇|打火|点火)"
)
_HURT = re.compile(r"烫(?:到|着|了|起)|伤|疼|痛|血|医院|晕|摔|撞|砸|麻|肿|起泡|吐|倒下")


def kind(text: str) -> str:
    """Which of them; nothing where it is none."""
    return next((name for name, words in KINDS.items() if words.search(text)), "")


def kind_now(text: str, told: str) -> str:
    """As `kind`, of what is told after `told`: what is out burns no more, and what smokes in a
    battery is a fire.
    """
    found = kind(text)
    if found == "fire" and _OUT.search(text):
        return "burn" if KINDS["burn"].search(text) else ""
    smokes = _SMOKES.search(text) is not None and found != "gas"
    return "fire" if smokes and "battery" in (found, kind(told)) else found


def is_now(text: str) -> bool:
    """It smokes, smells or sparks as they write."""
    return bool(_NOW.search(text)) and not (_THEN.search(text) or _OUT.search(text))


def is_over(text: str) -> bool:
    """昨天早上的事: told of a day that is gone."""
    return _GONE.search(text) is not None


def makes_a_spark(told: str, text: str) -> bool:
    """Gas in the room, and they are about to touch what it may go up by."""
    return kind(told) == "gas" and _TOUCHES.search(text) is not None


def only_threatens(text: str) -> bool:
    """Nobody was hurt yet: no pain is spoken of that nobody felt."""
    return bool(kind(text)) and _HURT.search(text) is None
