"""What reps say that they will sell: forecast calls, three a month.

The sandbagger says half of it, the optimist half as much again; who was coached learns to say what comes. The earlier it is said, the more
it is off.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from orchestration.extract.demo import team
from orchestration.extract.demo.build import Build
from orchestration.extract.demo.calendar import FIRST_DAY, LAST_DAY, clock, workday
from orchestration.extract.demo.catalogue import in_euros
from orchestration.extract.demo.deals import total

BIAS = {team.SANDBAGGER: 0.5, team.OPTIMIST: 1.55, team.STAR: 1.02, team.PUSHER: 1.3, team.NEW_SKIPPER: 1.25}
SAID = ((2, 0.45), (12, 0.3), (20, 0.15))  # days into the month, and how noisy


def fill(build: Build) -> None:
    """Commit and best case of everybody who sells, for every month."""
    stream = build.stream("calls of reps")
    sold: dict[tuple[str, str], float] = defaultdict(float)
    for deal in build.deals:
        if deal.is_won and deal.closed:
            sold[(deal.owner, f"{deal.closed:%Y-%m}")] += in_euros(total(deal), deal.row["currency"])
    usual = sum(sold.values()) / max(1, len(sold))
    day = FIRST_DAY
    while day <= LAST_DAY:
        for rep in team.REPS:
            if rep.role != "account executive" or rep.hired > day or (rep.id == team.LEFT and day > team.LEFT_ON):
                continue
            comes = 0.75 * sold[(rep.id, f"{day:%Y-%m}")] + 0.25 * usual
            bias = BIAS.get(rep.id, 1.1)
            if rep.id == team.COACHED:
                bias = 1.4 if day < team.COACHED_FROM else 1.05
            for offset, noise in SAID:
                said = workday(day + timedelta(days=offset))
                if said > LAST_DAY:
                    continue
                at = clock(said, stream, 8.6, 11.0).replace(second=0)
                commit = 100.0 * round(comes * bias * stream.around(1.0, noise) / 100)
                for category, amount in (
                    ("Zusage", commit),
                    ("Best case", 100.0 * round(commit * (1.25 + 0.5 * stream.share()) / 100)),
                ):
                    build.add(
                        "forecast_calls",
                        owner_id=rep.id,
                        period=f"{day:%Y-%m}",
                        category=category,
                        amount=amount,
                        currency="EUR",
                        submitted_at=at,
                    )
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
