"""What can be told from an internet domain alone: whose it is not.

Belongs here: the domain in a text that should name one, what of it somebody registered, and whether it is a free mail provider's, a
throw-away one's or a university's. Does not belong here: addresses (see `emails`), or which company a domain belongs to.

`mail.acme.co.uk` and `acme.co.uk` are one company's: under `co.uk`, which nobody owns, `acme.co.uk` is what was registered. The public
suffix list says where that is. Its second part counts as well, of firms that give a name below theirs to whoever asks (`github.io`,
`myshopify.com`, `uk.com`): `acme.github.io` and `rotavo.github.io` are two companies', and none of them is GitHub.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import pyarrow as pa
from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email
from tldextract import TLDExtract

# Count the list up when a word of FREE, FREE_DOMAINS or ACADEMIC changes: what was looked up by another one is looked up anew.
BY = (
    f"email-validator {version('email-validator')}, disposable-email-domains {version('disposable-email-domains')}, "
    f"tldextract {version('tldextract')}, list 2"
)

SCHEMA = pa.schema(
    [
        ("value", pa.string()),
        ("domain", pa.string()),
        ("registered_domain", pa.string()),
        ("is_free", pa.bool_()),
        ("is_disposable", pa.bool_()),
        ("is_academic", pa.bool_()),
    ]
)

# Anybody has an address there: it says nothing of a company. The first kind is there under many countries' endings.
FREE = re.compile(
    r"(gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|msn|aol|gmx|yandex|icloud|protonmail)\.[a-z]{2,3}(\.[a-z]{2})?"
)
FREE_DOMAINS = frozenset(
    """
    126.com 163.com alice.it arcor.de att.net bellsouth.net bigpond.com bk.ru bluewin.ch blueyonder.co.uk bol.com.br btinternet.com
    centrum.cz charter.net chello.nl comcast.net cox.net daum.net earthlink.net email.com email.cz fastmail.com foxmail.com free.fr
    freenet.de hanmail.net hetnet.nl hispavista.com home.nl hushmail.com inbox.com inbox.lv inbox.ru interia.pl juno.com kpnmail.nl
    laposte.net libero.it list.ru mac.com mail.com mail.de mail.ru me.com naver.com neuf.fr ntlworld.com o2.pl online.de online.no onet.pl
    op.pl optonline.net optusnet.com.au orange.fr planet.nl pm.me posteo.de proton.me qq.com rambler.ru rediffmail.com sapo.pt
    sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com skynet.be t-online.de talktalk.net telefonica.net telenet.be telia.com terra.com.br
    tin.it tiscali.it tlen.pl tutanota.com ukr.net uol.com.br verizon.net virgilio.it virginmedia.com vodafone.de volny.cz wanadoo.fr
    web.de wp.pl xs4all.nl zeelandnet.nl ziggo.nl zoho.com zohomail.com
    """.split()
)
ACADEMIC = re.compile(r"(.+\.)?(edu|edu\.[a-z]{2}|ac\.[a-z]{2})")


# The list that the package brings, so that nothing is downloaded and the package's version says which list it was.
_registered = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def look_up(value: str) -> dict[str, Any]:
    """Facts on what one text (trimmed, lower case) names: a domain, bare or within an address of a page; null where it names none.

    Returns:
        `registered_domain` is null also of a domain under which anybody may register (`co.uk`, `github.io`), and under an ending that the
        list does not know. `is_free` and `is_disposable` hold below such a domain, too: `vip.qq.com` is no more a company's than `qq.com`.
    """
    host = re.sub(r"^([a-z]+://)?(www\.)?", "", value).split("/")[0].split(":")[0].rstrip(".")
    try:
        checked = validate_email(f"somebody@{host}", check_deliverability=False)
    except EmailNotValidError:
        return dict.fromkeys(SCHEMA.names) | {"value": value}
    domain = checked.ascii_domain
    registered = _registered(domain).top_domain_under_public_suffix or None
    return {
        "value": value,
        "domain": domain,
        "registered_domain": registered,
        "is_free": is_free(domain) or (registered is not None and is_free(registered)),
        "is_disposable": is_disposable(domain),
        "is_academic": ACADEMIC.fullmatch(domain) is not None,
    }


def is_free(domain: str) -> bool:
    """Whether the domain is a free mail provider's."""
    return domain in FREE_DOMAINS or FREE.fullmatch(domain) is not None


def is_disposable(domain: str) -> bool:
    """Whether the domain or one that it is a part of is a throw-away one."""
    parts = domain.split(".")
    return any(".".join(parts[start:]) in blocklist for start in range(len(parts) - 1))
