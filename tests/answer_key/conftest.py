"""The demo company at the seed that ships and at three others, each run once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer_key.judged import SEEDS, Judged, judged, sources
from tests.company import DEMO_AGREEMENT, Company


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"seed {seed}")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    seed: int = request.param
    folder = tmp_path_factory.mktemp("answer_key")
    if seed == SEEDS[0]:
        company: Company = request.getfixturevalue("demo")
    else:
        company = Company(folder / "data", sources(folder / "sources.yml", seed), DEMO_AGREEMENT)
        company.run()
    with judged(company, seed, folder / "work") as found:
        yield found
