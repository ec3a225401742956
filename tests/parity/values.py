"""Values on which engines, or careless SQL, come apart: texts, instants, days, amounts, numbers, words for yes and no.

Belongs here: what stands in one field of a file. Does not belong here: which column of which entity gets it (see `adversarial`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

# A Monday, 10:00 in Berlin.
MONDAY = datetime(2025, 6, 2, 8)

# Blanks that are trimmed by nobody, by everybody, or by one engine only.
BLANKS = {
    "space": " ",
    "tab": "\t",
    "no-break": "\u00a0",
    "em": "\u2003",
    "ideographic": "\u3000",
    "next line": "\u0085",
}

TEXTS = [
    # what looks like a number, and is one for some
    "1e3", "1E3", "+7", "-7", "007", "7.", ".5", "1_000", "0x1F", "1d", "1f", "1L", "NaN", "nan", "inf", "-Infinity", "１", "٣", "½",
    "1,5", "1e400", "9" * 40, "-0", "7 7",
    # unicode
    "ß", "ẞ", "SS", "Straße", "STRASSE", "İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "Ǆ", "ǅ", "Σίσυφος", "ΣΊΣΥΦΟΣ", "ﬁn", "é",
    "e\u0301", "Å", "A\u030a", "한", "\u1112\u1161\u11ab",
    "😀", "👨‍👩‍👧", "𝒜𝓑", "𐐀", "𐐨", "שלום", "\u202eabc", "مرحبا", "日本語", "a\u200bb", "\ufeffa", "\U0010ffff",
    # quotes, escapes, patterns
    "it's", "''", '"', 'say "hi"', "back\\slash", "\\", "\\n", "\\z", "c:\\new\\table", "100%", "%", "_", "a_b", "$1", "\\1", "{id}",
    "{{ x }}", "--", "/* x */", ";", "`x`", "$", "^a$", "[a-z]", "a|b",
    # line breaks and blanks inside
    "two\nlines", "two\r\nlines", "ends with\n", "\nbegins", "tab\there", "a  b", "a , b", ", ", ",",
    *(f"{blank}x{blank}" for blank in BLANKS.values()), *BLANKS.values(),
    # words that may mean nothing
    "null", "NULL", "None", "n/a", "unknown", "test", "Test ", "true", "0", "hmac-0123456789abcdef", "a:b:c", ":", "x:", ":x",
    # long
    "lang " * 2000, "ü" * 5000, "a",
]  # fmt: skip

EMAILS = [
    "ann.lee@odd.demo", "Ann.Lee@ODD.demo", "ANN.LEE@odd.DEMO ", "ann.lee+tag@odd.demo", "ännchen@odd.demo", "ÄNNCHEN@odd.demo",
    "İ@odd.demo", "i@odd.demo",
    "ß@odd.demo", "a@b", "@", "a@", "@b", "two@at@odd.demo", "ann.lee@odd..demo", "ann lee@odd.demo", "info@odd.demo", "INFO@odd.demo",
    "x@mailinator.com",
    "ann.lee@bücher.demo", "ann.lee@xn--bcher-kva.demo", "'ann'@odd.demo", "a%b@odd.demo", "a_b@odd.demo", f"{'a' * 300}@odd.demo",
    "😀@odd.demo", "ann.lee@odd.demo\u2003",
]  # fmt: skip

PHONES = [
    "+49 30 23125 100", "+493023125100", "0049 30 23125100", "030/23125100", "(030) 23125-100", "+49 (0)30 23125100", "１２３４５６７",
    "+1 202 555 0143",
    "+44 20 7946 0000", "123", "0", "+", "+49", "abc", "+49 30 23125 100 ext 5", "٠١٢٣٤٥٦٧٨٩", "9" * 30, "0000000000",
]  # fmt: skip

COUNTRIES = [
    "DE", "de", "Germany", "GERMANY", "Deutschland", "deutschland ", "İtaly", "Italy", "Österreich", "ÖSTERREICH", "Türkiye", "turkey",
    "Côte d'Ivoire", "Atlantis", "XX", "D", "🇩🇪",
    "United States", "usa", "U.S.A.", "日本", "Schweiz/Suisse",
]  # fmt: skip

ADDRESSES = [
    "192.0.2.1",
    "192.0.2.1 ",
    "192.0.2.01",
    "2001:db8::1",
    "2001:DB8::1",
    "::ffff:192.0.2.1",
    "0.0.0.0",
    "localhost",
    "192.0.2.999",
]

# Local midnight in Berlin is 22:00 or 23:00 in UTC; clocks change on the last Sundays of March and October.
INSTANTS = [
    # month ends, leap days, ends of quarters and years: either side of midnight in UTC and in Berlin
    *(
        f"{day}T{time}Z"
        for day in ("2024-02-28", "2024-02-29", "2024-12-31", "2025-02-28", "2025-03-31", "2025-06-30", "2026-01-31")
        for time in ("00:00:00", "21:59:59.999999", "22:00:00", "22:59:59.999999", "23:00:00", "23:59:59.999999")
    ),
    # the nights of clock changes
    "2025-03-29T22:59:59.999999Z", "2025-03-29T23:00:00Z", "2025-03-30T00:59:59.999999Z", "2025-03-30T01:00:00Z",
    "2025-03-30T21:59:59.999999Z", "2025-03-30T22:00:00Z",
    "2025-10-25T21:59:59.999999Z", "2025-10-25T22:00:00Z", "2025-10-26T00:59:59Z", "2025-10-26T01:00:00Z",
    "2025-10-26T22:59:59.999999Z", "2025-10-26T23:00:00Z",
    "2025-03-30T02:30:00", "2025-10-26T02:30:00", "2025-10-26T02:30:00+02:00", "2025-10-26T02:30:00+01:00",
    # fractions, offsets, days without a time
    "2025-06-02T08:00:00Z", "2025-06-02T08:00:00.000001Z", "2025-06-02T08:00:00.5Z", "2025-06-02T08:00:00.999999999Z",
    "2025-06-02T08:59:59.999999Z", "2025-06-02T09:00:00Z",
    "2025-06-02 10:00", "2025-06-02T10:00:00+14:00", "2025-06-02T10:00:00-12:00", "2025-06-02T10:00:00+05:45", "2025-06-02",
    "2025-03-30", "2025-10-26", "20250602",
    # far away
    "1800-01-01T00:00:00Z", "1893-03-31T23:06:32Z", "1899-12-31T23:59:59Z", "1916-04-30T22:00:00Z", "1945-05-24T00:00:00Z",
    "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z",
    "2038-01-19T03:14:08Z", "2049-12-31T23:30:00Z", "2100-02-28T23:59:59Z", "9999-12-31T21:00:00Z",
    # after the run's instant
    "2026-05-29T18:00:00Z", "2026-05-29T18:00:00.000001Z", "2027-01-01T00:00:00Z",
]  # fmt: skip

DAYS = [
    "1800-01-01", "1899-12-31", "1970-01-01", "1989-12-31", "1990-01-01", "2024-02-29", "2024-12-29", "2024-12-30", "2024-12-31",
    "2025-01-01", "2025-01-05", "2025-01-06", "2025-02-28",
    "2025-03-01", "2025-03-29", "2025-03-30", "2025-03-31", "2025-04-01", "2025-10-26", "2025-12-31", "2026-05-28", "2026-05-29",
    "2026-05-30", "2049-12-31", "2050-01-01", "9999-12-31",
    "2025-06-02T23:30:00Z",
]  # fmt: skip

# Not for every column: extract looks long for the format of one that it cannot read.
UNREADABLE = [
    "2025-02-29",
    "2025-02-29T00:00:00Z",
    "2025-13-01",
    "31.12.2025",
    "yesterday",
    "24:00",
    "1799-12-31T00:00:00Z",
]

AMOUNTS = [
    "0", "0.00", "-0", "0.01", "-0.01", "0.02", "1", "99.99", "100", "-100", "(5)", "5-", "1,234.50", "1 234.50", "€ 12", "12 NOK",
    "NOK 7.77", "1.2K", "3M", "1e3", "12.3456789", "0.015000001", "-0.015000001",
    "1054.0999999999999", "2.675000000001", "1.005", "0.1", "0.2", "0.3", "33.33", "66.67", "999999999999.99", "9007199254740993.01",
    "-9007199254740993.01", "123456789012345678901.23",
    "--5", "5,5,5", "abc", "NaN", "inf", "１２", "$", "1.2.3",
]  # fmt: skip

# The largest amounts that are read as such, and one that is not. Their products with a rate no longer have cents.
HUGE = [
    "999999999999999999999999.99",
    "-999999999999999999999999.99",
    "92233720368547758.07",
    "1000000000000000000000000",
]

NUMBERS = [
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "1.5",
    "2.5",
    "-2.5",
    "1e-9",
    "1e-300",
    "-1e-3",
    "1e15",
    "9007199254740993",
    "0.1",
    "3.3333333333",
    "1,000",
    "12.0",
    "NaN",
    "inf",
    "abc",
    "1e999",
    "٣",
]

# A rate that is not above zero stops the run.
RATES = [
    "1",
    "0.5",
    "1.5",
    "1e-9",
    "1e15",
    "9007199254740993",
    "0.1",
    "3.3333333333",
    "1,000",
    "12.0",
    "NaN",
    "inf",
    "abc",
    "1e999",
    "٣",
]

INTEGERS = [
    "0", "-1", "1", "19", "20", "21", "12.0", "12.5", "1,000", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
    "9223372036854775808", "1e3", "abc", "20 ", "020"
]  # fmt: skip

SHARES = [
    "0",
    "1",
    "0.5",
    "0.25",
    "25%",
    "100%",
    "0.333333333333",
    "1e-9",
    "0.999999999",
    "1.0000001",
    "-0.1",
    "150%",
    "abc",
    "NaN",
    ".5",
]

BOOLEANS = [
    "true",
    "TRUE",
    "True",
    "yes",
    "Y",
    "t",
    "1",
    "false",
    "FALSE",
    "no",
    "N",
    "f",
    "0",
    "on",
    "wahr",
    "2",
    "1.0",
    "tRuE",
    "ja",
]

CURRENCIES = ["EUR", "eur", " EUR ", "NOK", "nok", "JPY", "XXX", "€", "kr", "E U R", "EURO", "ıdr", "İDR"]

# Time from one event to the next.
GAPS = [
    timedelta(),
    timedelta(microseconds=1),
    timedelta(microseconds=-1),
    timedelta(milliseconds=999),
    timedelta(seconds=1),
    timedelta(seconds=59, microseconds=999_999),
    timedelta(minutes=1),
    timedelta(minutes=59, seconds=59, microseconds=999_999),
    timedelta(hours=1),
    timedelta(hours=1, microseconds=1),
    timedelta(hours=23, minutes=59, seconds=59),
    timedelta(days=1),
    timedelta(days=-1),
    timedelta(days=7),
    timedelta(days=29, hours=23),
    timedelta(days=30),
    timedelta(days=89, hours=23, minutes=59),
    timedelta(days=90),
    timedelta(days=90, microseconds=1),
    timedelta(days=365),
]


def written(instant: datetime) -> str:
    """An instant as files say it."""
    return f"{instant.isoformat()}Z"


def days(first: date, count: int) -> list[str]:
    """Days in a row."""
    return [(first + timedelta(days=step)).isoformat() for step in range(count)]
