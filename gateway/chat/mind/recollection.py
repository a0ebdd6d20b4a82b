"""Whether a message asks for what was said before, or tells what to keep: a few ways to say so, each of them plain.

Whoever tells the assistant to remember something asks for nothing of the past.
"""

import re
from typing import Final

_TOLD: Final = (
    "(?:tell|told|say|said|ask|asked|mention|mentioned|discuss|discussed|talk|talked|talking|discussing|speak|decide|"
    "decided|conclude|concluded|agree|agreed|find out|found out)"
)
_ASKED: Final = "|".join(
    (
        r"(?:do|can|could|dont|did) you (?:still |even )?(?:remember|recall)\b(?! things| what i (?:say|tell))",
        r"do you (?:still )?know (?:still |yet )?(?:my |which \w+ i |who i am)",
        rf"(?:what|which|who|where|when|how)\b.{{0,40}}\b(?:did|have|had|was|were) (?:i|we)\b.{{0,20}}\b{_TOLD}",
        rf"(?:what|which)\b.{{0,40}}\bdid you {_TOLD}\b.{{0,30}}\b(?:earlier|yesterday|before|last|about|me)\b",
        rf"what (?:i|we) have {_TOLD}|have (?:i|we) (?:already )?(?:asked|talked|discussed|told)\b",
        r"you (?:once |already )?(?:told|gave|gived|showed|mentioned to) me\b",
        r"you (?:still )?remember wh?(?:at|ich|o|en)",
        r"you mentioned (?:a|an|the|some)\b.{0,40}\b(?:earlier|before|last|which)\b|what you said about",
        r"our (?:\w+ )?(?:earlier|previous|last) (?:chat|conversation|discussion|session)\b",
        r"(?:what was|whats) (?:my|your) (?:question|answer|role|target|goal) ?(?:again|about|yesterday|before|$)",
        r"remind me (?:again )?(?:of |about )?(?:what|which|where|who|when|the \w+|my|our)\b.{0,30}\b(?:i|we|you) "
        + _TOLD,
        r"as (?:i|we|you) (?:told|said|discussed|mentioned)|(?:as|like) discussed (?:last|before|yesterday)",
        r"(?:what do|everything|all) you (?:remember|know) about me\b|(?:whats|what is|say) my name\b",
        r"(?:last time|yesterday|earlier|before) (?:i|we|you) (?:asked|talked|said|told|discussed|looked)",
        r"(?:continue|go on|pick up|carry on|start) (?:from )?where (?:we|i) (?:left|stopped)",
        r"(?:habe? ich|haben wir|hatten? (?:ich|wir)|hast du)\b.{0,50}\b(?:gesagt|gefragt|besprochen|erzahlt|genannt)",
        r"erinnerst du|weisst du noch|wie heisse ich",
        r"recuerdas|te acuerdas|(?:que|cual) (?:te|me) (?:dije|dijiste|pregunte|conte)|de que hablamos|como me llamo",
        r"te souviens tu|tu te souviens|tu te rappelles|tai (?:dit|demande)|avons nous (?:parle|dit)",
        r"comment je mappelle",
        r"ti ricordi|ti ho (?:detto|chiesto)|abbiamo (?:parlato|detto)|come mi chiamo",
        r"voce (?:se )?lembra|(?:eu )?te (?:disse|perguntei)|falamos (?:ontem|antes|na)",
        r"weet je nog|herinner je je|heb ik je\b.{0,30}\b(?:gevraagd|verteld)|hoe heet ik",
        r"pamietasz|o co pytalem|minns du|husker du|hatırlıyor musun|sormustum",
        r"помнишь|(?:я|мы) (?:спрашивал|говорил|обсуждали)|как меня зовут",
    )
)
_RECALL: Final = re.compile(
    rf"\b(?:{_ASKED})|记 得|(?:我|们) (?:昨 天|刚 才|上 次|之 前) .{{0,12}}(?:问|说)|覚 え|聞 い た っ け"
)
# To be told something is not to be asked for it.
_POLITE: Final = r"^(?:(?:please|and|also|ok|so|hi|hello|hey|by the way|btw|bitte|por favor|for later) )*"
_TELLING: Final = re.compile(
    _POLITE
    + r"(?:remember|note|keep in mind|bear in mind|dont forget|save this|fyi|for your information|just so you know|"
    r"from now on|going forward|in future|in the future|call me|my name is|my names|i am called|merk dir|denk daran|"
    r"ab (?:jetzt|sofort)|ich heisse|nenn mich|recuerda que|acuerdate|a partir de ahora|me llamo|retiens|souviens toi|"
    r"rappelle toi que|desormais|je mappelle|appelle moi|ricordati|ricorda che|dora in poi|mi chiamo|lembre|"
    r"a partir de agora|meu nome|me chamo|onthoud|vanaf nu|ik heet|noem me|zapamietaj|kom ihag|husk at|запомни|"
    r"меня зовут|请 记 住|我 叫|以 后)\b"
    r"|\b(?:remember that|remember this|merk dir das|souviens ten|please remember|keep that in mind|bitte merken)$"
)


def asks_for_the_past(said: str) -> bool:
    """Whether somebody wants to know what was said or decided before; `said` are plain words, contractions as one."""
    return _RECALL.search(said) is not None and not tells_to_keep(said)


def tells_to_keep(said: str) -> bool:
    """Whether somebody says who they are or how they want to be answered; `said` as above."""
    return _TELLING.search(said) is not None
