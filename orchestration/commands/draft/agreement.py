"""An agreement to edit: the first version of a brief and of a process, and the company, with what nobody can guess as questions.

Belongs here: the text of the three files. Does not belong here: what the words of a stage mean (see `stages`), what the files may say
(see `expectations.agreement`). The explanation at the head of each file is that of the agreement which comes with Leadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from expectations.agreement import json_schema
from orchestration.commands.draft import stages
from orchestration.commands.draft.text import scalar
from orchestration.settings import ROOT

SHIPPED = ROOT / "expectations" / "agreement"

_BRIEF = """\
briefs:
  - id: default
    version: 1
    # question: since when has this been agreed? Leads delivered before that day have no brief.
    valid_from: 2020-01-01
    name: What every lead should be
    # question: in one sentence, which people at which companies do you want?
    objective: People at companies that we can sell and deliver to, who can be reached and want to be.
    # question: who answers for it on either side?
    approved_by: {marketing: Head of Marketing, sales: Head of Sales}
    change_note: First version.

    scope: default
    # question: how many leads that are as agreed does marketing promise, each month or quarter?
    volume:
      goal: 60
      unit: conforming
      per: month

    # question: whom must nobody deliver: customers, competitors, partners, students, free_mail, accounts by name or domain?
    # exclusions: {customers: true, competitors: true, accounts: [acme.com]}

    # question: what does a lead cost, and until when may it be returned?
    # price: {amount: 80, per: conforming, return_within_days: 14}

    # question: within how many working minutes does sales respond, and how often does it try? When does marketing nurture what comes back?
    # sales_commitments: {respond_within_minutes: 240, attempts: 6, reason_on_rejection: true}
    # marketing_commitments: {nurture_within_days: 7}

    clauses:
      - id: company_named
        says: Leads name the company that they work for.
        field: company
        operator: is_present
        severity: soft
        on_missing: warn
        remedy: Ask for the company in the form, or look it up from the e-mail address.
      # question: which countries do you sell and deliver in?
      # - id: our_countries
      #   says: Leads come from countries that we sell and deliver in.
      #   field: country
      #   operator: in
      #   value: [AT, CH, DE]
      #   severity: hard
      #   on_missing: unknown
      #   remedy: Return the lead; ask the vendor to leave out other countries.

    limits:
      # question: within how many days does the same person count as delivered already?
      duplicate_lead: 90

    # question: which reasons may sales give when it rejects a lead?
    rejection_reasons:
      - fake contact
      - cannot be reached
      - outside our countries
      - not a company
      - no need
      - no budget
      - duplicate
      - competitor
"""

_PROCESS = """\
processes:
  - version: 1
    # question: since when is this the process? Older deals follow it too.
    valid_from: 2020-01-01
    # question: who answers for it on either side?
    approved_by: {marketing: Head of Marketing, sales: Head of Sales}
    change_note: First version.

    # question: are these your stages, in this order? Probabilities and days are where to begin, until there is history enough.
    # question: what must be true before a deal leaves a stage? For each stage, such as:
    #   gate:
    #     - {id: price_in_writing, says: The customer has a price in writing., evidence: {kind: quote_sent}}
    stages:
"""


def files(found: Sequence[stages.Found], currencies: Sequence[str]) -> dict[str, str]:
    """Text of each file of the agreement.

    Args:
        found: the words for stages of each source that has deals.
        currencies: codes that the sources' amounts name.
    """
    texts = {
        "company.yml": f"{_head('company.yml')}\n{_company(currencies)}",
        "lead_brief.yml": f"{_head('lead_brief.yml')}\n{_BRIEF}",
        "sales_process.yml": f"{_head('sales_process.yml')}\n{_PROCESS}{_stages(found)}",
        "routing.yml": _routing(),
    }
    return {name: json_schema.modeline(name) + text for name, text in texts.items()}


def schema_files() -> dict[str, str]:
    """Text of each schema by which editors know the files, by its place in the agreement's folder."""
    return {json_schema.place(name): json_schema.text(schema) for name, schema in json_schema.schemas().items()}


