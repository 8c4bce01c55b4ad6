"""What a short message asks or says: are you there, a person please, later, it is settled."""

import re
import unicodedata

_CLAUSE = re.compile(r"[,。.!;~?\s]+")
_TRIM = re.compile(r"[\s。.!~,]+$")  # after NFKC, which makes full-width marks ASCII
_POLITE = re.compile(r"[\s,。!]*(?:谢谢(?:您|你)?|多谢|哈|啦|了哈|吧|呀|哦|噢)[。!~]*$")
_SIMPLE = str.maketrans(
    "沒錯對說補還決過務價質個點評給轉請幫嗎誰員換單錢滿",
    "没错对说补还决过务价质个点评给转请帮吗谁员换单钱满",
)
_HERE = re.compile(
    r"^(?:(?:怎么|还|怎么还)?(?:没人|没有人)(?:来|理|管|回|在)?(?:我|一下)?[了吗啊呢]*[?!。~]*|[?]+|(?:店长|经理|客服|师傅|店里的?人)(?:人)?(?:呢|在哪|哪去了)[?。!~]*|(?:人呢|人哪|有人吗|有人在吗|还在吗|在不在|在吗|在么|哈喽|喂)[?。!~]*)$"
)
_CARES = re.compile(
    r"^(?:你们?|店里)?(?:到底|究竟)?(?:还)?(?:有没有人|有人|没人)(?:管|理)(?:我们?|一下)?[吗啊呢呀了吧]*[?!。~]*$"
)
_LEFT = re.compile(
    r"^(?:你们?|店里|就|都|还|也|到底|究竟|怎么|是不是|打算|准备|一直)*(?:这么|这样)?"
    r"(?:晾|不理|没人理|不管|装死|不回|没人管|没人回|不出声|不吭声|没动静)(?:着|我们?|人|了|吗|呢|啊|消息|话|复)*$"
    r"|^(?:到底|还|究竟)*管不管(?:我们?|了|啊|这事)*$|^有人管(?:没|没有|不)$"
    r"|^(?:你们?|倒是|能不能|快)*(?:回|说)(?:我|个|句)?(?:话|句话|个话|个信)(?:啊|呀|行不行|行吗|吧)*$"
)
_WAITED = re.compile(
    r"^(?:我|都|已经|等|了|快|这|又|过去?|过)*(?:半|[一二两三四五六七八九十几\d]+)(?:个|来)?(?:多|半)?"
    r"(?:小时|钟头|分钟|天|刻钟|晚上|上午|下午)(?:多)?(?:了|过去了)*$|^(?:都|已经|等)*(?:老?半天|好久|很久|几点)了?$"
)
_PERSON = re.compile(
    r"^(?:我|你们?|您|就|只|想|要|请|帮我?|给我|麻烦|能不能|可不可以|可以|能|有没有|有)*"
    r"(?:转|找|叫|换|接|来|跟|和|是)*(?:到|一下|一?个|位)*"
    r"(?:人工|真人|活人|真的人|人类|大活人)(?:客服|服务|坐席|人工|说话?|聊|谈|处理|来|吗|吧|呢|接|的)*[?!]*$"
    r"|^(?:我|要|想|请|帮我?|给我|麻烦|能不能|可以|能)*(?:找|叫|换)(?:一?个|位)?(?:你们)?(?:的)?"
    r"(?:人|店长|经理|老板|领导|负责人|管事的人?|客服)(?:来|过来|跟我|和我|说话?|谈|聊|处理|吗|吧)*[?!]*$"
)
_LIVING = re.compile(r"(?:转|找|叫|换|要|来)(?:一?个|位)?(?:人工|真人|活人|大活人|真的人)")
_OF_THE_PAST = re.compile(
    r"[没等打排接怕]|不要|不用|不找|不想转|昨|前天|浇|吗|人工(?:费|湖|草|智)"
)
BLUNT = 20  # characters; a longer text tells something besides
_CALL = re.compile(
    r"(?:给|跟|和|帮)我(?:打|回|来|通)(?:一?个|一下|通)?电话|(?:打|回)(?:一?个|一下|通)?电话(?:给|到)我|(?:打|回)我(?:的)?(?:电话|手机)"
    r"|(?:能|可以|可不可以|方便|直接|还是|最好|请|麻烦)[^,.!?没不]{0,4}(?:打电话|电话(?:联系|沟通|说|聊|谈)|通(?:个|一下)?电话)|来(?:一?个)电话|来电话(?:说|谈|聊)"
)
_NO_CALL = re.compile(
    r"没|不(?!能|想打字|方便打字|会打字)|别|昨|前天|了(?:好|几|两|三|\d)|打过|打了|骚扰|投诉|工商|记者|警"
)
_NO_TYPING = re.compile(
    r"(?:不想|不会|不方便|没法|懒得|不爱|没空)(?:再|老)?打字|打字(?:太|好|真)?(?:累|麻烦|慢|费劲|不方便)|手(?:疼|痛|受伤)[^,.]{0,4}打不了字"
)
_MACHINE = re.compile(
    r"^(?:请问|那|所以)?(?:你们?|您|这|小回|对面)?(?:到底|究竟|其实)?(?:是不是|是|算)?(?:一?个)?(?:机器人?|真人|活人|人工|程序|ai)"
    r"(?:回复?的?|客服|在回)?(?:还是(?:一?个)?(?:机器人?|真人|活人|人工|程序|ai|人))?(?:吗|么|吧|呢|啊)*[?!]*"
    r"(?:[,。\s]*(?:别|不要)[^,。]{0,8}(?:套话|糊弄|敷衍|应付|骗)(?:我|人)?[!]*)?$"
)
_NO_MORE = re.compile(
    r"^(?:我|真的?|都|也|已经|跟你们|跟你|行了?|好了|那)*(?:说了)?(?:算了|不(?:想|愿意?|打算)(?:再|多)?(?:说|讲|提|谈)|懒得(?:再|跟你们?)?(?:说|讲|提|废话)"
    r"|不说了|不讲了|没什么好(?:说|讲)|别(?:再)?问|不用(?:再)?问|无所谓|就这样|随便)+(?:了|的|吧|你们?|我)*$"
)
_SETTLED = re.compile(
    r"刚(?:刚|才)?(?:送|收)到了?$|(?<![不想要别])(?:解决|处理|弄|办|修|补|换|退|找)(?:好|到|完|掉|成)?了$|没事(?:儿|情)?了$|不用(?:管|处理|麻烦|找|查|弄|来|了)+"
    r"|(?:送|收|拿|寄|补|退)(?:到|来)了$|(?:已经|现在|都|又)好了$|搞定了$|^(?:好|行)了$"
)
_WITHDRAWN = re.compile(r"不(?:用|想|再)?投诉了|(?:撤销|撤回|取消)(?:这个|我的)?投诉")
_NOT_SETTLED = re.compile(
    r"没(?:解决|处理|弄|办|修|换|退|送|收|拿|找)|没有|还没|[?]|吗|(?<!刚)才|但|可是|不过|就是|只是|结果|又坏|坏|错|漏|破|碎|烂|假"
    r"|怎么|什么时候|为什么|希望|应该|要是|如果|等|快|赶紧|必须|投诉|骗|差|退了吧|不了了之|算什么"
)
_STILL_OPEN = re.compile(
    r"没(?:有)?(?:人)?(?:来(?!得及)|到|联系|解决|好|收到|退|修|换|处理|给|动静|打|回|办|弄|见)"
    r"|解决(?:啥|什么|个)|哪(?:里|儿)?(?:解决|好)了?|还是(?:老样子|一样|坏|不行|那样)"
)
_TROUBLE = (
    r"(?:漏|响|坏|卡|松|断|停|裂|掉|脱|开胶|堵|跳|黑屏|死机|糊|臭|馊|疼|痛|痒|肿|烫|晕|吵|冒|歪|褪|缩|锈|霉|硌|磨|慢|湿|冷|差"
    r"|老样子|一样|不(?!错|是|用|客气|谢|麻烦|知道|清楚|想|急)|没(?!事|问题|什么|关系|想|来得及|时间|空|看|试|用)|有(?:点|股|一股)?(?:味|异味|臭|糊|焦|响|声|杂音|问题|毛病|污|裂|缝|划))"
)
_STILL = re.compile(
    rf"(?:还是|仍然?|依然|依旧|照样|照旧|一直|也(?!许)|还)(?:有点|有些|是|会|很|在|那么|一直|挺|老|总)*{_TROUBLE}"
)
_NOT_COME = re.compile(
    r"没(?:有)?(?:收到|到(?:账|手|货|家)?[啊呢呀]*(?:$|[,.!])|拿到|见到|见着|看到(?:钱|退款|货|东西)|来|退|寄|发|转|打)(?!得)|(?:一分|分文)(?:钱)?(?:都|也)?没"
)
_AGAIN = re.compile(
    r"又(?:开始)?(?:不(?!是|错)|没|坏|漏|断|停|裂|响|卡|松|掉|脱|开胶|堵|跳|黑屏|死机|出问题|犯|老样子)|^(?!.*[?吗]).*(?:老毛病|旧病复发)"
)
_BESIDES = re.compile(r"没(?:事|问题|什么)|应该好了|[?]|吗")
MOST_WORDS = 24
LEFT_ALONE = 16
LATER = 18
CALL = 36
_COMPLAIN = re.compile(r"^(?:我)?(?:有|还有)(?:点|些|一点)?不满意(?:的|的地方)?$")
_LATER = re.compile(
    r"(?:等[下会]|等一[下会]儿?|一会儿?|晚点|晚些|待会儿?|回头|忙完|下班|到家|开完会|明天)(?:我)?(?:再)?(?:跟你们?|和你们?)?(?:说|聊|讲|回复?|弄|看)"
    r"|(?<!你们)(?<!你)(?:先|再|要|得|让)(?!.*你们).{0,8}(?:商量|想想|想一想|考虑)(?:一下|下|看看?)?$|我在?(?:开会|上班|开车)|^(?:我)?(?:正在?)?(?:忙着|在忙)"
)
_WHO_ARE_YOU = re.compile(
    r"^(?:请问)?(?:你|您|你们|这)(?:是|到底是)?(?:谁|哪位|哪里|哪家|干嘛的|干什么的|什么人)[啊呀的]*[?,!。\s]*(?:(?:你们?)?(?:怎么|为什么|哪里?来?)(?:会)?(?:知道|有)我.{0,8}[?!。]*)?$"
    r"|^(?:你们?)?(?:怎么|为什么|从哪里?|哪里?来?)(?:会)?(?:知道|有|拿到|搞到)(?:的)?我的?.{0,8}(?:信息|电话|号码|联系方式|名字|姓名|微信)[的啊呀?!。]*$"
)
_STOP = re.compile(
    r"^(?:请|麻烦)?(?:别|不要|不许|请勿|不想)(?:再|老)?(?:(?:给我|跟我)?(?:发|推送|收到)(?:我|这些|你们的)?(?:消息|信息|短信|微信|广告)"
    r"|(?:再|老)发|打扰我?|骚扰我?|烦我)(?:了|啦|吧)?(?:[,!]?(?:太|真)?烦(?:死了?|人)?了?)?$"
    r"|^(?:请|麻烦)?(?:别|不要|不许)(?:再)?(?:给我)?(?:发|推送)(?:了|啦|吧)+(?:[,!]?(?:太|真)?烦(?:死了?|人)?了?)?$|^退订$"
)
_FORGET = re.compile(
    r"^(?:是的|好的|对)?[,\s]*(?:请|确认)?删除(?:我的?(?:信息|数据|资料))?$"
    r"|^(?:请|麻烦|赶紧|马上|你们?)*(?:把|将)我的?(?:所有|全部|个人)*的?(?:资料|信息|数据|记录)(?:给我|全部?|都|统统)*(?:删|清)(?:了|掉|除|光|空|干净)+$"
)


