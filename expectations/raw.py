"""Is what the sources delivered fit to be computed with?

Belongs here: keys, types and references of the unified entities, every version of every record. What blocks here stops the run before
anything is computed from it. Does not belong here: whether a lead is good or a deal consistent (see `leads`, `deals`).
"""

from __future__ import annotations

from expectations.rules import NoRows, Rows, Rule, Suite, filled, literal, number_text, typed, unique

# The record that each row is about, and the columns that must have come out as time stamps and as money.
_ENTITIES = {
    "leads": ("lead_id", ("created_at", "delivered_at", "loaded_at"), ()),
    "lead_status_history": ("lead_id", ("changed_at", "loaded_at"), ()),
    "contacts": ("contact_id", ("created_at", "loaded_at"), ()),
    "accounts": ("account_id", ("created_at", "loaded_at"), ("annual_revenue",)),
    "deals": ("deal_id", ("created_at", "closed_at", "loaded_at"), ("amount",)),
    "deal_stage_history": ("deal_id", ("entered_at", "loaded_at"), ("amount",)),
    "owners": ("owner_id", ("loaded_at",), ()),
    "products": ("product_id", ("loaded_at",), ("list_price",)),
    "campaigns": ("campaign_id", ("loaded_at",), ("budget",)),
    "campaign_spend": ("campaign_id", ("loaded_at",), ("cost",)),
}

# A record has as many rows here as changes it went through, or days on which it cost something.
_HISTORIES = ("lead_status_history", "deal_stage_history", "campaign_spend")

# Whose record a row is about, where that may be another source's than the one that delivered the row.
_OWNERS = {"lead_status_history": "lead_source"}

# Which column of an entity names a record of another.
_REFERENCES = {
    "leads": {
        "owner_id": "owners",
        "campaign_id": "campaigns",
        "converted_deal_id": "deals",
        "converted_contact_id": "contacts",
        "converted_account_id": "accounts",
    },
    "lead_status_history": {"lead_id": "leads"},
    "contacts": {"account_id": "accounts"},
    "deals": {
        "owner_id": "owners",
        "account_id": "accounts",
        "contact_id": "contacts",
        "lead_id": "leads",
        "campaign_id": "campaigns",
        "product_id": "products",
    },
    "deal_stage_history": {"deal_id": "deals"},
    "campaign_spend": {"campaign_id": "campaigns"},
}


def _table(entity: str) -> str:
    return f"intermediate.int_{entity}_unified"


def _has_key(entity: str, key: str, name: str) -> Rule:
    return Rule(
        id=name,
        says=f"Every row of {entity} has its {key}.",
        expect=filled(key),
        severity="blocking",
        remedy="A row without a key is rejected while extracting: this is a fault of Leadline, not of the data.",
    )


def _versions_once(entity: str) -> Rule:
    return Rule(
        id=f"{entity}_versions_once",
        says=f"Every version of a record of {entity} was landed once.",
        expect=unique("source", "record_key", "load_id", "load_seq"),
        severity="blocking",
        remedy="A load is in the lake twice: look for files copied into it by hand.",
    )


def _keys(entity: str, key: str) -> list[Rule]:
    owner = _OWNERS.get(entity, "source")
    rules = [
        _has_key(entity, key, f"{entity}_have_a_key"),
        Rule(
            id=f"{entity}_name_their_source",
            says=f"Every {key} begins with the name of its source, so that two sources cannot mean one record.",
            expect=Rows(
                fails=f"substr({key}, 1, length({owner}) + 1) <> {owner} || ':'",
                observed=owner,
                expected=literal("<source>:<id>"),
            ),
            severity="blocking",
            remedy="The staging model of the kind does not prefix its keys.",
        ),
        _versions_once(entity),
    ]
    if entity not in _HISTORIES:
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
    return _typed(
        entity,
        [(column, "TIMESTAMP", "a time stamp") for column in times]
        + [(column, "NUMERIC", "an exact number") for column in money],
    )


def _typed(entity: str, kinds: list[tuple[str, str, str]]) -> list[Rule]:
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
                fails=f"is_latest and {column} is not null and {owner} in (select known.source from {_table(other)} as known) "
                f"and {column} not in (select known.{key} from {_table(other)} as known where known.{key} is not null)",
                observed=column,
                expected=literal(f"one of the {other}"),
            ),
            severity="soft",
            remedy=f"Look whether the delivery of {other} is complete, and whether its key is mapped.",
        )
        for column, other in _REFERENCES.get(entity, {}).items()
        for key in (_ENTITIES[other][0],)
        for owner in (_OWNERS.get(entity, "source"),)
    ]


# A rate has no key of its own: it is the one of a currency and a day. Every amount in the company's currency rests on it.
_RATES = [
    _has_key("exchange_rates", "currency", "exchange_rates_have_a_currency"),
    _has_key("exchange_rates", "date", "exchange_rates_have_a_date"),
    _versions_once("exchange_rates"),
    Rule(
        id="exchange_rates_keys_once",
        says="A source has one rate for a currency and a day.",
        expect=NoRows(
            "select source, currency, date from {batch} where is_latest group by source, currency, date having count(*) > 1"
        ),
        severity="blocking",
        remedy="Two records of a source are the rate of one day: look at the columns mapped to currency and date.",
    ),
    Rule(
        id="exchange_rates_above_zero",
        says="Every exchange rate in use is above zero.",
        expect=Rows(
            # A rate that was corrected or withdrawn is history: it must not block for ever.
            fails="is_latest and not is_tombstone and (rate is null or cast(rate as double) <= 0)",
            observed=f"coalesce({number_text('cast(rate as double)')}, 'no rate')",
            expected=literal("more than 0"),
        ),
        severity="blocking",
        remedy="Correct the rate in the source, or take its row out: amounts in that currency would come out wrong.",
    ),
    *_typed(
        "exchange_rates",
        [("date", "DATE", "a day"), ("rate", "DOUBLE", "a number"), ("loaded_at", "TIMESTAMP", "a time stamp")],
    ),
]

# What people write into a sheet of their own: the id of another source's lead, and a word for what they decided.
_SHEETS = {
    "lead_status_history": [
        Rule(
            id="lead_status_history_names_a_source_of_leads",
            says="Every row of lead_status_history is about a lead of a source that delivers leads.",
            expect=Rows(
                fails="is_latest and not is_tombstone and lead_source not in "
                f"(select known.source from {_table('leads')} as known where known.source is not null)",
                observed="lead_source",
                expected=literal("a source of leads"),
            ),
            severity="soft",
            remedy="In a sheet of its own write the lead's source before its id (crm:00Q5); until then the row decides nothing.",
        ),
        Rule(
            id="lead_status_history_status_known",
            says="Every status in lead_status_history is one of the words that Leadline knows.",
            expect=Rows(
                fails="is_latest and not is_tombstone and not status_is_known",
                observed="status",
                expected=literal("a status of a lead"),
            ),
            severity="soft",
            remedy="Map the word under `values:` in sources.yml, or correct it in the sheet; until then it decides nothing.",
        ),
    ]
}

SUITES = [
    *(
        Suite(
            "raw",
            _table(entity),
            [*_keys(entity, key), *_types(entity, times, money), *_references(entity), *_SHEETS.get(entity, [])],
            key=("source", "record_key"),
        )
        for entity, (key, times, money) in _ENTITIES.items()
    ),
    Suite("raw", _table("exchange_rates"), _RATES, key=("source", "record_key")),
]
