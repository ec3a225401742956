"""The whole company, from the team to the answer key.

Belongs here: the order in which the parts are made. Does not belong here: any part, or writing files (see `files`).
"""

from __future__ import annotations

from orchestration.extract.demo import (
    calls,
    catalogue,
    deals,
    defects,
    defects_of_deals,
    defects_of_follow_up,
    defects_of_outcomes,
    defects_of_timing,
    funnel,
    leads,
    marketing,
    orders,
    selling,
    team,
    touches,
    trail,
    unreadable,
)
from orchestration.extract.demo.build import Build, World
from orchestration.extract.demo.crm import Crm, fill_customers, tidy
from orchestration.extract.demo.people import Makers


def make(seed: int, size: int) -> World:
    """The company of a seed, the same on every machine.

    Args:
        seed: another one gives another company with the same story.
        size: number of leads; deals, customers and spend grow with it.
    """
    build = Build(seed, size)
    makers = Makers(build)
    crm = Crm(build)
    for part in (team, catalogue, marketing):
        part.fill(build)
    fill_customers(build, makers, crm)
    leads.fill(build, makers)
    planter = defects.plant_deliveries(build)
    defects_of_timing.plant_timing(planter)
    touches.fill_before(build)
    deals.fill(build, makers, crm, funnel.fill(build))
    defects.plant_forms(planter)
    selling.fill(build)
    defects_of_deals.plant_deals(build)
    defects_of_outcomes.plant_outcomes(build)
    defects_of_follow_up.plant_follow_up(build)
    defects.plant_introductions(planter)
    defects.plant_browsers(build)
    trail.fill(build)
    orders.fill(build, crm)
    calls.fill(build)
    touches.fill_after(build)
    tidy(build)
    unreadable.fill(build)
    return World(build.tables, sorted(build.key, key=lambda row: (row.subject, row.rule_id, row.kind, row.id)))
