"""How amounts and numbers are written: signs, separators, currencies.

Belongs here: patterns and SQL that read one text as a number. Does not belong here: which column is an amount (see `columns`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.extract import sql

CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD
JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
""".split()  # fmt: skip

_DOLLARS = "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD ARS CLP COP MXN UYU".split()
# What each sign may stand for; one that stands for a single currency says which it is.
SIGNS: Mapping[str, Sequence[str]] = {
    "€": ["EUR"], "£": ["GBP", "EGP", "FKP", "GIP", "SHP", "SSP", "SYP", "LBP"], "$": _DOLLARS, "¥": ["JPY", "CNY"],
    "₹": ["INR"], "₽": ["RUB"], "₩": ["KRW", "KPW"], "₪": ["ILS"], "₺": ["TRY"], "₴": ["UAH"], "₦": ["NGN"], "₫": ["VND"],
    "฿": ["THB"], "₱": ["PHP"], "₸": ["KZT"], "₵": ["GHS"], "US$": ["USD"], "A$": ["AUD"], "AU$": ["AUD"], "C$": ["CAD"],
    "CA$": ["CAD"], "NZ$": ["NZD"], "HK$": ["HKD"], "S$": ["SGD"], "MX$": ["MXN"], "R$": ["BRL"], "R": ["ZAR"],
    "KR": ["SEK", "NOK", "DKK", "ISK"], "RS": ["INR", "PKR", "LKR", "NPR", "MUR", "SCR"], "ZŁ": ["PLN"], "KČ": ["CZK"],
    "FT": ["HUF"], "FR": ["CHF"],
}  # fmt: skip

DIGITS = 24  # before the point, that an amount may have

_SPACES = r"[ \x{00a0}\x{202f}\x{2009}]"
_SEPARATORS = " \u00a0\u202f\u2009’''"  # thousands, beside the comma or the point; as SQL text
_MINUS = r"[-−–]"
_PARTS = ("open", "sign", "before", "inner", "number", "thousands", "after", "trailing", "close")


def _number(decimal: str) -> str:
    point, comma = (r"\.", ",") if decimal == "." else (",", r"\.")
    fraction = f"(?:{point}[0-9]+)?"
    grouped = "|".join(f"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+{fraction}" for mark in (comma, _SPACES, "['’]"))
    lakhs = f"[0-9]{{1,2}}(?:{comma}[0-9]{{2}})+{comma}[0-9]{{3}}{fraction}"
    scientific = rf"[0-9]+(?:{point}[0-9]+)?[eE][+-]?[0-9]{{1,2}}"
    return f"{scientific}|{grouped}|{lakhs}|[0-9]+{point}?[0-9]*|{point}[0-9]+"


def _pattern(decimal: str) -> str:
    signs = sorted((sign for sign in SIGNS if len(sign) > 1), key=len, reverse=True)
    words = "|".join(sign.replace("$", r"\$") for sign in signs)
    currency = (
        rf"(?i:{words}|{'|'.join(CODES)})\.?|R|[{''.join(sign for sign in SIGNS if len(sign) == 1 and sign != 'R')}]"
    )
    return (
        rf"^(\()?\s*({_MINUS}|\+)?\s*({currency})?\s*({_MINUS}|\+)?\s*({_number(decimal)})(?:\s?([KkMm])\b)?"
        rf"\s*({currency})?\s*({_MINUS})?\s*(\))?$"
    )


def parts(text: str, decimal: str) -> str:
    """SQL of what an amount consists of, for `amount` and `currencies`; null for a bare number, which needs no taking apart."""
    names = ", ".join(f"'{name}'" for name in _PARTS)
    pattern = _pattern(decimal).replace("'", "''")
    return f"case when {_is_bare(text, decimal)} then null else regexp_extract({text}, '{pattern}', [{names}]) end"


def _is_bare(text: str, decimal: str) -> str:
    return f"regexp_full_match({text}, '-?[0-9]+({'[.]' if decimal == '.' else ','}[0-9]+)?')"


def _plain(number: str, decimal: str) -> str:
    """The digits as the engine casts them: no separators, a point."""
    comma = "," if decimal == "." else "."
    digits = f"translate({number}, '{comma}{_SEPARATORS}', '')"
    return digits if decimal == "." else f"replace({digits}, ',', '.')"


