"""For whom is a line of staff: the customer, a colleague, or is it a word that grants a request?

A line that says nothing of either (是的,那批退了好几台) is `OPEN`: for the customer where its
writer has the case, and for whoever has it where somebody else writes.

Rule 1: in doubt it is for the customer: whoever says 您 or 抱歉 does not speak of them.
Rule 2: found by words; a line that is kept by mistake is one tap away from the customer.
"""

import re

from nlp.normalise import normalise

COLLEAGUE, OPEN = "colleague", "open"
APPROVE, APPROVE_THEM = "approve", "approve_them"  # the latter speaks of the customer
_THIRD = re.compile("他|她|客户|顾客|客人|人家")
_OF_THEM = re.compile(
    r"(?:这|那|该|此)(?:个|位|名)?(?:客户|顾客|客人|大姐|大哥|阿姨|女的|男的|用户|买家|住客|病人|患者|家长|会员)(?!来了)"
    r"|(?:客户|顾客|客人|买家|对方|住客|患者|家长)(?:说|要|不|已|还|态度|又|想|那边|刚|打|在|投诉|很|有点|挺|情绪|催|坚持|同意|拒绝)"
    r"|(?:给|帮|跟|和|让|叫|联系|回|回复|退|赔|补|哄|安抚|稳住|问|告诉|通知|打给|发给|退给|补给|理)(?:一下)?(?:他|她|客户|顾客|客人|人家)(?!们)"
    r"|^(?:他|她)(?:就是|老|又|还|已经|态度|说|要|不|这)"
)
_BY_NAME = re.compile(
    "(?:这|那|该|此)(?:个|位|名)?(?:客户|顾客|客人|用户|买家)|(?:客户|顾客)(?:说|要|不|态度|那边)"
)
_TO_THEM = re.compile(
    r"您|你们|(?<!给)(?<!跟)(?<!帮)你(?:的|也|这|那|家|看|说|先(?!跟|去|处理)|别(?!理|回|管))|给你|帮你|亲[,!~]|我们(?:的错|没|不|来|给|店|这)|是我|怪我|赔罪|道歉|抱歉|对不起|不好意思|谢谢|感谢|麻烦你|请放心|请稍|请问"
)
_MEANS_THEM = re.compile(
    r"您|你|亲|请|麻烦|好点|好些|在路上|重新|我们|[哦哈]$|我是|我来|我这|我现在|我马上|我去|这就|马上|放心|收到|好的|您好|在的|稍等|喂|[给帮替陪]|(?:退|赔|补|换|送|寄|修)(?!了(?:好|几|不少|一批))|查|不收|免"
)
_CALLED = re.compile(
    r"^(?:@\S+|(?:店长|经理|老板|主管|领导|主任|队长|师傅|财务|仓库|前台|客服|张|王|李|赵|陈|刘|杨|周|吴|徐|孙|林|黄|朱|何|郭|高|罗|郑|梁|谢|宋)?"
    r"(?:总|姐|哥|店长?|经理|主管|师傅|工)|小[\u4e00-\u9fff]|老[\u4e00-\u9fff]|阿[\u4e00-\u9fff]|各位|大家|兄弟们?|姐妹们?|谁)"
    r"(?:[,:!~ ]|(?=你|谁|帮|快|来|去|看|跟|在吗|有空|能不能))"
)
_ASKED = re.compile(
    r"谁(?:来(?!都|也|谁)|去|有空|跟|在|负责|接|处理(?!都)|能(?:去|来|接|跟|处理|帮))|你(?:来|去|跟|看|帮|把|先|查|问|处理|那边|回|接|别|记得|明天|负责)|帮(?:我|忙)(?:看|查|问|盯|跟|回|接|处理)"
    r"|(?:先)?别(?:理|回|搭理|管)(?:他|她|了|这|$)|怎么(?:回|处理|弄|办)(?:$|[?,])|给不给|退不退|批不批|要不要(?:退|给|赔|换|补)|能不能(?:退|给|赔|换|补)(?!您)"
    r"|(?:请示|上报|转)(?:一下)?(?:店长|经理|老板|总部|财务|区域)|看一?下(?:这个|怎么)|拿个主意|定一?下|有人(?:在吗|跟(?:吗|了)|接(?:吗|了吗)|能接|能去)"
)
_NOTED = re.compile(
    r"^谁有(?:这|那)|谁(?:代|收|顶|值)|^记一下|^这(?:人|家伙|狗|位)又|下次别接|(?:\d+床|家属)[^,.]{0,4}(?:要|又|在)(?:投诉|闹|催)|(?:监控|录像)[^,.]{0,3}(?:调|查|看)一下|帮我顶|又是(?:小|老)"
    r"|怎么(?:跟|和|回)(?:客户|客人|顾客|他|她)|能(?:不能)?(?:免|退|赔|换|补)[^您?]{0,3}吗?$|还有货(?:吗|没)|咋(?:整|办|回|弄)|拿个?主意|(?:谁|你们|来个人)[^,.]{0,6}(?:盯|跟|去|接|来)(?:一下|着)|(?:备注|注意|反馈|跟进|登记|盯)一下(?:这|那|$|[,.])|交(?:夜班|早班|白班|晚班|接)|先?按流程|留底"
    r"|先(?:拖|稳住|晾|糊弄|应付)|(?:谁|小.|老.)(?:当班|值班)|当班的?是|别(?:承诺|答应|给(?:他|她|客|顾)|松口|硬碰|跟(?:他|她|客|顾))|监控(?:我)?(?:调|看|查)了|调了?监控[,.]"
    r"|(?:好的?|知道了?|收到|明白|ok)[,]?(?:店长|经理|老板|主管|姐|哥)$|^(?:ok|收到|好的?)?[,]?(?:这个?)?我(?:来)?(?:跟进?|处理|盯|接手?)(?:吧|了)?$"
    r"|(?:等|待)[^,.您]{1,6}(?:回复|回话|消息|确认|通知)(?:再说|吧|中)?$|(?:那边|部门|厂家|仓库|财务|供应商)还?没(?:有)?(?:回|给|批|动静)|报(?:给)?(?:店长|经理)|超出?(?:我|咱)?(?:的)?权限"
    r"|(?:再|又)闹|(?:上次|之前|上个月)(?:也|就)?(?:补|赔|退|投诉)过|了事|省事|这锅|甩锅|背锅|难缠|难搞|惹不起|事儿?多|挑事|矫情|作$"
    r"|打了?(?:好?几|两|三|四|五)?(?:次|遍|个|通)?(?:电话)?(?:都|也)?(?:没接|没人接|不接|打不通|关机)|(?:客户|客人|顾客|住客)(?:已经?|都)?(?:走|离店|挂|撤|退房)"
    r"|(?:老板|店长|经理|总部|财务|领导)(?:说|同意|批|点头|回复?|那边)[^您]{0,12}$|(?:问|叫|让)(?:清楚)?(?:他|她)(?!们)|先问清楚"
    r"|^(?:算了,?)?我?(?:不(?:说|发|回|管)了|撤回|发错(?:了|群)|打错了|点错了|按错了)$|^(?:已|刚|我)?(?:电话|致电|打电话|回访|联系)(?:已|过|了)?[,]?(?:没人接|未接|无人接|占线|没接|不接|打不通|关机|未通)"
    r"|^(?:已(?:经)?|刚)?(?:联系|问过?|催过?|反馈|上报|转(?:给)?|报)(?:了)?(?:物流|快递|仓库|厂家|工厂|财务|师傅|店长|经理|总部|供应商|技术|维修|客房|后厨)[^您]{0,10}[,]?(?:等|待)(?:回复|回话|消息|结果|通知|反馈|处理)"
    r"|^(?:待|记得|别忘|回头|明天(?:再)?)(?:跟进|回访|处理|联系|打电话|催)|(?:跟进|处理|回访)(?:中|一下)$|这单(?:我)?(?:不会|没|先放|搞不定|难搞|有坑)|(?:黑名单|薅羊毛|羊毛党|职业打假|同行来的|故意找茬|找茬)"
)
_GRANTS = re.compile(
    r"^(?:好的?|就这么|行|嗯|可以|没问题|没意见|ok|okay|yes|y|同意|准了?|允了?|批了?|批准|已批准|已审?批|已同意|审批通过|通过|允许|照准|特批|走特批|破例|下不为例|一次|这次|"
    r"我|你|就|那|直接|也|都|全|先|系统里?|已经|可|能|签字?|做主|拍板|申请|操作|处理|安排|去|给|按|照|依|说的|要求|意思|这[单个次]|他|她|客户|顾客|客人|人家|"
    r"退款|退货|退全款吧?|返厂|打款|那边|财务|赶紧|这桌|全款|全额|半价|免单|换新|换货|赔偿|补偿|红包|券|钱|退|换|办|补|赔|免|送|发|走|弄|"
    r"\d{1,5}(?:元|块)?|以内|别(?:扯皮|拖|超过?|墨迹|多说)|了|吧|啊|哈|的|呗|来|掉|[,.!~\s])+$",
    re.IGNORECASE,
)
_GRANTING = re.compile(
    r"同意|批|准|允|通过|可以|没问题|没意见|^(?:好|行|嗯|ok|yes|y)|做主|拍板|签|破例|[退换办补赔免送](?:款|货|单|新|全款)?吧|^给?退$|照你|按你|按(?:他|她|客)|就这么|^按\d|给(?:他|她|客户|顾客)",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"同意|批准|^批|批了|准了|签了|做主|拍板|[退换办补赔免送返](?:款|货|单|新|全款|厂)?吧|打款吧|^可以$|^给?退$"
)
_OTHERS = re.compile(
    r"孩子|宝宝|宝贝|娃|闺女|女儿|儿子|老人|爷爷|奶奶|爸|妈|老公|老婆|爱人|师傅|店员|服务员|药师|实习|司机|骑手|同事|导游|技师|厨师|老师|医生|护士|新娘|小伙子|狗|猫|前台|保洁|小[李王张刘陈杨周吴赵孙林黄朱何郭]"
)
"""He or she may be one of these, and not the customer."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST, _SHORT = 16, 40  # of a word that grants, of a note


def _is_grant(bare: str) -> bool:
    """All of it grants, or a part of a short line does so plainly (退吧,别跟她扯了)."""
    if len(bare) <= _LONGEST and _GRANTS.match(bare):
        return _GRANTING.search(bare) is not None
    if len(bare) > _SHORT or _TO_THEM.search(bare):
        return False
    return any(_GRANTS.match(c) and _PLAINLY.search(c) for c in re.split(r"[,.!~\s]+", bare) if c)


def whom(text: str) -> str:
    """`COLLEAGUE`, `APPROVE`, `APPROVE_THEM`, `OPEN`, or "" for the customer."""
    plain = normalise(text.strip())
    bare = plain.strip(" .!~")
    if not bare:
        return ""
    if _is_grant(bare):
        return APPROVE_THEM if _THIRD.search(bare) else APPROVE
    if bare.startswith("@"):
        return COLLEAGUE
    if len(bare) > _SHORT:
        return ""
    called = _CALLED.match(plain) is not None and _ASKED.search(plain) is not None
    if called or (_NOTED.search(plain) and not _TO_THEM.search(plain)):
        return COLLEAGUE
    to_them = _TO_THEM.search(plain) is not None
    of_them = _BY_NAME.search(plain) is not None or not _OTHERS.search(plain)
    said = _OF_THEM.search(plain) is not None or _ASKED.search(plain) is not None
    if said and of_them and not to_them:
        return COLLEAGUE
    is_plain = to_them or _MEANS_THEM.search(plain) or not _CHINESE.search(plain)
    return "" if is_plain else OPEN
