"""Words of coded columns: which of a source's words may mean which of Leadline's.

Belongs here: lead status, channels, forecast categories and the like, in English and German. Does not belong here: stages (see `stages`).
"""

from __future__ import annotations

from orchestration.commands.draft.headings import plain
from orchestration.commands.draft.looks import Sheet
from orchestration.commands.draft.tables import Draft, Word
from orchestration.extract.entities import VOCABULARIES

LIMIT = 30  # a column with more different words is no coded one

_LEAD_STATUS = {
    "new": "open not contacted, open, not contacted, neu, offen, nicht kontaktiert",
    "working": "working contacted, contacted, in progress, attempted to contact, connected, assigned, in bearbeitung, kontaktiert",
    "accepted": "sql, sales accepted, akzeptiert, angenommen",
    "rejected": "closed not converted, unqualified, disqualified, not qualified, lost, bad timing, junk, abgelehnt, "
    "disqualifiziert, verworfen",
    "recycled": "nurture, nurturing, recycle, zurueckgestellt",
    "qualified": "sales qualified, open deal, qualifiziert",
    "converted": "closed converted, konvertiert, customer, umgewandelt",
}
_CHANNEL = {
    "website": "web, website form, web form, homepage, webseite, internet, inbound, online",
    "paid_search": "google ads, google adwords, adwords, sea, bing ads",
    "organic_search": "seo, google, search",
    "paid_social": "linkedin ads, facebook ads, social ads, advertisement",
    "organic_social": "social media, social, linkedin, facebook, xing",
    "email": "e mail, email marketing, newsletter, mailing",
    "event": "trade show, tradeshow, messe, webinar, conference, seminar, seminar internal, seminar partner, veranstaltung, fair",
    "referral": "external referral, employee referral, customer referral, word of mouth, empfehlung, referrals",
    "partner": "partner referral, reseller, channel partner, haendler",
    "outbound": "purchased list, cold call, cold calling, kaltakquise, list, prospecting",
    "direct": "direct traffic, phone inquiry, phone, telefon, anruf, walk in",
    "other": "public relations, sonstiges, sonstige, andere, offline sources, misc",
}
_WORDS = {
    ("leads", "status"): _LEAD_STATUS,
    ("lead_status_history", "status"): _LEAD_STATUS,
    ("deals", "status"): {
        "open": "offen, in progress, active",
        "won": "gewonnen, closed won",
        "lost": "verloren, closed lost, abandoned, canceled, cancelled",
    },
    ("activities", "kind"): {
        "call": "phone call, phonecall, anruf, telefonat",
        "email": "e mail, mail",
        "meeting": "termin, besprechung, appointment, lunch, event",
        "message": "chat, sms, linkedin message, nachricht",
        "task": "to do, todo, aufgabe, note",
        "quote": "angebot",
        "demo": "product demo, vorfuehrung, praesentation",
    },
    ("activities", "direction"): {"in": "inbound, incoming, eingehend", "out": "outbound, outgoing, ausgehend"},
    ("activities", "outcome"): {
        "reached": "connected, answered, erreicht",
        "not_reached": "no answer, busy, left voicemail, wrong number, nicht erreicht",
        "held": "completed, stattgefunden, done",
        "cancelled": "canceled, no show, abgesagt, rescheduled",
    },
    **{(entity, "channel"): _CHANNEL for entity in ("leads", "deals", "touches", "campaigns")},
}  # fmt: skip


def of(draft: Draft) -> dict[str, list[Word]]:
    """Words of the coded columns of a draft that are none of Leadline's, the most frequent first."""
    found = {}
    for mapped in draft.mapped:
        known = VOCABULARIES.get((draft.entity, mapped.column.name), "").split()
        if known:
            words = _unknown(draft.sheet, mapped.places[0], known, _WORDS.get((draft.entity, mapped.column.name), {}))
            if words and len(words) <= LIMIT:
                found[mapped.column.name] = words
    return found


def _unknown(sheet: Sheet, place: int, known: list[str], meanings: dict[str, str]) -> list[Word]:
    means = {word: target for target, listed in meanings.items() for word in listed.split(", ")}
    words = []
    for word, rows in sheet.top(place, LIMIT + len(known) + 1):
        if word.lower() in known or "@" in word:
            continue
        same = plain(word).replace(" ", "_")
        words.append(Word(word, rows, same if same in known else means.get(plain(word))))
    return words
