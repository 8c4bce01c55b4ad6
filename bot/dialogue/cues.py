"""What customers' own words give away, as tables: broken promises, excuses, measures, who is hurt.

Rule: a cue only adds a fact or changes a tone; it never decides what a customer gets.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_CLAUSE = re.compile(r"[^,。!?;\n\uff0c\uff01\uff1f\uff1b、…~]+")
_SENTENCE = re.compile(r"[^。!?;\n\uff01\uff1f\uff1b…]+")
_TRIM = " ,\uff0c、…~\u3000\t"

PROMISED = re.compile(r"说好|答应|承诺|保证(?!书|期|金|质|正品)|约好|约定")
_GAVE_WORD = re.compile(r"答应|承诺|保证|跟我说好|跟我约")
_PUT_OFF = re.compile(
    r"说好|答应|承诺|保证|改期|改约|推迟|拖|爽约|跳票|放鸽子|食言|没兑现|不算数|说话不算|落空"
)
_BROKEN = re.compile(
    r"没(?!问题|关系|错|想)|未|不见|不了|结果|又(?:说|改|拖|推|变)|至今|到现在|到今天|还在等|还是(?:说|没|老)|才"
    r"|不算数|食言|反悔|落空|白等|[一二两三四五六七八九十\d]+(?:天|个?星期|个?月|周)了"
)
_COUNT = re.compile(r"第?([一二两三四五六七八九十]|\d{1,2})(?:次|回|遍)")
_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
MOST_BREACHES = 20
SHORT = 20  # characters
_CORE = -2  # 仓库爆仓 is 爆仓

_TOLD = re.compile(r"说|回复|告诉|理由|借口|解释|还是|每次|总是|都是|又是")
_EXCUSES = re.compile(
    r"系统|(?:仓库)?爆仓|仓库|库存|缺货|没货|天气|快递|物流|人手|太忙|排队|厂家|供应商|技术|升级|在路上|处理中|正在处理|在催"
    r"|反映|向上报|财务|流程|节假日|疫情"
)

_STANDARD = re.compile(
    r"(?:(?:我们?|自己)?(?:觉得|认为|以为)[^。!?;\n\uff0c\uff01\uff1f\uff1b]{0,12}(?:应该|应当|起码|至少|该)"
    r"|(?:按理|照理|正常来说|正常情况|怎么着?也|再怎么)[^。!?;\n\uff01\uff1f\uff1b]{0,12}(?:应该|应当|该|得|要|会)"
    r"|(?:最起码|起码|至少|最低限度)[^。!?;\n\uff0c\uff01\uff1f\uff1b]{0,6}(?:应该|应当|该|得|要|给|让|提前|说一|有个))"
    r"[^。!?;\n\uff01\uff1f\uff1b]{2,48}"
)

VULNERABLE = {
    "minor": re.compile(
        r"我(?:今年|才|还|刚|现在)*(?:[5-9]|1[0-5]|[五六七八九十]|十[一二三四五])岁"
        r"|我(?:今年|才|还|刚|现在|在)*(?:上|读|念)(?:幼儿园|小学|初中|[一二三四五六]年级|初[一二三])"
    ),
    "child": re.compile(r"孩子|宝宝|小孩|女儿|儿子|婴儿|娃|小朋友|孙子|孙女|新生儿"),
    "pregnant": re.compile(r"孕妇|怀孕|怀着|孕期|身孕|坐月子"),
    "old": re.compile(
        r"老人|老年|(?:奶奶|爷爷|外婆|外公|姥姥|姥爷)(?!留|生前|的遗|去世|走了|不在)|[七八九]十(?:多|几|来)?岁|[789]\d岁"
    ),
    "ill": re.compile(r"病人|住院|化疗|糖尿病|高血压|心脏病|术后|刚做完手术|卧床"),
    "disabled": re.compile(r"残疾|轮椅|行动不便|腿脚不便|盲人|聋"),
}

_ABUSE = re.compile(
    r"骗子|混蛋|王八|(?<![我你您他她咱妈])妈的|他妈(?!妈|的?(?:生日|病|身))|你妈(?!妈|的?(?:生日|病|身))"
    r"|尼玛|傻[逼叉子缺]|煞笔|滚(?!烫|筒|开水)|去死|该死|狗(?:东西|屁|日)|脑残|智障"
    r"|弱智|垃圾|黑心|无良|畜生|人渣|贱|操你|草泥马|不要脸|没良心|废物|蠢"
)
_EMPTY = re.compile(
    r"^(?:[看见如]下?[这上]?(?:张|个)?(?:图|照片)(?:吧|片)?|(?:算了|不想|懒得|都?不?说了?|再|多)*|你好|您好|在吗|在么|人呢|喂|谢谢|好的?|嗯+|哦+|哎+|唉+|呵呵|哈+|行吧?|算了|对了|还有|另外|听见没有?|听到没有?|说话啊?(?:死了)?|哑巴了?|回话啊?|等着|没了就这些|就这些|我(?:跟|和)你们?说|(?:小回)?(?:同志|老师)?你好|"
    r"(?:真是|真的|太|非常|很|气死|服|无语|失望|生气|可笑|离谱|恶心|过分|差劲|我|了|你们|就|也|极了|人)+)$"
)
_HEALTH = re.compile(
    r"医院|救护车|包扎|骨折|烧伤|扑灭|医生|大夫|急诊|上药|换药|挂号|住院|检查|缝针|打针|发烧|(?:还在|还|又|一直)[吐拉]|吐了|拉肚子|水泡|红肿|消肿|拉肚子|头(?:有点|很|还)?(?:疼|晕|痛)|发麻|点麻|恶心|想吐|难受|血压|肿|还疼|不疼|好[多些]了|没大碍|睡着了|在哭"
)
_UNHURT = re.compile(
    r"人(?:都|倒|也)?(?:没事|好好的|平安|没伤)|没(?:有)?(?:伤|烫|摔|砸|扎|割)(?:到|着)|没(?:有)?受伤|虚惊一场"
)
_WISHES = re.compile(
    r"希望|想要|我要|要你|要求|请你|退|赔|换(?!药)|给我|道歉|说法|报销|费|能不能|可以|应该|必须|[?\uff1f]"
)
SERVICES = frozenset({"发票", "改址", "预约"})  # requests that amend nothing
_WISH_TOLD = re.compile(
    r"(?:我)?(?:就|只|只是|就是)(?:想要|想|要|求|希望)(?!知道|问|说|着|是|不|到|看|吐|哭|骂)(?:你们|他|她|一[个句])?[^,\uff0c。!?\uff01\uff1f\s]{2,24}"
    r"|(?:我)?要求(?:你们|他|她)[^。!?\uff01\uff1f]{3,30}"
)
_NOT_A_WISH = re.compile(r"以后|下次|改进|就行了吗|退|换|赔|补|^(?:就|只)要.{0,12}(?:就|都)")
_AFRAID = re.compile(r"骚扰|害怕|一个人住|独居|跟踪|尾随|偷拍|猥亵|摸我|威胁我|律师|起诉|法院")
_NOT_THE_BUYER = re.compile(
    r"(?:我)?(?:没|没有|从没|没在你们.{0,4})(?:买过|下过单|订过|点过|来过)|(?:发|找|打|弄|认)错人|你们发错了|不是我(?:买|订|点|下单)的|我不是(?:买|顾客|客户|他|她|本人)"
)
_UNKNOWN = re.compile(r"不记得|记不清|忘了|找不到|没有?订单|没有?小票|丢了|不知道|没留")
_OWN = re.compile(
    r"我(?!们?(?:觉得|建议|希望|认为))|退|赔|换货|道歉|说法|联系|回复|答复|查|处理|解决|催|这一?[单件次]"
)
_FIRM = re.compile(
    r"^(?:建议|可以考虑|不妨|增加|改进|改善|加强|提高|多开|改成)|以后|下次|今后|多|增|开通|延长|提前|改"
)


_COUNTS = re.compile(
    r"^(?:我还?有[一二两三四几]?[点个条]?(?:小?建议|想法)(?:如下)?[,\uff0c:\uff1a]\s*)?"
    r"(?:第?[一二三四五1-5][、,\uff0c:\uff1a.]\s*)?"
)
_PROPOSES = re.compile(r"^我?(?:们)?(?:建议|希望|最好)(?:你们|贵店|店里|以后|能|可以)*(?=.{4})")


def bare(idea: str) -> str:
    """A suggestion without the words that only say that it is one."""
    return _PROPOSES.sub("", _COUNTS.sub("", idea))


def clauses(text: str) -> Iterator[str]:
    yield from filter(None, (found.strip(_TRIM) for found in _CLAUSE.findall(text)))


def sentences(text: str) -> Iterator[str]:
    yield from filter(None, (found.strip(_TRIM) for found in _SENTENCE.findall(text)))


def folded(text: str) -> str:
    """As the reader of texts spells it: full-width forms made narrow, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def is_broken(after: str) -> bool:
    """What follows a promise says that it was not kept."""
    return _BROKEN.search(after) is not None