def amount(text: str, part: str, decimal: str, *, is_rounded: bool = False) -> str:
    """SQL of an amount of money, decimal(38, 2); null where the text is none, has three decimals (unless rounded)
    or more than `DIGITS` digits before the point.

    `part` is a column that holds its `parts`.
    """
    cast = _rounded if is_rounded else _exact
    before, after = f"{part}['before']", f"{part}['after']"
    minus = " + ".join(f"({part}['{name}'] not in ('', '+'))::int" for name in ("sign", "inner", "trailing", "open"))
    digits = (
        f"(case when {minus} = 1 then '-' else '' end || {_plain(f'{part}[{chr(39)}number{chr(39)}]', decimal)} "
        f"|| case upper({part}['thousands']) when 'K' then 'e3' when 'M' then 'e6' else '' end)"
    )
    return f"""
        case
            when {part} is null then {cast(_bare(text, decimal))}
            when ({part}['open'] = '') <> ({part}['close'] = '') or {minus} > 1 then null
            -- `$5 USD` says it twice; anything else on both sides is no amount.
            when {before} <> '' and {after} <> '' and not list_contains({_currencies(before)}, upper({after})) then null
            else {cast(digits)}
        end"""


def currencies(part: str) -> str:
    """SQL of the list of currencies that the sign or code in an amount may stand for; null where it has none."""
    return _currencies(f"coalesce(nullif({part}['after'], ''), {part}['before'], '')")


def code(text: str) -> str:
    """SQL of the code for a currency written as a code or as a sign of its own; any other text stays as it is."""
    known = " ".join(f"when {sql.text(sign)} then '{codes[0]}'" for sign, codes in SIGNS.items() if len(codes) == 1)
    return f"case upper({text}) {known} else case when length({text}) = 3 then upper({text}) else {text} end end"


def _currencies(sign: str) -> str:
    sign = f"upper(rtrim({sign}, '.'))"
    known = " ".join(f"when '{name}' then [{', '.join(repr(code) for code in codes)}]" for name, codes in SIGNS.items())
    return f"case {sign} when '' then null {known} else [{sign}] end"


def number(text: str, decimal: str) -> str:
    """SQL of a plain number, double; null where the text is none."""
    return f"try_cast({_signed(text, decimal)} as double)"


def integer(text: str, decimal: str) -> str:
    """SQL of a whole number, bigint (`1,000` and `12.0` are); null where the text is none."""
    digits = _signed(text, decimal)
    exact = f"try_cast({digits} as decimal(38, 6))"
    return f"""
        case
            when regexp_full_match({text}, '-?[0-9]+') then try_cast({text} as bigint)
            when {exact} = trunc({exact}) then try_cast({exact} as bigint)
        end"""


def _exact(digits: str) -> str:
    # Exactly three decimals may be a thousand; more are what a computation left, and are rounded to the cent.
    return f"case when not regexp_matches({digits}, '[.][0-9]{{2}}[1-9]$') then {_rounded(digits)} end"


def _rounded(digits: str) -> str:
    # The wide type takes ten times as long to read, and hardly any amount needs it. Beyond it a sum of amounts would stop a run.
    return f"coalesce(try_cast({digits} as decimal(18, 2)), try_cast({digits} as decimal({DIGITS + 2}, 2))::decimal(38, 2))"


def _signed(text: str, decimal: str) -> str:
    written = _number(decimal).replace("'", "''")
    return f"""
        case
            when {_is_bare(text, decimal)} then {_bare(text, decimal)}
            when regexp_full_match({text}, '({_MINUS}|[+])?({written})')
                then case when regexp_matches({text}, '^{_MINUS}') then '-' else '' end
                    || {_plain(f"ltrim({text}, '-−–+')", decimal)}
        end"""


def _bare(text: str, decimal: str) -> str:
    return text if decimal == "." else f"replace({text}, ',', '.')"


def share(text: str, decimal: str, is_percent: bool) -> str:
    """SQL of a share between 0 and 1, double; a value with a percent sign is a percentage whatever is stated."""
    value = share_number(text, decimal)
    divisor = "100" if is_percent else f"case when {text} like '%\\%' escape '\\' then 100 else 1 end"
    return f"case when {value} / {divisor} between 0 and 1 then {value} / {divisor} end"


def share_number(text: str, decimal: str) -> str:
    """SQL of the number that a share is written with, without its percent sign; null where there is none."""
    return number(f"rtrim(rtrim({text}, '%'))", decimal)
