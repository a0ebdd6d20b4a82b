"""Messages that are known as a whole, in any case and punctuation: high precision, nothing by a part of a sentence."""

import re
from typing import Final

from gateway.chat.mind.features import plain

MAX_CHARACTERS = 60

_GREETINGS = (
    "hi, hello, hey, hi there, hello there, hey there, hiya, howdy, hello hello, good morning, good "
    "afternoon, good evening, morning, greetings, yo, whats up, how are you, how are you doing, hi how are "
    "you, hello how are you, hallo, guten morgen, guten tag, guten abend, moin, servus, gruss gott, wie "
    "gehts, hola, buenos dias, buenas tardes, buenas noches, que tal, como estas, hola que tal, bonjour, "
    "bonsoir, salut, coucou, ca va, ciao, buongiorno, buonasera, salve, come stai, ola, oi, bom dia, boa "
    "tarde, boa noite, tudo bem, goedemorgen, goedemiddag, hoi, hej, czesc, dzien dobry, merhaba, selam, "
    "привет, здравствуите, добрый день, 你好, 您好, 早上好, こんにちは, 안녕하세요, مرحبا, السلام عليكم, नमस्ते, "
    "selamat pagi, xin chao"
)
_THANKS = (
    "thanks, thank you, thank you very much, thank you so much, thanks a lot, many thanks, thx, ty, tysm, "
    "cheers, much appreciated, great thanks, ok thanks, okay thank you, perfect thanks, perfect thank you, "
    "thanks that helped, thats all thanks, no thats all, thats all, danke, danke schon, vielen dank, danke "
    "dir, ok danke, super danke, gracias, muchas gracias, vale gracias, merci, merci beaucoup, merci bien, "
    "grazie, grazie mille, obrigado, obrigada, muito obrigado, dank je, dank je wel, bedankt, tack, dziekuje, "
    "tesekkurler, спасибо, большое спасибо, 谢谢, ありがとう, ありがとうございます, 감사합니다, شكرا, terima kasih"
)
_GOODBYES = (
    "bye, bye bye, goodbye, see you, see you later, see you tomorrow, good night, have a nice day, talk to "
    "you later, tschuss, auf wiedersehen, bis morgen, bis spater, adios, hasta luego, hasta manana, au "
    "revoir, a bientot, a demain, arrivederci, a domani, tchau, ate logo, tot ziens, пока, до свидания, 再见"
)
_ACKNOWLEDGEMENTS = (
    "k, kk, okay then, alright, all right, got it, understood, i see, makes sense, noted, fair enough, good "
    "to know, nice, cool, great, awesome, perfect, excellent, brilliant, wow, interesting, lol, haha, hahaha, "
    "hm, hmm, never mind, verstanden, alles klar, aha, interessant, entendido, perfecto, compris, parfait, "
    "capito, perfetto, entendi"
)
_ASSISTANT = (
    "who are you, what are you, what can you do, what can you do for me, what can you help me with, how can "
    "you help me, how can you help, what do you do, what is your name, whats your name, are you a bot, are "
    "you human, are you an ai, how does this work, help, tell me a joke, wer bist du, was kannst du, wie "
    "heisst du, quien eres, que puedes hacer, qui es tu, que sais tu faire, chi sei, cosa sai fare, quem e "
    "voce, o que voce pode fazer, wie ben jij, wat kun je"
)
_START_OVER = (
    "start over, start over please, please start over, start again, lets start over, start from scratch, lets "
    "start from scratch, reset, reset chat, reset the chat, reset conversation, new chat, new chat please, "
    "new conversation, clear, clear chat, clear the chat, clear conversation, forget everything, forget it "
    "all, forget everything we talked about, forget all of this, neu anfangen, von vorne, fang von vorne an, "
    "vergiss alles, neuer chat, empezar de nuevo, reiniciar, olvida todo, recommencer, on recommence, oublie "
    "tout, ricominciamo, dimentica tutto, recomecar, esquece tudo, opnieuw beginnen"
)
_YES = (
    "yes, yes please, yeah, yep, yup, sure, sure thing, ok, okay, ok do it, do it, do that, go ahead, go on, "
    "please do, please, please go ahead, sounds good, that would be great, of course, absolutely, definitely, "
    "why not, yes do it, yes do that, yes go ahead, yes go on, yes please go on, yes please do, lets do it, "
    "go, go for it, go then, go on then, both, both please, all, all of them, all of it, everything, do both, do all, "
    "do all of it, do them all, yes both, yes all, yes all of them, the whole thing, "
    "ja, ja bitte, ja gerne, gerne, klar, mach das, ja mach das, bitte, si, si por favor, claro, vale, dale, "
    "hazlo, adelante, oui, oui stp, oui sil te plait, oui sil vous plait, daccord, vas y, bien sur, avec "
    "plaisir, si grazie, certo, va bene, procedi, sim, sim por favor, pode ser, faca isso, ja graag, doe "
    "maar, goed, да, да пожалуйста, давай, 好, 好的, 是, 是的, はい, evet, tak"
)
_NO = (
    "no, no thanks, no thank you, nope, nah, not now, not yet, not needed, not necessary, dont, no need, "
    "maybe later, later, no im good, im good, skip it, no thats enough, no thanks thats enough, thats enough, "
    "nein, nein danke, nicht notig, jetzt nicht, spater, no gracias, ahora no, non, non merci, pas "
    "maintenant, no grazie, non ora, nao, nao obrigado, agora nao, nee, nee dank je, нет, нет спасибо, 不, 不用, "
    "不用了"
)