def asks_whether_we_are_here(text: str) -> bool:
    words = plain(text)
    return (_HERE.match(words) or _CARES.match(words)) is not None


def says_they_wait(text: str) -> bool:
    """人呢？都一个多小时了; 你们就这么晾着我: of nothing but that nobody answers."""
    clauses = [clause for clause in _CLAUSE.split(plain(text)) if clause]
    if not all(map(_is_impatience, clauses)):
        return False
    asks = [clause for clause in clauses if not _WAITED.match(clause)]
    return any(map(_LEFT.match, asks)) or (bool(asks) and len(clauses) > 1)


def _is_impatience(clause: str) -> bool:
    return any(each.match(clause) for each in (_HERE, _CARES, _LEFT, _WAITED))


def asks_whether_we_are_a_machine(text: str) -> bool:
    words = plain(text)
    asks = "?" in words or "吗" in words or "还是" in words or "是不是" in words
    return asks and _MACHINE.match(words) is not None


def says_no_more(text: str) -> bool:
    """算了,不想说了: each clause of it."""
    clauses = [clause for clause in _CLAUSE.split(plain(text)) if clause]
    return bool(clauses) and all(_NO_MORE.match(clause) for clause in clauses)


def asks_for_a_person(text: str) -> bool:
    words = plain(text)
    if _PERSON.match(words):
        return True
    blunt = len(words) <= BLUNT and _LIVING.search(words) and not _OF_THE_PAST.search(words)
    return bool(blunt)


