"""Text columns into typed ones, by the mapping: strict, in SQL, and with a reason for every value that cannot be read.

Belongs here: the mapping applied to one table. Does not belong here: the refusal of a mapping that does not fit (see `looks`), how dates
and amounts are written (see `dates`, `money`), which rows are new (see `landing`).
"""

from __future__ import annotations

import duckdb

from orchestration.extract import dates, money, sql, zones
from orchestration.extract.entities import COMPANY_KEYS, PERSON_KEYS, PERSONAL, VOCABULARIES, Entity
from orchestration.extract.keys import hashed, is_personal_key, is_personal_value
from orchestration.extract.mapping import MappedColumn, TextTable
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.extract.texts import SPACE

TRUE, FALSE = "'true', 'yes', 'y', 't', '1'", "'false', 'no', 'n', 'f', '0'"
ERROR_CELLS = (
    "'#ref!', '#div/0!', '#value!', '#name?', '#num!', '#null!', '#spill!', '#calc!', '#getting_data', '#error!'"
)
ERROR_CELL = "the cell holds an error of the spreadsheet"
REQUIRED = "required"
TOO_FINE = "an amount with three decimals: is the sign before them one of thousands? (state `decimal:`, or round it)"
SEPARATOR = "chr(31)"


class Typing:
    """One table of a source on its way from text to types. Steps in order: `parse`, a look (see `looks`), `type_rows`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, source: Source, entity: Entity, table: Table, text: TextTable
    ) -> None:
        self._connection = connection
        self._source = source
        self.entity = entity
        self.text = text
        self.parsed = f"leadline_parsed_{entity.name}"
        self.typed = f"leadline_typed_{entity.name}"
        self.columns = [
            MappedColumn(
                entity.by_name[name],
                mapped,
                [text.places[origin] for origin in mapped.columns],
                source.null_words_of(table, mapped),
                source.timezone_of(table, mapped),
                {key.strip().lower(): value for key, value in table.values.get(name, {}).items()},
                VOCABULARIES.get((entity.name, name), "").split(),
            )
            for name, mapped in table.columns.items()
        ]

    def parse(self) -> None:
        """Make `parsed`: trimmed texts without null words, values mapped, dates as local times, and the other columns as JSON."""
        used = sorted({place for column in self.columns for place in column.places})
        trimmed = "".join(f", trim(d{place}, '{SPACE}') as t{place}" for place in used)
        texts = "".join(f", {_text_of(column)} as {sql.name(column.column.name)}" for column in self.columns)
        further = "".join(
            f", {expression} as {sql.name(f'{column.column.name}:{part}')}"
            for column in self.columns
            for part, expression in self._parts(column)
        )
        currencies = "".join(
            f", {money.currencies(_part(column, 'parts'))} as {_part(column, 'currencies')}"
            for column in self.columns
            if column.column.type == "amount"
        )
        for column in self.columns:
            for form in column.mapped.format:
                self._check_format(column, form)
        self._connection.execute(
            f"""
            create temp table {self.parsed} as
            with

            trimmed as (select *{trimmed} from {self.text.relation}),

            texts as (select row, file, line, epoch, {self._other_columns()} as other_columns{texts} from trimmed),

            taken_apart as (select *{further} from texts)

            select *{currencies} from taken_apart
            """
        )

    def type_rows(self) -> None:
        """Make `typed`: typed values, the days beside time stamps, and a reason (`<column>:reason`) where a value cannot be read."""
        selected = ["row", "file", "line", "other_columns"]
        for column in self.columns:
            selected += self._typed(column)
        self._connection.execute(f"create temp table {self.typed} as select {', '.join(selected)} from {self.parsed}")

    def personal(self, column: str, value: str) -> str:
        """SQL of whether a raw value of a column must not be published."""
        if column in PERSONAL.get(self.entity.name, ()):
            return "true"
        tests = [f"contains({value}, '@')", self._personal_key(column, value)]
        if self.entity.name in ("leads", "contacts"):
            # A row whose columns slipped has a name or a number anywhere.
            tests.append(is_personal_value(value))
        return f"coalesce({' or '.join(test for test in tests if test)}, false)"

    def reason(self) -> str:
        """SQL (over `typed` under that name) of why a row is rejected; null where it is fine."""
        reasons = ", ".join(f"typed.{_part(column, 'reason')}" for column in self.columns)
        return f"coalesce({reasons})"

    def key(self) -> str:
        """SQL (over `typed`) of the text that knows a record; for an entity with a key."""
        mapped = {column.column.name for column in self.columns}
        parts = [
            f"coalesce(cast({sql.name(name)} as varchar), '')" if name in mapped else "''" for name in self.entity.key
        ]
        return f" || {SEPARATOR} || ".join(parts)

    def _personal_key(self, column: str, value: str) -> str | None:
        """SQL of whether a key must be hashed; None where the column is no key of a person or company."""
        is_merged = column == "merged_into_id"
        if column in PERSON_KEYS or (is_merged and self.entity.name == "contacts"):
            return is_personal_key(value)
        return f"contains({value}, '@')" if column in COMPANY_KEYS or is_merged else None

    def _check_format(self, column: MappedColumn, form: str) -> None:
        try:
            dates.check_format(self._connection, form)
        except duckdb.Error as error:
            raise SourceError(
                f"{self.text.label} {column.column.name}: '{form}' is not a format ({str(error).splitlines()[0]})"
            ) from error

    def _parts(self, column: MappedColumn) -> list[tuple[str, str]]:
        text = sql.name(column.column.name)
        if column.column.type in ("date", "timestamp"):
            found = dates.moment(text, column.mapped.format, "epoch" if self.text.has_epoch else None)
            return [("local", found.local), ("offset", found.offset), ("timed", found.is_timed)]
        if column.column.type == "amount":
            return [("parts", money.parts(text, column.decimal))]
        return []

    def _other_columns(self) -> str:
        """SQL of what the mapping does not take over: further columns, those of a first_of, and the raw text of a hashed key."""
        taken = {column.places[0]: column for column in self.columns if len(column.places) == 1}
        pairs = []
        for place, name in enumerate(self.text.names):
            value = f"nullif(d{place}, '')"
            if place in taken:
                tests = [
                    self._personal_key(column.column.name, f"t{place}")
                    for column in self.columns
                    if place in column.places
                ]
                if not any(tests):
                    continue
                value = f"case when {' or '.join(test for test in tests if test)} then {value} end"
            else:
                value = f"case when {' and '.join(['true', *self._passed_over(place)])} then {value} end"
            pairs.append((name, value))
        return sql.as_json(pairs)

    def _passed_over(self, place: int) -> list[str]:
        """SQL of when a first_of took an earlier column's value, one for each first_of that names the column."""
        return [
            f"coalesce({', '.join(['null', *(_word(column, f't{earlier}') for earlier in column.places[:turn])])}) is not null"
            for column in self.columns
            if len(column.places) > 1
            for turn, other in enumerate(column.places)
            if other == place
        ]

    def _typed(self, column: MappedColumn) -> list[str]:
        name = column.column.name
        text = sql.name(name)
        value, day, says = self._value(column)
        reasons = [f"when lower({text}) in ({ERROR_CELLS}) then '{ERROR_CELL}'"]
        if column.column.type == "amount":
            reasons += self._currency_reasons(column, value)
            rounded = money.amount(text, _part(column, "parts"), column.decimal, is_rounded=True)
            reasons.append(f"when {value} is null and {rounded} is not null then '{TOO_FINE}'")
        if column.column.type == "share":
            other = "," if column.decimal == "." else "."
            number = money.share_number(text, column.decimal)
            reasons.append(
                f"when {text} is not null and ({number} is null or contains({text}, '{other}') and {value} is null) "
                f"then 'not a number with the decimal sign {column.decimal}'"
            )
        reasons.append(f"when {text} is not null and {value} is null then {sql.text(says)}")
        if column.column.required:
            reasons.append(f"when {text} is null then '{REQUIRED}'")
        selected = [
            f"{value} as {text}",
            f"case {' '.join(reasons)} end as {sql.name(f'{name}:reason')}",
            f"{text} as {sql.name(f'{name}:raw')}",
        ]
        if day is not None:
            selected.append(f"{day} as {sql.name(self.entity.day_column(name))}")
        return selected

    def _value(self, column: MappedColumn) -> tuple[str, str | None, str]:
        """SQL of the typed value and of its day, and what to say where there is none."""
        name = column.column.name
        text = sql.name(name)
        day: str | None = None
        says = "not a text"
        match column.column.type:
            case "timestamp" | "date":
                value, day, says = self._dated(column)
            case "amount":
                value, says = money.amount(text, sql.name(f"{name}:parts"), column.decimal), _says("an amount", column)
            case "number":
                value, says = money.number(text, column.decimal), _says("a number", column)
            case "integer":
                value, says = money.integer(text, column.decimal), _says("a whole number", column)
            case "share":
                is_percent = column.mapped.unit == "percent"
                value = money.share(text, column.decimal, is_percent)
                says = (
                    "not a percentage from 0 to 100" if is_percent else "not a share from 0 to 1 (state unit: percent?)"
                )
            case "boolean":
                value = f"case when lower({text}) in ({TRUE}) then true when lower({text}) in ({FALSE}) then false end"
                says = "not one of true/false, yes/no, y/n, t/f, 1/0 (map it in `values`)"
            case _ if test := self._personal_key(name, text):
                value = f"case when {test} then {hashed(text)} else {text} end"
            case _:
                value = money.code(text) if name == "currency" else text
        return value, day, says

    def _dated(self, column: MappedColumn) -> tuple[str, str | None, str]:
        name = column.column.name
        local, offset, timed = (sql.name(f"{name}:{part}") for part in ("local", "offset", "timed"))
        stated = " or ".join(column.mapped.format)
        says = f"not a date in the format {stated}" if stated else "not an ISO 8601 date"
        exact = f"({local} - to_seconds({offset}))"
        if column.column.type == "date":
            there = f"cast(timezone('{column.zone}', timezone('UTC', {exact})) as date)"
            as_written = "false" if column.is_all_midnight else f"{offset} is not null"
            return f"case when {as_written} then {there} else cast({local} as date) end", None, says
        midnight = zones.instant(local, column.zone, column.first, column.last)
        if column.is_all_midnight:
            return midnight, f"cast({local} as date)", says
        value = f"case when {offset} is not null then {exact} else {midnight} end"
        return value, f"case when not {timed} then cast({local} as date) end", says

    def _currency_reasons(self, column: MappedColumn, value: str) -> list[str]:
        """An amount whose sign says another currency than the one that holds for it."""
        found = _part(column, "currencies")
        mapped = next((other for other in self.columns if other.column.name == "currency"), None)
        stated = money.code(sql.name("currency")) if mapped else "null"
        # The source's currency yields to a sign that names its own, where the row can say so.
        default = sql.text(self._source.currency) if self._source.currency else "null"
        if "currency" in self.entity.by_name:
            default = f"case when len({found}) > 1 then {default} end"
        return [
            f"when {value} is not null and not list_contains({found}, coalesce({stated}, {default})) "
            "then 'the currency in the amount is not the one stated for it'"
        ]

    def currency(self) -> str:
        """SQL (over `parsed` joined as `parsed`) of the row's currency: as mapped, else from the amount's sign, else the source's."""
        if self.entity.name == "exchange_rates":
            return "typed.currency"
        parts = (
            [f"typed.{sql.name('currency')}"]
            if any(column.column.name == "currency" for column in self.columns)
            else []
        )
        for column in self.columns:
            if column.column.type == "amount":
                found = f"parsed.{_part(column, 'currencies')}"
                parts.append(f"case when len({found}) = 1 then {found}[1] end")
        parts.append(sql.text(self._source.currency) if self._source.currency else "null::varchar")
        return f"coalesce({', '.join(parts)}, null)"


