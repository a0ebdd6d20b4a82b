"""Write the specialist's answer from what the tools returned, and say what could not be known."""

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.counts import write_counts, write_groups
from infra.simulators.model.brain.courses import write_course, write_deeds, write_report
from infra.simulators.model.brain.evidence import write_evidence
from infra.simulators.model.brain.question import Clause, Question
from infra.simulators.model.brain.rankings import write_ranking
from infra.simulators.model.brain.tools import label
from infra.simulators.model.brain.wishes import asks_anomalies, wants_broad_report, wants_course, wants_deeds


def write_answer(question: Question, exchanges: tuple[Exchange, ...]) -> str:
    if question.future:
        return (
            "I do not know: this data describes what has already happened, and it says nothing reliable about "
            "the future. I can tell you what the records show so far."
        )
    answered = [_write_clause(clause, exchanges) for clause in question.clauses]
    told = list(dict.fromkeys(text for text in answered if text is not None))
    limits = _limits(exchanges, with_empty=None in answered or not told)
    if told:
        return "\n\n".join([*told, *limits])
    if exchanges and not any(exchange.result.ok for exchange in exchanges):
        return "\n\n".join([*limits, "Without it I cannot answer this question; that does not mean there is no data."])
    return "\n\n".join([_unknown(question), *limits])


def _write_clause(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    if wants_broad_report(clause):
        return _write_broad_report(clause, exchanges)
    special = _write_special(clause, exchanges)
    if special is not None:
        return special
    if clause.counts:
        counted = write_counts(clause, exchanges)
        if counted is not None:
            return counted
    if clause.ranks:
        ranked = write_ranking(clause, exchanges)
        if ranked is not None or clause.least or "sell" in clause.stems:
            return ranked
    if not clause.counts and "channel" in clause.stems:
        grouped = write_counts(clause, exchanges)
        if grouped is not None:
            return grouped
    return write_evidence(clause, exchanges)


def _write_broad_report(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """What there is of everything: counts, their course, what was reported, the catalogue by kind."""
    plain = tuple(each for each in exchanges if not (each.gave("bucket") or each.gave("period") or each.gave("limit")))
    counted = (write_counts(clause, plain), write_course(clause, exchanges), write_report(clause, exchanges))
    parts = (*counted, *(write_groups(each) for each in exchanges if each.gave("limit") and not each.text))
    return "\n\n".join(part for part in parts if part is not None) or None


def _write_special(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    if wants_deeds(clause) and (deeds := write_deeds(clause, exchanges)) is not None:
        return deeds
    if wants_course(clause) and (course := write_course(clause, exchanges)) is not None:
        return course
    return write_report(clause, exchanges) if asks_anomalies(clause) else None


def _unknown(question: Question) -> str:
    asked = question.text.strip(" ?.!\n")
    return (
        f"I do not know from this data: nothing that I could read here answers “{asked}”. "
        "I would rather say so than guess a figure or a cause."
    )


def _limits(exchanges: tuple[Exchange, ...], *, with_empty: bool) -> list[str]:
    """What the reader must know about the sources: failures, partial results, and what was not found anywhere."""
    lines: list[str] = []
    for exchange in exchanges:
        result, source = exchange.result, label(exchange.tool)
        if not result.ok:
            lines.append(f"The {source} was unavailable ({(result.error or 'no reason given').rstrip('.')}).")
        elif not result.items and result.total in {None, "0"}:
            if with_empty:
                lines.append(f"Nothing was found in the {source}{_for(exchange)}.")
        elif result.partial:
            said = f" {result.note}" if result.note else ""
            lines.append(
                f"Note: the {source} result is partial{_extent(exchange)}: more exists than could be read here.{said}"
            )
        if result.ok and result.window not in {None, "all time"}:
            lines.append(f"The {source} covers this period: {result.window}.")
    return list(dict.fromkeys(lines))


def _for(exchange: Exchange) -> str:
    return f" for “{exchange.text}”" if exchange.text else ""


def _extent(exchange: Exchange) -> str:
    result = exchange.result
    if result.shown is None or result.total is None:
        return ""
    return f" ({result.shown} of {result.total} shown)"
