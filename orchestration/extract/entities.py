"""The words of Leadline: every entity with its columns, types and key.

Belongs here: what an entity is, whatever kind of source it comes from. Does not belong here: how a source is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

# `*` marks a required column, `+` a column of the key. An entity without `+` is keyed by its whole row.
_WORDS = """
leads: lead_id*+ created_at updated_at delivered_at email phone first_name last_name company domain title seniority country
    region city industry employees campaign_id vendor channel owner_id status rejection_reason assigned_at first_response_at
    consent do_not_contact ip_address ip_country timezone language form_id landing_page converted_at converted_deal_id
    converted_contact_id converted_account_id is_test is_deleted
lead_status_history: lead_id*+ status*+ changed_at*+ changed_by reason
contacts: contact_id*+ email phone first_name last_name title account_id country city postcode birth_date timezone
    preferred_channel do_not_contact created_at updated_at is_deleted merged_into_id
accounts: account_id*+ name* domain country region industry employees annual_revenue parent_account_id is_customer
    is_competitor is_partner created_at updated_at is_deleted merged_into_id
deals: deal_id*+ stage* name pipeline kind channel amount currency created_at updated_at expected_close_date closed_at status
    owner_id account_id contact_id lead_id campaign_id product_id probability forecast_category loss_reason payment_terms
    next_step next_step_at is_deleted merged_into_id
deal_contacts: deal_id*+ contact_id*+ role is_primary
deal_stage_history: deal_id*+ stage*+ entered_at*+ changed_by amount expected_close_date forecast_category probability
    recorded_at
deal_field_history: deal_id*+ field*+ changed_at*+ old_value new_value changed_by recorded_at
quotes: quote_id*+ deal_id* requested_at sent_at viewed_at accepted_at expires_at amount currency
activities: activity_id*+ kind* occurred_at duration_minutes starts_at ends_at status owner_id lead_id contact_id deal_id
    direction outcome channel content_id is_automatic
touches: touch_id*+ occurred_at* channel* campaign_id lead_id contact_id email content_id cost
contents: content_id*+ title kind topic offer product_id
campaigns: campaign_id*+ name channel vendor starts_on ends_on budget currency
campaign_spend: campaign_id*+ date*+ cost* currency
owners: owner_id*+ name email team region manager_id role is_active hired_on
coaching_sessions: session_id*+ owner_id* topic* held_at* kind
products: product_id*+ name list_price currency lead_time_days
deal_lines: deal_id* product_id* quantity* unit_price
orders: order_id*+ deal_id account_id product_id quantity amount currency ordered_at promised_at delivered_at cancelled_at
    payment_terms status rejection_reason
