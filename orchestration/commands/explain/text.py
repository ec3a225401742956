"""An explanation for a person's eyes, at most 96 columns wide. Belongs here: words and layout. Does not belong here: facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from textwrap import wrap
from typing import Any

from orchestration.commands.explain.books import Row

WIDTH = 96
NAME = 13  # width of the names on the left
FIRST_YEAR = 1900  # the first version of a process holds for all that is older

_VERDICTS = {
    "conforming": "yes",
    "non_conforming": "no",
    "unknown": "cannot be said: a clause that decides lacks its value",
    "no_brief": "nobody can say: no brief was in force for it when it was delivered",
}
_DECISIONS = {"accepted": "accepted", "rejected": "rejected", "pending": "nothing yet"}
_SCOPES = {"campaign": "the campaign", "vendor": "the vendor", "channel": "the channel"}
_DIRECTIONS = {
    "forward": "forward",
    "back": "back",
    "start": "start",
    "won": "won",
    "lost": "lost",
    "reopened": "reopened",
}


def shown(facts: dict[str, Any]) -> str:
    """The text of an explanation."""
    lines = _lead(facts) if facts["kind"] == "lead" else _deal(facts)
    published = facts["published"]
    lines += [
        "",
        f"As published in {published['version']}, as of {_instant(datetime.fromisoformat(published['as_of']))}.",
    ]
    if facts["not_read"]:
        lines += wrap(f"Clauses, status history and loads are left out: {facts['not_read']}.", WIDTH)
    return "\n".join(lines)


def _lead(facts: dict[str, Any]) -> list[str]:
    who, brief, verdict = facts["who"], facts["brief"], facts["verdict"]
    came_by = [part for part in (who["vendor"], who["channel"], _named(who["campaign"], who["campaign_id"])) if part]
    origin = {
        "delivered_at": "",
        "created_at": " (created; no delivery is told)",
        "loaded_at": " (first loaded; no date is told)",
    }
    lines = [
        f"Lead {facts['id']}: {_VERDICTS_SHORT[verdict['verdict']]}",
        *_pairs(
            [
                ("delivered", f"{_when(who['delivered_at'], who['delivered_on'])}{origin[who['delivered_at_from']]}"),
                ("came by", ", ".join(came_by)),
                (
                    "country",
                    who["country"] if who["country_code"] is None else f"{who['country']} ({who['country_code']})",
                ),
                ("owner", _person(who["owner"])),
                ("status", who["status"]),
                ("note", _notes(who)),
                ("record", who["record_url"]),
            ]
        ),
        *_title("Was it what we agreed?"),
        *_wrapped(_said(verdict), 2),
    ]
    if brief:
        lines += _wrapped(_brief(brief, who), 2)
    for clause in facts["clauses"]:
        lines += _clause(clause)
    for exclusion in facts["exclusions"]:
        lines += _exclusion(exclusion)
    told = {f"clause_{clause['clause_id']}" for clause in facts["clauses"]}
    told |= {f"excluded_{exclusion['sort']}" for exclusion in facts["exclusions"]}
    lines += _flags(facts["flags"], told)
    lines += _sales(facts["sales"])
    lines += _lead_links(facts["links"])
    return lines + _origin(facts["origin"], who["source"])


_VERDICTS_SHORT = {
    "conforming": "as agreed",
    "non_conforming": "not what we agreed",
    "unknown": "unknown whether it is what we agreed",
    "no_brief": "no brief",
    None: "not judged",
}


def _said(verdict: Row) -> str:
    words = _VERDICTS.get(verdict["verdict"], "not judged yet")
    judged = (
        f" Judged on {_day(verdict['judged_at'])}, on the values as first delivered." if verdict["judged_at"] else ""
    )
    broken = f" It breaks {', '.join(verdict['broken'])}." if verdict["broken"] else ""
    before = "".join(f" Before, judged {row['verdict']} on {_day(row['judged_at'])}." for row in verdict["superseded"])
    return f"{words[:1].upper()}{words[1:]}.{broken}{judged}{before}"


def _brief(brief: Row, who: Row) -> str:
    until = f" to {_day(brief['in_force_to'] - timedelta(days=1))}" if brief["in_force_to"] else ""
    kind = brief["scope_kind"]
    if kind == "default":
        why = "it is the default: no brief for its campaign, vendor or channel was in force that day"
    else:
        named = _named(who["campaign"], who["campaign_id"]) if kind == "campaign" else brief["scope_value"]
        why = f"it is for {_SCOPES[kind]} {named}"
        why += f", and narrower than {_listed(brief['others_in_force'])}" if brief["others_in_force"] else ""
    approved = f"{brief['marketing_approver']} and {brief['sales_approver']}"
    return (
        f'Brief {brief["brief_id"]} version {brief["brief_version"]}, "{brief["name"]}", agreed by {approved}, in force from '
        f"{_day(brief['in_force_from'])}{until}. Why this one: {why}."
    )


def _listed(briefs: Sequence[Row]) -> str:
    return ", ".join(f"{row['brief_id']} v{row['brief_version']}" for row in briefs)


def _clause(clause: Row) -> list[str]:
    expected = {
        "in": "one of {}",
        "not_in": "none of {}",
        "at_least": "at least {}",
        "at_most": "at most {}",
        "is_present": "a value",
    }[clause["operator"]].format(clause["expected"])
    observed = clause["observed"] if clause["observed"] is not None else "nothing"
    if clause["outcome"] == "not applied":
        observed = "its source has no such column"
    says = f"{clause['field']}: {observed}; asked for: {expected}"
    head = f"  {clause['outcome']:<{NAME - 2}} {clause['clause_id']} ({clause['severity']})"
    return [head, *_wrapped(says, NAME + 1)]


def _exclusion(exclusion: Row) -> list[str]:
    expected = f"none of {exclusion['expected']}" if exclusion["sort"] == "accounts" else f"no {exclusion['sort']}"
    observed = {"unknown": "nobody can tell", "kept": "it is none"}.get(exclusion["outcome"], exclusion["observed"])
    head = f"  {exclusion['outcome']:<{NAME - 2}} excluded_{exclusion['sort']}"
    return [head, *_wrapped(f"asked for: {expected}; found: {observed}", NAME + 1)]


def _flags(flags: Sequence[Row], clauses: set[str]) -> list[str]:
    if not flags:
        return [*_title("What is wrong with it?"), "  Nothing was found."]
    lines = _title("What is wrong with it?")
    for flag in flags:
        since = f"since {_day(flag['first_seen_at'])}"
        if flag["resolved_at"] is not None:
            since += f", put right {_day(flag['resolved_at'])}"
        state = "was" if flag["resolved_at"] is not None else flag["severity"]
        lines.append(f"  {state:<{NAME - 2}} {flag['rule_id']}, {since}")
        if flag["rule_id"] not in clauses:
            found = f" Found: {flag['observed']}." if flag["observed"] else ""
            lines += _wrapped(f"{flag['says']}{found}", NAME + 1)
        if flag["resolved_at"] is None and flag["remedy"]:
            lines += _wrapped(f"To do: {flag['remedy']}", NAME + 1)
    return lines


def _sales(sales: Row) -> list[str]:
    decision = _DECISIONS[sales["sales_decision"]]
    if sales["rejection_reason"]:
        though = ", though a reason to reject it was given" if sales["sales_decision"] == "accepted" else ""
        decision += f"{though}: {sales['rejection_reason']}"
    if sales["is_disputed"]:
        decision += ". Disputed: this is not what the verdict says"
    minutes = sales["response_minutes"]
    answered = _instant(sales["first_response_at"]) if sales["first_response_at"] else None
    lines = [
        *_title("What did sales do?"),
        *_pairs(
            [
                ("decision", decision),
                ("decided", _instant(sales["decided_at"])),
                ("assigned", _instant(sales["assigned_at"])),
                (
                    "answered",
                    f"{answered}, after {_minutes(minutes)}" if answered and minutes is not None else answered,
                ),
                ("converted", _instant(sales["converted_at"])),
            ]
        ),
    ]
    lines += [
        f"  {_instant(row['changed_at'])}  {row['status']}"
        + (f"  by {_person(row['changed_by'])}" if row["changed_by"] else "")
        + (f": {row['reason']}" if row["reason"] else "")
        for row in sales["history"]
    ]
    return lines


def _lead_links(links: Row) -> list[str]:
    deals = [
        f"{row['deal_id']}: {row['status']}, {row['stage_name'] or row['stage_id']}, {_amount(row['amount'], row['currency'])}"
        f" (linked by {_rule(row['match_rule'])})"
        for row in links["deals"]
    ]
    others = [f"{row['record_kind']} {row['record_id']}" for row in links["same_person"]]
    rule = f" (matched by {_rule(links['match_rule'])})" if links["match_rule"] and others else ""
    return [
        *_title("What is it linked to?"),
        *_pairs(
            [
                ("deal" if len(deals) < 2 else "deals", "; ".join(deals) or "none"),
                ("same person", f"{', '.join(others)}{rule}" if others else "nobody else known"),
                ("account", links["account_id"]),
                ("revenue", _amount(links["revenue_base"], None) if links["revenue_base"] is not None else None),
            ]
        ),
    ]


def _deal(facts: dict[str, Any]) -> list[str]:
    who, process = facts["who"], facts["process"]
    stage = who["stage_id"] or f"{who['stage_name']} (a word that no stage of the agreement has)"
    age = f"{who['days_open']:,} days" if who["days_open"] is not None else None
    lines = [
        f"Deal {facts['id']}: {who['status'] or 'of unknown status'}, {stage}, {_amount(who['amount'], who['currency'])}",
        *_pairs(
            [
                ("created", _when(who["created_at"], who["created_on"])),
                ("closed", _when(who["closed_at"], who["closed_on"])),
                ("expected", _day(who["expected_close_date"]) if who["closed_on"] is None else None),
                ("pushed", f"{who['push_count']} times" if who["push_count"] else None),
                ("age" if who["closed_on"] is None else "took", age),
                (
                    "probability",
                    f"{who['probability']:.0%}".replace("%", " %") if who["probability"] is not None else None,
                ),
                ("forecast", who["forecast_category"]),
                ("product", _named(who["product"], who["product_id"])),
                ("channel", who["channel"]),
                ("owner", _person(who["owner"])),
                ("lost because", who["loss_reason"]),
                ("note", _notes(who)),
                ("record", who["record_url"]),
            ]
        ),
    ]
    if process:
        until = f" to {_day(process['in_force_to'] - timedelta(days=1))}" if process["in_force_to"] else ""
        begins = "the beginning" if process["in_force_from"].year <= FIRST_YEAR else _day(process["in_force_from"])
        lines += _title("Which process does it follow?")
        lines += _wrapped(
            f"Version {process['version']}, for deals created from {begins}{until}: {', '.join(process['stages'])}.",
            2,
        )
        if process["why"]:
            days = f" A healthy deal stays {process['expected_days']} days." if process["expected_days"] else ""
            lines += _wrapped(f"{who['stage_id']}: {process['why']}{days}", 2)
    lines += _flags(facts["flags"], set())
    lines += _visits(facts["visits"])
    lines += _deal_links(facts["links"])
    return lines + _origin(facts["origin"], who["source"])


def _visits(visits: Sequence[Row]) -> list[str]:
    lines = _title("How did it move?")
    if not visits:
        return [*lines, "  Its source tells no history of stages."]
    width = max(len(row["stage_id"] or row["stage_name"]) for row in visits)
    for row in visits:
        stage = row["stage_id"] or row["stage_name"]
        days = "" if row["days"] is None else f"{row['days']:,.0f} days"
        late = row["expected_days"] is not None and row["days"] is not None and row["days"] > row["expected_days"]
        asked = f" (expected {row['expected_days']})" if late else ""
        by = f"  by {_person(row['changed_by'])}" if row["changed_by"] else ""
        direction = _DIRECTIONS.get(row["direction"], "?")
        lines.append(f"  {_day(row['entered_on'])}  {direction:<8}  {stage:<{width}}  {days:>9}{asked}{by}".rstrip())
    return lines


def _deal_links(links: Row) -> list[str]:
    leads = []
    for row in links["leads"]:
        rule = (
            f" (linked by {_rule(links['match_rule'])})"
            if row["is_lead_of_deal"]
            else " (another lead takes the credit)"
        )
        came_by = ", ".join(part for part in (row["vendor"], row["channel"]) if part)
        leads.append(f"{row['lead_id']}: {row['verdict']}, {came_by or 'of unknown origin'}{rule}")
    return [
        *_title("What is it linked to?"),
        *_pairs(
            [
                ("lead" if len(leads) < 2 else "leads", "; ".join(leads) or "none that is known"),
                ("person", links["person_id"]),
                ("account", links["account_id"]),
            ]
        ),
    ]


def _origin(origin: Row | None, source: str) -> list[str]:
    if origin is None:
        return []
    line = f", line {origin['line']}" if origin["line"] else ""
    counted = "1 version" if origin["versions"] == 1 else f"{origin['versions']} versions"
    loads = f"{counted} loaded, the first {_instant(origin['first_loaded_at'])}"
    changed = (
        f", the last change {_instant(origin['last_changed_at'])}"
        if origin["versions"] > 1 or origin["has_vanished"]
        else ""
    )
    gone = ". It is no longer in what the source delivers" if origin["has_vanished"] else ""
    return [
        *_title("Where does it come from?"),
        *_wrapped(f"{origin['file']}{line} of source {source}; {loads}{changed}{gone}.", 2),
    ]


def _title(text: str) -> list[str]:
    return ["", text]


def _pairs(pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    """Names and values below each other, without the ones that are not known."""
    lines = []
    for name, value in pairs:
        if value:
            first, *more = wrap(value, WIDTH - NAME - 1, break_long_words=False, break_on_hyphens=False)
            lines += [f"  {name:<{NAME - 2}} {first}", *(f"{'':<{NAME + 1}}{line}" for line in more)]
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _notes(who: Row) -> str | None:
    notes = [words for name, words in (("is_deleted", "deleted at its source"), ("is_test", "a test")) if who.get(name)]
    return ", ".join(notes) or None


def _person(owner: Row | None) -> str | None:
    if owner is None:
        return None
    return f"{owner['name']} ({owner['owner_id']})" if owner["name"] else owner["owner_id"]


def _named(name: str | None, id_: str | None) -> str | None:
    return f"{name} ({id_})" if name and id_ and id_.partition(":")[2] != name else id_


def _rule(rule: str | None) -> str:
    return {"crm_link": "the CRM", None: "no rule"}.get(rule, str(rule))


def _amount(amount: Decimal | None, currency: str | None) -> str:
    return f"{amount:,.2f} {currency or ''}".strip() if amount is not None else "no amount"


def _minutes(minutes: float) -> str:
    if minutes < 120:
        return f"{minutes:,.0f} minutes"
    return f"{minutes / 60:,.0f} hours" if minutes < 60 * 48 else f"{minutes / 60 / 24:,.0f} days"


def _when(at: datetime | None, on: date | None) -> str | None:
    """The instant where it has a time of day; else the day."""
    return (
        _instant(at)
        if at is not None and on is not None and at.date() == on and at.time() != datetime.min.time()
        else _day(on or at)
    )


def _instant(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at is not None else None


def _day(day: date | None) -> str | None:
    return f"{day:%Y-%m-%d}" if day is not None else None