def is_personal(promise: str) -> bool:
    """Somebody gave their word to somebody: 说好 alone may stand on a receipt."""
    return _GAVE_WORD.search(promise) is not None


def counted_breaches(text: str) -> int:
    """答应了三次都没做到, 第四次承诺…: the highest number that goes with a promise."""
    highest = 0
    for clause in clauses(text):
        if _PUT_OFF.search(clause) and (found := _COUNT.search(clause)):
            number = _NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() else 0)
            highest = max(highest, number)
    return min(highest, MOST_BREACHES)


def excuses(text: str) -> tuple[str, ...]:
    """What they were told, once for each time they were told it."""
    return tuple(
        found[_CORE:] if found.endswith("爆仓") else found
        for clause in clauses(text)
        if _TOLD.search(clause)
        for found in _EXCUSES.findall(clause)
    )


def standard(text: str) -> str:
    """The customer's own measure, in their words: 我觉得至少应该…"""
    found = _STANDARD.search(text)
    return found[0].strip(_TRIM) if found else ""


def vulnerable(text: str) -> str:
    return next((who for who, words in VULNERABLE.items() if words.search(text)), "")


def is_a_minor(text: str) -> bool:
    return VULNERABLE["minor"].search(text) is not None


def wish_told(texts: Iterable[str]) -> str:
    """我就想要他一句道歉: what they said by themselves they would have, beyond money and goods."""
    said = [sentence for text in texts for sentence in sentences(text)]
    wishes = (s for s in said if _WISH_TOLD.search(s) and not _NOT_A_WISH.search(s))
    return next(wishes, "")