def questions(texts: dict[str, str]) -> int:
    """How many questions the files leave open."""
    return sum(line.strip().startswith("# question:") for text in texts.values() for line in text.splitlines())


def _head(name: str, folder: Path = SHIPPED) -> str:
    """The explanation with which the shipped file begins."""
    lines = []
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line)
    return "\n".join(lines).strip() + "\n"


def _routing() -> str:
    """Who is told what, as it is shipped; only who answers for it is to be said."""
    text = (SHIPPED / "routing.yml").read_text(encoding="utf-8")
    asks = (
        "# question: who answers for these messages, and where do they go? Without urls they are files in data/outbox."
    )
    return text.replace("audiences:\n", f"{asks}\naudiences:\n", 1)


def _company(currencies: Sequence[str]) -> str:
    base, about = "EUR", "# question: in which currency are amounts added up?"
    if len(currencies) == 1:
        base, about = currencies[0], "# guess: the one currency that the amounts name"
    elif currencies:
        about += f" The files name {', '.join(currencies)}."
    return f"""\
# question: in which time zone does the company live (such as Europe/Berlin)? It decides the day, month and quarter that a deal closes in.
time_zone: UTC
{about}
base_currency: {base}
# question: in which month does the fiscal year begin? 4 = on 1 April
fiscal_year_start_month: 1
# question: are targets set for a month or for a quarter?
period: month
# question: when do people work, and on which days does nobody, by country? Response times count working minutes only.
working_hours:
  default:
    - {{days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00"}}
# holidays:
#   DE: [public, 2026-12-24]          # public-BY: those of a part of the country
"""


def _stages(found: Sequence[stages.Found]) -> str:
    named = stages.names(found)
    open_stages = [stage for stage in stages.STAGES if stage.id not in stages.CLOSED]
    used = [stage for stage in open_stages if stage.id in named]
    # Without any word, all of them: there is nothing yet that they could be compared with.
    used = used or (open_stages[:1] if found else open_stages)
    parts = [_block(stage, named.get(stage.id, {})) for stage in used]
    parts += [_question(*word) for word in stages.unknown(found)]
    spare = [stage.id for stage in open_stages if stage not in used]
    if spare:
        parts.append(
            f"      # Stages that other companies have, and no word of yours seems to mean: {', '.join(spare)}.\n"
        )
    parts += [_block(stage, named.get(stage.id, {})) for stage in stages.STAGES if stage.id in stages.CLOSED]
    return "\n".join(parts)


def _block(stage: stages.Stage, names: dict[str, list[str]]) -> str:
    lines = [f"      - id: {stage.id}", f"        why: {scalar(stage.why, is_alone=True)}"]
    if names:
        lines.append("        names:")
        lines += [
            f"          {source}: [{', '.join(scalar(word) for word in words)}]" for source, words in names.items()
        ]
    lines += [f"        probability: {stage.probability:g}", f"        forecast_category: {stage.forecast_category}"]
    if stage.expected_days:
        lines.append(f"        expected_days: {stage.expected_days}")
    return "\n".join(lines) + "\n"


def _question(source: str, word: str, deals: int) -> str:
    """A stage that could be, for a word that is none yet."""
    id_ = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in word.casefold()).strip("_")
    said = scalar(word)
    return (
        f"      # question: which stage is {said} of {source} ({deals:,} {'deal' if deals == 1 else 'deals'})? "
        "Put the word under the names of a stage, or make it one at its place:\n"
        f"      # - id: {id_ if id_[:1].isalpha() else f'stage_{id_}'}\n"
        "      #   why: what this stage makes sure of\n"
        f"      #   names: {{{source}: [{said}]}}\n"
        "      #   probability: 0.5\n"
        "      #   forecast_category: pipeline\n"
        "      #   expected_days: 14\n"
    )
