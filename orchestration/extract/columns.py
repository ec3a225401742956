"""Text columns into typed ones, by the mapping: strict, in SQL, and with a reason for every value that cannot be read.

Belongs here: the mapping applied to one table, and the refusal of a mapping that does not fit. Does not belong here: how dates and
amounts are written (see `dates`, `money`), which rows are new (see `landing`).
"""

from __future__ import annotations

import duckdb

from orchestration.extract import dates, money, sql, zones
from orchestration.extract.entities import PERSON_KEYS, PERSONAL, VOCABULARIES, Entity
from orchestration.extract.keys import hashed, is_personal_key
from orchestration.extract.mapping import MappedColumn, TextTable
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.extract.texts import SPACE

# A column whose dates are not ISO 8601 is refused, a few odd ones among many are not: those are rejected rows.
ODD_SHARE = 0.2
TRUE, FALSE = "'true', 'yes', 'y', 't', '1'", "'false', 'no', 'n', 'f', '0'"
ERROR_CELLS = (
    "'#ref!', '#div/0!', '#value!', '#name?', '#num!', '#null!', '#spill!', '#calc!', '#getting_data', '#error!'"
)
ERROR_CELL = "the cell holds an error of the spreadsheet"
REQUIRED = "required"


class Typing:
    """One table of a source on its way from text to types. Steps in order: `parse`, `look`, `type_rows`."""

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

    def look(self) -> None:
        """Look at every date and amount before a row is typed.

        Raises:
            SourceError: a column's values are written in another way than is stated; the message proposes ways that fit.
        """
        for column in self.columns:
            if column.column.type in ("date", "timestamp"):
                self._look_at_dates(column)
            elif column.column.type == "amount" and column.mapped.decimal is None and self.text.is_text:
                self._look_at_points(column)

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
        return f"(contains({value}, '@')" + (f" or {is_personal_key(value)})" if self._is_person_key(column) else ")")

    def _is_person_key(self, column: str) -> bool:
        return column in PERSON_KEYS or (self.entity.name == "contacts" and column == "merged_into_id")

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
                if not any(
                    place in column.places and self._is_person_key(column.column.name) for column in self.columns
                ):
                    continue
                value = f"case when {is_personal_key(f't{place}')} then {value} end"
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

    def _look_at_dates(self, column: MappedColumn) -> None:
        name = column.column.name
        local, timed = sql.name(f"{name}:local"), sql.name(f"{name}:timed")
        row = self._connection.execute(
            f"""
            select count({sql.name(name)}), count({local}), count(*) filter ({timed} and {local} is not null),
                count(*) filter ({timed} and {local} <> date_trunc('day', {local})), min({local}), max({local})
            from {self.parsed}
            """
        ).fetchone()
        assert row is not None
        given, read, with_time, with_hour, column.first, column.last = row
        column.is_all_midnight = with_time > 0 and with_hour == 0
        if read == given:
            return
        stated = ", ".join(column.mapped.format)
        proposed = dates.proposals(self._connection, self.parsed, sql.name(name))
        fits = [form for form, count in proposed if count == given and form not in column.mapped.format]
        best = max((count for _, count in proposed), default=0)
        if stated and not fits and (best <= read or read >= given / 2):
            return
        if not stated and not fits:
            odd = f"(select {sql.name(name)} from {self.parsed} where {local} is null)"
            readable = max((count for _, count in dates.proposals(self._connection, odd, sql.name(name))), default=0)
            if readable < ODD_SHARE * given:
                return
        says = f"are not in the stated format {stated}" if stated else "are not ISO 8601 and no format is stated"
        ways = (
            f"fit all {given:,} rows: {', '.join(fits)}"
            if fits
            else f"fit most: {', '.join(f'{form} ({count:,} of {given:,})' for form, count in proposed)}"
        )
        raise SourceError(
            f"{self._where(column)}: {given - read:,} of {given:,} dates {self._such_as(name, local)}{says}; "
            f"state `format`, of which these {ways}"
        )

    def _look_at_points(self, column: MappedColumn) -> None:
        name = sql.name(column.column.name)
        with_point = money.amount(name, sql.name(f"{column.column.name}:parts"), ".")
        grouped = f"regexp_matches({name}, '(^|[^0-9.,])[1-9][0-9]{{0,2}}([.][0-9]{{3}})+([^0-9.,]|$)')"
        row = self._connection.execute(
            f"""
            select
                (select count({name}) from {self.parsed}),
                count(*) filter (as_point is null),
                count(*) filter (as_point is null and as_comma is not null),
                count(*) filter ({grouped}),
                count(*) filter (contains({name}, '.') and not {grouped} or regexp_matches({name}, ',[0-9]{{3}}([^0-9]|$)'))
            from (
                select {name}, {with_point} as as_point, {money.amount(name, "part", ",")} as as_comma
                from (select *, {money.parts(name, ",")} as part from {self.parsed} where regexp_matches({name}, '[.,]'))
            )
            """
        ).fetchone()
        assert row is not None
        given, unread, with_comma, doubtful, clear = row
        if given and unread >= ODD_SHARE * given and with_comma == unread:
            raise SourceError(
                f'{self._where(column)}: {unread:,} of {given:,} amounts have a decimal comma: state `decimal: ","`'
            )
        if doubtful and not clear:
            raise SourceError(
                f"{self._where(column)}: the point in its amounts always stands before three digits, so that 1.234 may be a "
                'thousand or a little over one: state `decimal: "."` or `decimal: ","`'
            )

    def _where(self, column: MappedColumn) -> str:
        origins = ", ".join(f"'{name}'" for name in column.mapped.columns) or "the constant"
        return f"{self.text.label} {column.column.name}: column {origins} of {self.text.origin}"

    def _such_as(self, name: str, local: str) -> str:
        if name in PERSONAL.get(self.entity.name, ()):
            return ""
        row = self._connection.execute(
            f"select min({sql.name(name)}) from {self.parsed} where {sql.name(name)} is not null and {local} is null"
        ).fetchone()
        return f"(such as '{row[0]}') " if row else ""

    def _typed(self, column: MappedColumn) -> list[str]:
        name = column.column.name
        text = sql.name(name)
        value, day, says = self._value(column)
        reasons = [f"when lower({text}) in ({ERROR_CELLS}) then '{ERROR_CELL}'"]
        if column.column.type == "amount":
            reasons += self._currency_reasons(column, value)
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
            case _ if self._is_person_key(name):
                value = f"case when {is_personal_key(text)} then {hashed(text)} else {text} end"
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