def is_abuse(clause: str) -> bool:
    return _ABUSE.search(clause) is not None


def without_abuse(sentence: str) -> str:
    """The clauses that say something; what only insults is not played back."""
    parts = re.split(r"(?<=[,\uff0c、\s])", sentence)
    return "".join(part for part in parts if not is_abuse(part)).strip(_TRIM)


def is_not_the_buyer(text: str) -> bool:
    """我没买过: short, or it tells something besides."""
    return len(text) <= SHORT and _NOT_THE_BUYER.search(text) is not None


def says_nothing(sentence: str) -> bool:
    """Neither do digits nor faces alone."""
    if not any(map(str.isalpha, sentence)):
        return True
    return _EMPTY.match(re.sub(r"[,\uff0c、\s]", "", sentence)) is not None


def tells_of_health(text: str) -> bool:
    """How somebody fares, and no wish beside it."""
    return _HEALTH.search(text) is not None and _WISHES.search(text) is None


def wishes(text: str) -> bool:
    """Some word of what they would have."""
    return _WISHES.search(text) is not None


def says_unhurt(text: str) -> bool:
    return _UNHURT.search(text) is not None


def wants_nobody_at_the_door(text: str) -> bool:
    """They are afraid of one of us, or speak through the law: nobody is sent to their home."""
    return _AFRAID.search(text) is not None


def does_not_know(text: str) -> bool:
    return _UNKNOWN.search(text) is not None


def is_suggestion(clause: str) -> bool:
    """For everybody, from now on: what they ask for themselves is no suggestion."""
    return _FIRM.search(clause) is not None and _OWN.search(clause) is None