def asks_for_a_call(text: str) -> bool:
    """能打电话给我吗，138…: short, and of no call that was."""
    words = plain(text)
    return len(words) <= CALL and bool(_CALL.search(words)) and not _NO_CALL.search(words)


def would_rather_speak(text: str) -> bool:
    """我不想打字"""
    words = plain(text)
    return len(words) <= LATER and _NO_TYPING.search(words) is not None


def says_later(text: str) -> bool:
    """等下我在开会，晚点说; 我先跟我老公商量一下"""
    words = plain(text)
    return len(words) <= LATER and _LATER.search(words) is not None


def asks_who_we_are(text: str) -> bool:
    """你是谁啊？怎么有我的信息？"""
    return _WHO_ARE_YOU.match(plain(text)) is not None


def asks_to_complain(text: str) -> bool:
    """有不满意, and no more: what it is, is still to come."""
    return _COMPLAIN.match(plain(text)) is not None


def asks_to_be_left_alone(text: str) -> bool:
    """别再给我发消息了,烦死了: one short sentence that says no more than that."""
    words = plain(text)
    return len(words) <= LEFT_ALONE and _STOP.match(words) is not None


def asks_to_be_forgotten(text: str) -> bool:
    return _FORGET.match(plain(text)) is not None


def plain(text: str) -> str:
    """Full-width and traditional forms folded, marks and polite endings cut off."""
    folded = unicodedata.normalize("NFKC", text).strip().lower().translate(_SIMPLE)
    return _POLITE.sub("", _TRIM.sub("", folded)) or folded


