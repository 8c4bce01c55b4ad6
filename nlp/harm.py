"""Whether somebody was hurt, or may be: then people come first, before any question of goods."""

import re

_HARM = re.compile(
    r"烫伤|烫到|烫着|划伤|割伤|割破|刺伤|扎到|砸到|摔伤|摔倒|摔了|受伤|伤到|流血|出血|肿|过敏|"
    r"起疹|皮疹|疹子|红疹|荨麻疹|呕吐|吐了|拉肚子|腹泻|中毒|晕倒|晕了|昏|发烧|抽搐|胸闷|"
    r"喘不|呼吸困难|住院|医院|急诊|救护车|触电|漏电|电到|起火|着火|冒烟|爆炸|炸了|"
    r"(?:拿|给|发|配|吃)错.{0,4}药|药.{0,6}(?:拿|给|发|配)错|过期.{0,3}药|药.{0,6}过期"
)
_NOT = re.compile(r"(?:没有?|不会?|未)(?:再)?(?:过敏|受伤|流血|肿|吐|拉肚子|中毒|起疹)")


def is_harm(text: str) -> bool:
    return _HARM.search(_NOT.sub("", text)) is not None
