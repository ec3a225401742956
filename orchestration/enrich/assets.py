"""Reference tables as assets."""

from collections.abc import Iterator

import dagster as dg
import pyarrow as pa

from orchestration.assets import ANALYTICS, group, schema_of, shown, told
from orchestration.enrich import (
    countries,
    domains,
    emails,
    holidays,
    ips,
    languages,
    mail_domains,
    names,
    phones,
    time_zones,
)
from orchestration.enrich.new_values import look_up_new
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

LEADS = dg.AssetKey(["intermediate", "int_leads_unified"])
CONTACTS = dg.AssetKey(["intermediate", "int_contacts_unified"])
ACCOUNTS = dg.AssetKey(["intermediate", "int_accounts_unified"])
CLAUSES = dg.AssetKey(["staging", "stg_leadline__agreement_brief_clauses"])
SHARES = dg.AssetKey(["staging", "stg_leadline__agreement_brief_shares"])
EXCLUSIONS = dg.AssetKey(["staging", "stg_leadline__agreement_brief_exclusions"])
OWN_DOMAINS = dg.AssetKey(["staging", "stg_leadline__agreement_own_domains"])
PUBLIC_HOLIDAYS = dg.AssetKey(["staging", "stg_leadline__agreement_public_holidays"])

EMAILS = """
    select distinct lower(trim(email)) as email from intermediate.int_leads_unified where email is not null
    union
    select distinct lower(trim(email)) as email from intermediate.int_contacts_unified where email is not null
"""
DOMAINS = """
    select distinct domain as value from reference.emails where domain is not null
    union
    select distinct lower(trim(domain)) as value from intermediate.int_leads_unified where domain is not null
    union
    select distinct lower(trim(domain)) as value from intermediate.int_accounts_unified where domain is not null
    union
    select distinct lower(trim(domain)) as value from staging.stg_leadline__agreement_own_domains where domain is not null
    union
    -- A brief may name accounts by their domains.
    select distinct lower(trim(account)) as value from staging.stg_leadline__agreement_brief_exclusions where account is not null
"""
COUNTRIES = """
    select distinct lower(trim(country)) as value from intermediate.int_leads_unified where country is not null
    union
    select distinct lower(trim(ip_country)) as value from intermediate.int_leads_unified where ip_country is not null
    union
    select distinct lower(trim(country)) as value from intermediate.int_contacts_unified where country is not null
    union
    select distinct lower(trim(country)) as value from intermediate.int_accounts_unified where country is not null
    union
    -- A brief may name countries as people do; they are compared by their codes.
    select distinct lower(trim(expected_value)) as value from staging.stg_leadline__agreement_brief_clauses
    where field in ('country', 'ip_country') and expected_value is not null
    union
    select distinct lower(trim(expected_value)) as value from staging.stg_leadline__agreement_brief_shares
    where field in ('country', 'ip_country')
"""
NAMES = """
    select distinct lower(trim(first_name)) as value from intermediate.int_leads_unified where first_name is not null
    union
    select distinct lower(trim(last_name)) as value from intermediate.int_leads_unified where last_name is not null
    union
    select distinct lower(trim(company)) as value from intermediate.int_leads_unified where company is not null
"""
PHONES = """
    select distinct people.phone, coalesce(countries.country_code, '') as country_code
    from (
        select phone, country from intermediate.int_leads_unified
        union
        select phone, country from intermediate.int_contacts_unified
    ) as people
    left join reference.countries as countries on lower(trim(people.country)) = countries.value
    where people.phone is not null
"""
TIME_ZONES = """
    select distinct lower(trim(leads.timezone)) as timezone, countries.country_code
    from intermediate.int_leads_unified as leads
    inner join reference.countries as countries on lower(trim(leads.country)) = countries.value
    where leads.timezone is not null and countries.country_code is not null
"""
LANGUAGES = """
    select distinct lower(trim(leads.language)) as language, countries.country_code
    from intermediate.int_leads_unified as leads
    inner join reference.countries as countries on lower(trim(leads.country)) = countries.value
    where leads.language is not null and countries.country_code is not null
"""
# The years of dbt's calendar (`every_day`) from the first lead on to the year after the run's.
HOLIDAYS = f"""
    select asked.country_code, asked.subdivision, years.year
    from staging.stg_leadline__agreement_public_holidays as asked
    cross join ({" union all ".join(f"select cast({year} as bigint) as year" for year in range(1990, 2051))}) as years
    cross join (
        select min(coalesce(created_at, delivered_at, loaded_at)) as created_at, min(coalesce(delivered_at, loaded_at)) as delivered_at
        from intermediate.int_leads_unified
    ) as leads
    cross join reference.run as run
    where
        years.year >= extract(year from coalesce(least(leads.created_at, leads.delivered_at), run.as_of))
        and years.year <= extract(year from run.as_of) + 1
"""
IPS = """
    select distinct lower(trim(ip_address)) as ip_address from intermediate.int_leads_unified where ip_address is not null
"""
NO_IPS = "select '' as ip_address where false"