def _part(column: MappedColumn, part: str) -> str:
    """The column of `parsed` or `typed` that holds something about a column's value."""
    return sql.name(f"{column.column.name}:{part}")


def _says(what: str, column: MappedColumn) -> str:
    return f"not {what}" + (f" with the decimal sign {column.decimal}" if column.mapped.decimal else "")


def _text_of(column: MappedColumn) -> str:
    """SQL of the text of a value: trimmed, mapped by `values`, null where it is a null word."""
    if column.mapped.constant is not None:
        return f"{sql.text(column.mapped.constant)}::varchar"
    found = [_word(column, f"t{place}") for place in column.places]
    return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0]


def _word(column: MappedColumn, text: str) -> str:
    cases = []
    for key, value in column.values.items():
        target = "null" if value is None or value == "" else sql.text(value)
        cases.append(f"when lower(coalesce({text}, '')) = {sql.text(key)} then {target}")
    cases.append(f"when lower({text}) in ({', '.join(sql.text(word) for word in column.null_words)}) then null")
    if column.vocabulary:
        words = ", ".join(sql.text(word) for word in column.vocabulary)
        cases.append(f"when lower({text}) in ({words}) then lower({text})")
    if column.decimal == "," and column.column.type in ("amount", "number", "integer", "share"):
        # A workbook stores numbers with a point, whatever its sheets show.
        cases.append(
            f"when epoch is not null and regexp_full_match({text}, '-?[0-9]+([.][0-9]+)?') then replace({text}, '.', ',')"
        )
    return f"case {' '.join(cases)} else {text} end"
