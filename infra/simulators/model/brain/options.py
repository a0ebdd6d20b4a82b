"""Choose among described options: which analysts does a question need?"""

from infra.simulators.model.brain.direct import is_small_talk
from infra.simulators.model.brain.question import Question
from infra.simulators.model.brain.wishes import wants_broad_report, wants_course
from infra.simulators.model.brain.words import areas, areas_of, is_about, stems

_WHEN = frozenset({"time"})
_HOW_MUCH = frozenset({"ranking"})
# A cause is in what people did as much as in what changed.
_WHY_ALSO = ("visitor",)
# Options that mean "none of the others".
_NOBODY = frozenset({"none", "nobody", "direct", "respond", "other", "unknown", "small_talk", "smalltalk"})


def choose_options(question: Question, options: dict[str, str], *, many: bool, may_be_empty: bool) -> list[str]:
    """The fewest options that together cover the question's words, in the order they were offered.

    Each word goes to the option whose name and description meet it best. Small talk needs nobody; a question
    that fits nobody is given to everybody, because somebody may still find something.
    """
    nobody = [option for option in options if option.lower() in _NOBODY]
    working = [option for option in options if option not in nobody]
    if is_small_talk(question.text):
        return nobody[:1] or ([] if may_be_empty else working[:1])
    if many and any(wants_broad_report(clause) for clause in question.clauses):
        return working
    scores = dict.fromkeys(working, 0)
    chosen: set[str] = set()
    in_course = any(wants_course(clause) for clause in question.clauses)
    why = any(clause.asks_why for clause in question.clauses)
    for word in (*question.subject, *(_WHY_ALSO if why else ())):
        if areas(word) == _WHEN or (in_course and areas(word) == _HOW_MUCH):
            # When something was, or that it was most, says nothing of what it was.
            continue
        fits = {option: _fit(word, option, options[option]) for option in working}
        best = max(fits.values(), default=0)
        for option, fit in fits.items():
            scores[option] += fit
            if fit and fit == best:
                chosen.add(option)
    if many:
        return [option for option in working if option in chosen] or working or nobody[:1]
    ranked = sorted(working, key=lambda option: -scores[option])
    return ranked[:1] or nobody[:1]


def _fit(word: str, option: str, description: str) -> int:
    name = option.replace("_", " ").replace("-", " ")
    told = frozenset(stems(f"{name} {description}"))
    fit = 0
    if word in told:
        fit = 2
    elif is_about(word, told) or areas(word) & areas_of(description):
        fit = 1
    return fit + (1 if areas(word) & areas_of(name) else 0)