# In the order in which they are made: countries before what is seen beside them (a national number is read as one of the stated country),
# addresses before domains, which they have.
TABLES: dict[str, tuple[str, pa.Schema]] = {
    "countries": ("way to write a country", countries.SCHEMA),
    "emails": ("e-mail address, in lower case", emails.SCHEMA),
    "domains": ("way to write an internet domain", domains.SCHEMA),
    "phones": ("phone number and stated country", phones.SCHEMA),
    "time_zones": ("time zone and stated country", time_zones.SCHEMA),
    "languages": ("language and stated country", languages.SCHEMA),
    "holidays": ("public holiday of a place asked for", holidays.SCHEMA),
    "names": ("first, last or company name of a lead", names.SCHEMA),
    "ips": ("IP address of a lead, if there is a file that knows their countries", ips.SCHEMA),
    "mail_domains": ("domain of a lead's address, if LEADLINE_DNS says whom to ask", mail_domains.SCHEMA),
}


def build(settings: Settings) -> dg.Definitions:
    """The tables of `reference`, from the distinct values of leads, contacts and accounts."""

    @dg.multi_asset(
        name="enrich",
        group_name=group("enrich"),
        specs=[
            dg.AssetSpec(
                ["reference", table],
                deps=[LEADS, CONTACTS, ACCOUNTS, CLAUSES, SHARES, EXCLUSIONS, OWN_DOMAINS, PUBLIC_HOLIDAYS],
                description=f"One row per distinct {what}, with what is known of it; each is looked up once.",
                owners=[ANALYTICS],
                kinds={"python", "duckdb"},
                metadata={"dagster/column_schema": schema_of(schema)},
            )
            for table, (what, schema) in TABLES.items()
        ],
    )
    def enrich() -> Iterator[dg.MaterializeResult]:
        with told("enrich") as outcome:
            new = fill(settings)
            outcome.extend(f"{values:,} new {table.replace('_', ' ')}" for table, values in new.items() if values)
            with open_warehouse(settings.warehouse, read_only=True) as warehouse:
                facts = shown(warehouse, [f"reference.{table}" for table in TABLES])
        for table in TABLES:
            yield dg.MaterializeResult(asset_key=["reference", table], metadata=facts[f"reference.{table}"])

    return dg.Definitions(assets=[enrich])


def fill(settings: Settings) -> dict[str, int]:
    """Look up what is new; returns by table how many values that were."""
    with open_warehouse(settings.warehouse) as warehouse, ips.opened(settings.geoip_file) as places:
        new = {
            table: look_up_new(warehouse, f"reference.{table}", how.SCHEMA, keys, wanted, how.look_up, how.BY)
            for table, how, keys, wanted in (
                ("countries", countries, ("value",), COUNTRIES),
                ("emails", emails, ("email",), EMAILS),
                ("domains", domains, ("value",), DOMAINS),
                ("phones", phones, ("phone", "country_code"), PHONES),
                ("time_zones", time_zones, ("timezone", "country_code"), TIME_ZONES),
                ("languages", languages, ("language", "country_code"), LANGUAGES),
                ("holidays", holidays, ("country_code", "subdivision", "year"), HOLIDAYS),
                ("names", names, ("value",), NAMES),
                ("ips", places, ("ip_address",), IPS if settings.geoip_file else NO_IPS),
            )
        }
        return new | {"mail_domains": mail_domains.ask_new(warehouse, settings.resolver)}
