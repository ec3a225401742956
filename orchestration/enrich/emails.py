"""What can be told from an e-mail address alone, without asking any server."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pyarrow as pa
from email_validator import EmailNotValidError, validate_email

from orchestration.enrich.domains import is_disposable

BY = f"email-validator {version('email-validator')}, disposable-email-domains {version('disposable-email-domains')}"

SCHEMA = pa.schema(
    [
        ("email", pa.string()),
        ("is_valid", pa.bool_()),
        ("reason", pa.string()),
        ("domain", pa.string()),
        ("is_disposable", pa.bool_()),
        ("is_role_account", pa.bool_()),
    ]
)

# Local parts that name a function, not a person: RFC 2142's mailboxes and those that forms collect most.
ROLE_ACCOUNTS = frozenset(
    """
    abuse accounts accounting admin administrator billing booking bookings careers clientservices contact contactus
    customerservice editor enquiries enquiry events feedback finance ftp general hello helpdesk help hostmaster hr info
    information inquiries invoice invoices it jobs legal mail mailer-daemon marketing media news newsletter no-reply noc
    noreply office orders pr postmaster press privacy purchasing reception recruiting recruitment reservations root sales
    secretary security service services shop spam staff subscribe support sysadmin team tech techsupport unsubscribe usenet
    webmaster welcome www
    """.split()
)


def look_up(email: str) -> dict[str, Any]:
    """Facts on one address (trimmed, lower case): syntax and domain rules, disposable domain, role account."""
    try:
        checked = validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        facts = {"email": email, "is_valid": False, "reason": str(error)}
        return facts | {"domain": None, "is_disposable": False, "is_role_account": False}
    domain = checked.ascii_domain or checked.domain
    return {
        "email": email,
        "is_valid": True,
        "reason": None,
        "domain": domain,
        "is_disposable": is_disposable(domain),
        "is_role_account": checked.local_part.lower().split("+")[0] in ROLE_ACCOUNTS,
    }
