"""Is what the sources delivered fit to be computed with?

Belongs here: keys, types and references of the unified entities, every version of every record. What blocks here stops the run before
anything is computed from it. Does not belong here: whether a lead is good or a deal consistent (see `leads`, `deals`).
"""

from __future__ import annotations

from expectations.rules import NoRows, Rows, Rule, Suite, filled, literal, typed, unique

# The key of each entity, and its columns that must have come out as time stamps and as money.
_ENTITIES = {
    "leads": ("lead_id", ("created_at", "delivered_at", "loaded_at"), ()),
    "contacts": ("contact_id", ("created_at", "loaded_at"), ()),
    "accounts": ("account_id", ("created_at", "loaded_at"), ("annual_revenue",)),
    "deals": ("deal_id", ("created_at", "closed_at", "loaded_at"), ("amount",)),
    "deal_stage_history": ("deal_id", ("entered_at", "loaded_at"), ("amount",)),
    "owners": ("owner_id", ("loaded_at",), ()),
    "products": ("product_id", ("loaded_at",), ("list_price",)),
    "campaigns": ("campaign_id", ("loaded_at",), ("budget",)),
}

# Which column of an entity names a record of another.
_REFERENCES = {
    "leads": {
        "owner_id": "owners",
        "campaign_id": "campaigns",
        "converted_deal_id": "deals",
        "converted_contact_id": "contacts",
    },
    "contacts": {"account_id": "accounts"},
    "deals": {
        "owner_id": "owners",
        "account_id": "accounts",
        "contact_id": "contacts",
        "lead_id": "leads",
        "campaign_id": "campaigns",
    },
    "deal_stage_history": {"deal_id": "deals"},
}


def _table(entity: str) -> str:
    return f"intermediate.int_{entity}_unified"


def _keys(entity: str, key: str) -> list[Rule]:
    rules = [
        Rule(
            id=f"{entity}_have_a_key",
            says=f"Every row of {entity} has its {key}.",
            expect=filled(key),
            severity="blocking",
            remedy="A row without a key is rejected while extracting: this is a fault of Leadline, not of the data.",
        ),
        Rule(
            id=f"{entity}_name_their_source",
            says=f"Every {key} begins with the name of its source, so that two sources cannot mean one record.",
            expect=Rows(
                fails=f"substr({key}, 1, length(source) + 1) <> source || ':'",
                observed="source",
                expected=literal("<source>:<id>"),
            ),
            severity="blocking",
            remedy="The staging model of the kind does not prefix its keys.",
        ),
        Rule(
            id=f"{entity}_versions_once",
            says=f"Every version of a record of {entity} was landed once.",
            expect=unique("source", "record_key", "load_id", "load_seq"),
            severity="blocking",
            remedy="A load is in the lake twice: look for files copied into it by hand.",
        ),
    ]
    if entity != "deal_stage_history":  # a deal has as many entries as stages it was in
        rules.append(
            Rule(
                id=f"{entity}_keys_once",
                says=f"One {key} is one record.",
                expect=NoRows(f"select {key} from {{batch}} where is_latest group by {key} having count(*) > 1"),
                severity="blocking",
                remedy="Two records of a source share a key: look at the column that is mapped to it.",
            )
        )
    return rules


def _types(entity: str, times: tuple[str, ...], money: tuple[str, ...]) -> list[Rule]:
    kinds = [(column, "TIMESTAMP", "a time stamp") for column in times] + [
        (column, "NUMERIC", "an exact number") for column in money
    ]
    return [
        Rule(
            id=f"{entity}_{column}_typed",
            says=f"{column} of {entity} is {words}.",
            expect=typed(column, kind),
            severity="blocking",
            remedy="The kind's extract or staging model hands over another type than the entity's.",
        )
        for column, kind, words in kinds
    ]


def _references(entity: str) -> list[Rule]:
    return [
        Rule(
            id=f"{entity}_{column}_known",
            says=f"Where a source delivers {other}, {column} of {entity} names one of them.",
            expect=Rows(
                # Only what the same source delivers can be missed in it.
                fails=f"is_latest and {column} is not null and source in (select known.source from {_table(other)} as known) "
                f"and {column} not in (select known.{key} from {_table(other)} as known where known.{key} is not null)",
                observed=column,
                expected=literal(f"one of the {other}"),
            ),
            severity="soft",
            remedy=f"Look whether the delivery of {other} is complete, and whether its key is mapped.",
        )
        for column, other in _REFERENCES.get(entity, {}).items()
        for key in (_ENTITIES[other][0],)
    ]


SUITES = [
    Suite(
        "raw",
        _table(entity),
        [*_keys(entity, key), *_types(entity, times, money), *_references(entity)],
        key=("source", "record_key"),
    )
    for entity, (key, times, money) in _ENTITIES.items()
]