invoices: invoice_id*+ order_id* issued_at due_on paid_at amount currency status
stock: product_id*+ on_hand inbound inbound_at as_of+
service_cases: case_id*+ account_id contact_id opened_at* closed_at severity status
forecast_calls: owner_id*+ period*+ category*+ amount* currency submitted_at*+
exchange_rates: currency*+ date*+ rate*
"""

_TYPES = {
    "date": ("date birth_date expected_close_date starts_on ends_on due_on hired_on", pa.date32()),
    "timestamp": ("as_of", pa.timestamp("us")),  # and every column that ends with _at
    "amount": ("amount annual_revenue budget cost list_price unit_price", pa.decimal128(38, 2)),
    "number": ("duration_minutes inbound on_hand quantity rate", pa.float64()),
    "integer": ("employees lead_time_days", pa.int64()),
    "share": ("probability", pa.float64()),
    "boolean": ("consent do_not_contact", pa.bool_()),  # and every column that begins with is_
}

# Columns whose values point at a person: a key among them that is itself a name, an e-mail or a number is replaced by an HMAC.
PERSON_KEYS = frozenset({"lead_id", "contact_id", "converted_contact_id"})
# Keys that may be a company's name, which is nobody's data; an e-mail address among them is replaced as well.
COMPANY_KEYS = frozenset({"deal_id", "converted_deal_id", "account_id", "converted_account_id", "parent_account_id"})

# Columns that hold people's data; nothing published carries their values (law 10).
PERSONAL = {
    "leads": frozenset("email phone first_name last_name company domain title city ip_address landing_page".split()),
    "contacts": frozenset("email phone first_name last_name title city postcode birth_date".split()),
    "touches": frozenset({"email"}),
    "deals": frozenset({"name", "next_step"}),
    "deal_field_history": frozenset({"old_value", "new_value"}),
}

VOCABULARIES = {
    ("leads", "status"): "new working accepted rejected recycled qualified converted",
    ("lead_status_history", "status"): "new working accepted rejected recycled qualified converted",
    ("deals", "status"): "open won lost",
    ("deals", "forecast_category"): "omitted pipeline best_case commit closed",
    ("deal_stage_history", "forecast_category"): "omitted pipeline best_case commit closed",
    ("forecast_calls", "category"): "omitted pipeline best_case commit closed",
    ("activities", "kind"): "call email meeting message task quote demo",
    ("activities", "direction"): "in out",
    ("activities", "outcome"): "reached not_reached replied no_reply held cancelled",
} | {
    (entity, "channel"): "website paid_search organic_search paid_social organic_social email event referral partner outbound direct other"
    for entity in ("leads", "deals", "touches", "campaigns")
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: `type` is text, timestamp, date, amount, number, integer, share or boolean."""

    name: str
    type: str
    arrow: pa.DataType
    required: bool
    in_key: bool


@dataclass(frozen=True)
class Entity:
    """One entity; `key` is empty where the whole row is the key."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.in_key)

    def day_column(self, column: str) -> str:
        """Name of the companion of a time stamp: the day as written, where the value had no time; null elsewhere."""
        return column.removesuffix("_at") + "_on"

    @property
    def schema(self) -> pa.Schema:
        """Typed columns in order, each time stamp followed by its day (`created_at`, `created_on`)."""
        fields: list[pa.Field] = []
        for column in self.columns:
            fields.append(pa.field(column.name, column.arrow))
            if column.type == "timestamp":
                fields.append(pa.field(self.day_column(column.name), pa.date32()))
        return pa.schema(fields)


def _type_of(name: str) -> tuple[str, pa.DataType]:
    for kind, (names, arrow) in _TYPES.items():
        if name in names.split():
            return kind, arrow
    if name.endswith("_at"):
        return "timestamp", pa.timestamp("us")
    if name.startswith("is_"):
        return "boolean", pa.bool_()
    return "text", pa.string()


def _read(words: str) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for part in words.strip().replace("\n    ", " ").splitlines():
        name, columns = part.split(": ")
        entities[name] = Entity(
            name,
            tuple(
                Column(word.rstrip("*+"), *_type_of(word.rstrip("*+")), required="*" in word, in_key="+" in word)
                for word in columns.split()
            ),
        )
    return entities


ENTITIES = _read(_WORDS)

# What every row of the lake carries beside the entity's columns.
ROW_META = pa.schema(
    [
        ("other_columns", pa.string()),  # the file's further columns, as JSON text
        ("record_key", pa.string()),  # the key's parts in one text; partitions versions of one record
        ("row_hash", pa.string()),  # of all values of the row; null in a tombstone
        ("mapping_hash", pa.string()),
        ("source_file", pa.string()),  # base name; of a `query:` the table's name
        ("source_line", pa.int64()),  # physical line where the record begins; sheet row in xlsx; null for a `query:`
        ("is_tombstone", pa.bool_()),  # the key vanished from a full delivery; the values are the last known ones
        ("is_late", pa.bool_()),  # came after a newer version of its record: kept as history, never the latest
        ("load_id", pa.string()),
        ("load_seq", pa.int64()),  # order within the load
        ("loaded_at", pa.timestamp("us")),  # UTC
    ]
)


def lake_schema(entity: Entity) -> pa.Schema:
    """Columns of an entity's table in the lake, for kinds that map and type while extracting."""
    return pa.schema([*entity.schema, *ROW_META])