def says_it_is_not_settled(text: str) -> bool:
    """还没好呢，师傅没联系我; 桶收到了，还是漏: short, and no question."""
    words = plain(text)
    if len(words) > MOST_WORDS or _BESIDES.search(words):
        return False
    return any(each.search(words) for each in (_STILL_OPEN, _STILL))


def tells_of_trouble(clause: str) -> bool:
    """打不着火: something does not do what it should, in whatever voice."""
    return re.search(_TROUBLE, plain(clause)) is not None and not _BESIDES.search(plain(clause))


def says_it_has_not_come(text: str) -> bool:
    """钱没到账, 还没收到: short, and no question."""
    words = plain(text)
    return (
        len(words) <= MOST_WORDS and bool(_NOT_COME.search(words)) and not _BESIDES.search(words)
    )


def comes_back(text: str) -> bool:
    """新换的又不通电: short, and no question."""
    words = plain(text)
    return len(words) <= MOST_WORDS and _AGAIN.search(words) is not None


def says_it_is_settled(text: str) -> bool:
    """算了，已经解决了; 刚送到了，没事了: short news, without a but."""
    words = plain(text)
    if len(words) <= MOST_WORDS and _WITHDRAWN.search(words):
        return True
    if len(words) > MOST_WORDS or _NOT_SETTLED.search(words):
        return False
    return any(_SETTLED.search(clause) for clause in re.split(r"[,。!;\s]+", words) if clause)
