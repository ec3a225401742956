"""The page of a version: assembled, and written beside its snapshot.

Belongs here: the order of sections, head, landmarks and scripts. Does not belong here: what a section says.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from orchestration.build import Build
from orchestration.publish.report import (
    data_section,
    deal_figures,
    deal_section,
    funnel_section,
    lead_figures,
    promise_section,
    verdict_section,
    waiting_section,
    words,
)
from orchestration.publish.report.bundle import javascript
from orchestration.publish.report.headline import Headline, headline
from orchestration.publish.report.look import SCRIPT, STYLE
from orchestration.publish.report.markup import text
from orchestration.publish.report.marts import Marts, open_marts
from orchestration.publish.report.rules import broken_rules

NAME = "report/index.html"


def write_page(snapshot: Path, folder: Path, build: Build, cache: Path) -> Path:
    """Write `folder/report/index.html` from the marts of a snapshot.

    Args:
        snapshot: the DuckDB file of the version, which nobody writes any more.
        folder: of the version.
        cache: folder of what can be made again (see `bundle`).
    """
    with open_marts(snapshot, build) as marts:
        made = page(marts, javascript(cache))
    file = folder / NAME
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made, encoding="utf-8")
    return file


def page(marts: Marts, drawing: str) -> str:
    """The page as HTML.

    Args:
        drawing: the JavaScript that defines `vegaEmbed`.
    """
    rules = broken_rules(marts)
    news = headline(marts, rules)
    company = marts.company
    leads, deals = lead_figures.totals(marts)["delivered"], deal_figures.totals(marts)["deals"]
    of_leads = {
        "funnel": ("Funnel" if leads else "Leads", funnel_section.funnel(marts)),
        "promises": ("Promises", promise_section.promises(marts)),
        "verdicts": ("Verdicts", verdict_section.verdicts(marts, rules)),
        "waiting": ("Leads waiting", waiting_section.waiting(marts)),
    }
    of_deals = {"deals": ("Flagged deals", deal_section.deals(marts, rules))}
    # What there is comes before what is missing.
    sections = {
        **(of_deals | of_leads if deals and not leads else of_leads | of_deals),
        "data": ("Freshness and checks", data_section.data(marts)),
    }
    links = "".join(
        f'<li><a href="#{identity}">{name}</a></li>' for identity, (name, section) in sections.items() if section
    )
    scripts = (drawing, SCRIPT)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Leadline, {text(words.day(company.today))}: {text(news.title)}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#figures">Skip to the figures</a>
<header>
<p class="kicker">Leads and deals, as of {text(words.moment(company.now))} ({text(company.time_zone)})</p>
<h1>{text(news.title)}</h1>
{_news(news)}
<nav aria-label="Sections"><ul>{links}</ul></nav>
</header>
<main id="figures">
{"".join(section for _, section in sections.values())}
</main>
<footer><p>Leadline, build <code>{text(marts.build.id)}</code>. Every figure comes from the marts of this version, beside this page.
Test leads and deleted records are not counted.</p></footer>
<noscript><p class="caution">The charts need JavaScript; the tables hold the same figures.</p></noscript>
{"".join(f"<script>{script}</script>" for script in scripts)}
</body>
</html>
"""


def _news(news: Headline) -> str:
    columns = [
        ("good", "What is good", news.good),
        ("wrong", "What is wrong", news.wrong),
        ("next", "What to do next", news.to_do),
    ]
    blocks = []
    for name, heading, sentences in columns:
        if sentences:
            items = "".join(f"<li>{sentence}</li>" for sentence in sentences)
            blocks.append(f'<div class="{name}"><h2>{heading}</h2><ul>{items}</ul></div>')
    return f'<div class="news">{"".join(blocks)}</div>' if blocks else ""


def _policy(scripts: tuple[str, ...]) -> str:
    """What the browser may do for this page: run these two scripts and no other, and ask nobody for anything."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