def _known(listed: str) -> frozenset[str]:
    return frozenset(plain(each) for each in listed.split(","))


START_OVER: Final = _known(_START_OVER)
YES: Final = _known(_YES)
NO: Final = _known(_NO)
SMALL_TALK: Final = (
    _known(_GREETINGS)
    | _known(_THANKS)
    | _known(_GOODBYES)
    | _known(_ACKNOWLEDGEMENTS)
    | _known(_ASSISTANT)
    | START_OVER
)

# What may refer to what was said, or is to be another one each time.
_MAY_REFER: Final = _known("ca va, tudo bem, que tal, help, how does this work, tell me a joke")
STANDS_ALONE: Final = (_known(_GREETINGS) | _known(_GOODBYES) | _known(_ASSISTANT)) - _MAY_REFER

# How an agreement or a refusal may go on without saying anything else.
_YES_FIRST: Final = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "sure",
        "ok",
        "okay",
        "absolutely",
        "definitely",
        "certainly",
        "great",
        "perfect",
        "ja",
        "jo",
        "klar",
        "gerne",
        "gern",
        "si",
        "claro",
        "vale",
        "dale",
        "oui",
        "daccord",
        "certo",
        "va",
        "sim",
        "claro",
        "da",
        "да",
        "tak",
        "evet",
    ]
)
_NO_FIRST: Final = frozenset("no nope nah nein nee non nao не нет nie hayir".split())  # noqa: SIM905
_FILLING: Final = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "sure",
        "ok",
        "okay",
        "please",
        "thanks",
        "thank",
        "you",
        "go",
        "on",
        "both",
        "two",
        "three",
        "four",
        "of",
        "them",
        "everything",
        "whole",
        "the",
        "thing",
        "programme",
        "then",
        "ahead",
        "do",
        "it",
        "that",
        "this",
        "so",
        "now",
        "lets",
        "let",
        "start",
        "would",
        "be",
        "sounds",
        "good",
        "great",
        "nice",
        "fine",
        "perfect",
        "for",
        "me",
        "with",
        "pls",
        "plz",
        "thx",
        "im",
        "all",
        "thats",
        "enough",
        "need",
        "bitte",
        "danke",
        "gerne",
        "mach",
        "das",
        "gut",
        "los",
        "por",
        "favor",
        "hazlo",
        "eso",
        "gracias",
        "adelante",
        "sil",
        "te",
        "vous",
        "plait",
        "merci",
        "vas",
        "y",
        "bien",
        "sur",
        "per",
        "favore",
        "grazie",
        "va",
        "bene",
        "fallo",
        "procedi",
        "favor",
        "obrigado",
        "pode",
        "ser",
        "graag",
        "doe",
        "maar",
        "dat",
    ]
)
_MOST_FILLING = 6

