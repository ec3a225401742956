"""Whether a domain takes mail, as its owner says in the domain name system: asked only where `LEADLINE_DNS` switches it on.

Belongs here: asking a resolver, in bounded time, and what its answers mean (RFC 5321, section 5.1; RFC 7505). Names of domains leave the
house, addresses never do. Does not belong here: what is wrong with an address whose domain takes none (see `expectations.leads`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import pyarrow as pa

from orchestration.enrich.new_values import made
from orchestration.runtime import log
from orchestration.settings import Resolver, SettingsError
from orchestration.warehouse import Warehouse

TABLE = "reference.mail_domains"
SCHEMA = pa.schema([("domain", pa.string()), ("takes_mail", pa.bool_()), ("asked_at", pa.timestamp("us"))])

THREADS = 16  # that ask at the same time
QUESTION_SECONDS = 5.0  # for one question, with its repetitions
SECONDS = 60.0  # for all: what is left then is asked in the next run
NO_HOLDS = timedelta(days=30)  # a domain may be set up, or a mistake mended; who takes mail goes on doing so

# Who was never asked comes first, so that domains which never answer keep nobody waiting for good.
WANTED = f"""
    select emails.domain
    from reference.emails as emails
    inner join intermediate.int_leads_unified as leads on emails.email = lower(trim(leads.email))
    left join {TABLE} as known on emails.domain = known.domain
    where
        emails.domain is not null
        and (known.domain is null or known.takes_mail is null or (not known.takes_mail and known.asked_at < ?))
    group by emails.domain
    order by min(known.asked_at) asc nulls first, emails.domain asc
"""


def ask_new(warehouse: Warehouse, resolver: Resolver | None, seconds: float = SECONDS) -> int:
    """Ask about the domains of leads' addresses that nobody answered yet, and about those that said no long ago.

    Args:
        resolver: whom to ask; None: nobody, and what was answered earlier stays.
        seconds: after which no more questions are asked.

    Returns:
        The number of domains that were answered.

    Raises:
        SettingsError: the system has no resolver.
    """
    made(warehouse, TABLE, SCHEMA)
    if resolver is None:
        return 0
    [run] = warehouse.rows("select as_of from reference.run")
    wanted = [row["domain"] for row in warehouse.rows(WANTED, [run["as_of"] - NO_HOLDS])]
    asked = ask(wanted, resolver, seconds)
    rows = [{"domain": domain, "takes_mail": says, "asked_at": run["as_of"]} for domain, says in asked.items()]
    if rows:
        warehouse.delete(TABLE, "list_contains(?, domain)", [list(asked)])
        warehouse.append(TABLE, pa.Table.from_pylist(rows, schema=SCHEMA))
    answered = sum(says is not None for says in asked.values())
    if answered < len(wanted):
        log.warning(
            "LEADLINE_DNS: %s of %s domains got no answer; the next run asks again", len(wanted) - answered, len(wanted)
        )
    return answered


def ask(domains: Sequence[str], resolver: Resolver, seconds: float = SECONDS) -> dict[str, bool | None]:
    """Whether each domain takes mail, null where nobody answered; the ones for which there was no time are left out."""
    asking, until = _asking(resolver), time.monotonic() + seconds

    def one(domain: str) -> tuple[str, bool | None] | None:
        return (domain, takes_mail(domain, asking, until)) if time.monotonic() < until else None

    with ThreadPoolExecutor(THREADS, thread_name_prefix="dns") as pool:
        return dict(answer for answer in pool.map(one, domains) if answer)


def takes_mail(domain: str, asking: dns.resolver.Resolver, until: float) -> bool | None:
    """Whether a domain takes mail: by its MX records, of which a single `.` says that it takes none; without any by its own address."""
    try:
        hosts = _answers(domain, "MX", asking, until)
        if hosts:
            return any(host.exchange != dns.name.root for host in hosts)
        return any(_answers(domain, kind, asking, until) for kind in ("A", "AAAA"))
    except dns.resolver.NXDOMAIN:
        return False
    except dns.exception.DNSException:  # no answer in time, or one that says nothing of the domain
        return None


def _answers(domain: str, kind: str, asking: dns.resolver.Resolver, until: float) -> list:
    """The records of one kind; none where the domain is there without such."""
    seconds = max(min(QUESTION_SECONDS, until - time.monotonic()), 0.01)
    answer = asking.resolve(domain, kind, search=False, raise_on_no_answer=False, lifetime=seconds)
    return list(answer.rrset or ())


def _asking(resolver: Resolver) -> dns.resolver.Resolver:
    try:
        asking = dns.resolver.Resolver(configure=resolver.address is None)
    except dns.resolver.NoResolverConfiguration:
        raise SettingsError(
            "LEADLINE_DNS: 'system' was asked for, and this machine has no resolver (/etc/resolv.conf): name one, <address>:<port>"
        ) from None
    if resolver.address is not None:
        asking.nameservers, asking.port = [resolver.address], resolver.port
    return asking
