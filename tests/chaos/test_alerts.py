"""A kill at each point of an alert's life loses no message, and what is told again is told under the same id.

One seed here; `make chaos` has twenty (`CHAOS_SEEDS=20`).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.alert.test_life import feed
from tests.alert.world import Office, warehouse
from tests.chaos.alerts import POINTS, Receiver, run_and_kill

SEEDS = range(int(os.environ.get("CHAOS_SEEDS", "1")))

# Hours at which the feed is another one or time has come, and rows that cannot be read: what stands, growing, resolved, opened again, still
# there. An hour after each is a run on the same, which makes up for one that was killed.
STORY = {1: 4, 3: 9, 5: 0, 7: 3, 19: 3}
KINDS = ["opened", "growing", "resolved", "opened", "reminder"]


def office(folder: Path, port: int) -> Office:
    audience = (
        f"{{id: owner, name: Owner, owner: Dana, gets: {{subjects: [data]}}, urls: ['json://127.0.0.1:{port}/']}}"
    )
    return Office(folder, routing=f"remind_after_hours: 10\naudiences:\n  - {audience}\n", apart=timedelta(hours=1))


def queued(there: Office) -> list[str]:
    """Ids of messages in the order in which they were queued."""
    rows = there.logged("alerts_sent", "load_id, message_id", "event = 'queued'")
    return [message for _, message in rows]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Ids of the messages of a story in which nobody is killed."""
    with Receiver() as receiver:
        there = office(tmp_path_factory.mktemp("calm"), receiver.port)
        for hour, broken in STORY.items():
            there.run(hour, **feed(broken))
            there.again(hour + 1)
    assert [event for _, event in there.logged("incidents", "load_id, event")] == KINDS
    assert queued(there) == receiver.ids
    assert len(set(receiver.ids)) == len(KINDS)
    return receiver.ids


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_no_message_and_a_repeated_one_has_the_same_id(
    tmp_path: Path, calm: list[str], point: str, seed: int
) -> None:
    chance = random.Random(f"{point} {seed}")
    hours = chance.sample(sorted(STORY), 2)
    with Receiver() as receiver:
        there = office(tmp_path, receiver.port)
        killed = []
        for hour, broken in STORY.items():
            warehouse(there.warehouse, **feed(broken))
            if hour in hours:
                moment = 0 if not killed else chance.uniform(0, 0.03)
                killed.append(run_and_kill(there, hour, point, receiver, moment))
            else:
                there.again(hour)
            there.again(hour + 1)
    assert killed[0], "the first run ended before it could be killed"
    assert (list(dict.fromkeys(receiver.ids)), queued(there)) == (calm, calm)
    # Only what was sent and not marked is told again, once.
    repeated = {message for message, times in Counter(receiver.ids).items() if times > 1}
    assert len(repeated) <= len(killed)
    assert max(Counter(receiver.ids).values()) <= 2
    assert not (there.lake.incoming.is_dir() and list(there.lake.incoming.iterdir()))