# What offers to do something; the offer itself is what follows, or the sentence before.
_OFFER: Final = re.compile(
    r"\b(?:shall i|should i|may i|can i|would you like|do you want|want me to|soll ich|möchte(?:n sie|st du)|"
    r"quieres que|desea(?:s)? que|te gustaría|voulez-vous|veux-tu|souhaitez-vous|dois-je|vuoi che|posso|desidera che|"
    r"quer que|gostaria que|zal ik|wil je dat)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
# "I can list them. Shall I?" offers to list them.
_ABILITY: Final = re.compile(
    r"\b(?:i (?:can|could|would|will)|i'll|ich k(?:ann|önnte)|puedo|podría|je peux|je pourrais|posso|potrei|ik kan)\s+",
    re.IGNORECASE,
)
# "Shall I?" alone offers what was said before, and so do these.
_BARE_WORDS = 4
_GO_AHEAD: Final = re.compile(
    r"^(?:ready|start|go ahead|go on|go for it|proceed|ok|okay|interested|which|want (?:that|it|this)|"
    r"would (?:that|this|you like)|do you (?:want|agree)|does that|is that (?:ok|okay|fine|good)|sounds? good|"
    r"einverstanden|los|passt|d'accord|on y va|vale|de acuerdo|va bene|akkoord)\b",
    re.IGNORECASE,
)
# A plan is an offer without a question.
_PLANNED: Final = re.compile(
    r"\b(?:i (?:can|could|propose|suggest|recommend)|next,? i(?:'d| would)|the next step|"
    r"my (?:proposal|plan|suggestion)|proposed|if you (?:like|want))\b|^plan:",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """A short message as the lists have it; empty for anything that could not be in one."""
    if len(text) > MAX_CHARACTERS:
        return ""
    return plain(text.replace("'", "").replace("’", ""))


def stands_alone(text: str) -> bool:
    """Whether a message means the same wherever it is said: a greeting, a goodbye, a question about the assistant."""
    return folded(text) in STANDS_ALONE


def agrees(text: str) -> bool:
    """Whether a message says yes and nothing else."""
    return _says_only(text, YES, _YES_FIRST)


def refuses(text: str) -> bool:
    """Whether a message says no and nothing else."""
    return _says_only(text, NO, _NO_FIRST)


def _says_only(text: str, known: frozenset[str], first: frozenset[str]) -> bool:
    said = folded(text)
    words = said.split()
    return said in known or (
        bool(words) and words[0] in first and len(words) <= _MOST_FILLING and _FILLING.issuperset(words[1:])
    )


def proposal_of(previous: str) -> str | None:
    """What the assistant offered to do at the end of its turn; None when it offered nothing."""
    sentences = [each.strip() for each in _SENTENCE.split(previous.strip()) if each.strip()]
    if not sentences:
        return None
    last, before = sentences[-1], sentences[:-1]
    if not last.endswith("?"):
        return _without_ability(last) if _PLANNED.search(last) else None
    offer = _OFFER.search(last)
    offered = "" if offer is None else last[offer.end() :].strip(" ?,").removeprefix("me to ")
    if offer is not None and (len(offered.split()) >= _BARE_WORDS or not before):
        return offered or last
    if not before or (offer is None and not _GO_AHEAD.search(last)):
        return None
    # The offer may have several sentences: from the one on that says what could be done.
    begins = next((number for number, each in enumerate(before) if _PLANNED.search(each)), len(before) - 1)
    return _without_ability(" ".join(before[begins:])) or offered


def _without_ability(sentence: str) -> str:
    found = _ABILITY.search(sentence)
    return sentence[found.end() if found and found.start() == 0 else 0 :].rstrip(" .!")
