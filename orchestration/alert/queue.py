"""Which message goes to whom and when, and what is still to be delivered.

Belongs here: from events to messages, one a run and audience; what waits for the digest or for the end of quiet hours; from what was
queued and sent to what is left. Does not belong here: what a message says (see `digest`), how it gets there (see `channels`).

What an audience was not told yet is derived anew in every run: what waits is written nowhere, and so cannot be lost. A message is queued
together with its events, and marked per channel once it was delivered: whatever happens in between, it goes out again with the next run,
under the same id. At least once, and rarely twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import Audience
from orchestration.alert import channels, incidents, records
from orchestration.alert.channels import OUTBOX, Channel
from orchestration.alert.found import Standing
from orchestration.alert.times import days_between, is_quiet, last_digest

KNOWN, COLLECTED, QUEUED, SENT = "known", "collected", "queued", "sent"
DIGEST, SUMMARY, HEARTBEAT = "digest", "summary", "heartbeat"

Row = dict[str, Any]
Events = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Message:
    """A message that was queued.

    Attributes:
        kind: `summary`, the first of an audience: what stands; `digest`: what is new; `heartbeat`: nothing is.
        queued: the row of the log by which it was, with its build and instant.
        targets: channels that still lack it; empty for the outbox alone.
    """

    id: str
    audience: Audience
    kind: str
    event_ids: Sequence[str]
    queued: Mapping[str, Any]
    targets: Sequence[Channel]


def plan(
    agreement: Agreement,
    log: Events,
    new: Events,
    sent: Sequence[Row],
    stands: Callable[[Audience], Standing | None],
    now: datetime,
    has_digests: bool = True,
) -> list[Row]:
    """Rows that this run adds to the log of alerts before anything is delivered.

    Args:
        log: events of earlier runs.
        new: events of this run.
        sent: the log of alerts.
        stands: what stands among the records that an audience is told of; None where it is not told anything in this run.
        now: instant of the run, UTC.
        has_digests: whether what waits for a digest may be told; a run that ended half way does not know what stands.
    """
    zone = agreement.company.time_zone
    rows: list[Row] = []
    for audience in agreement.routing.audiences:
        standing = stands(audience)
        if standing is None or is_quiet(audience, now, agreement.company):
            continue  # what there is to tell, a later run derives again
        own = [row for row in sent if row["audience_id"] == audience.id]
        if not own:
            events = _summary(audience, log, new, standing)
            if events is None:
                continue
            rows += [_row(KNOWN, audience), *_queued(agreement, audience, SUMMARY, events)]
            continue
        is_digest = has_digests and _is_digest(audience, own, now, zone)
        if is_digest:
            rows.append(_row(COLLECTED, audience))
        news = _news(audience, own, log, new, standing, records.naive(now))
        if not is_digest:
            news = [events for events in news if events[-1]["severity"] == "hard"]
        ids = sorted(event["event_id"] for events in news for event in events)
        if not ids and is_digest and standing.judges(audience.gets.subjects) and _is_silent(audience, own, now, zone):
            rows += _queued(agreement, audience, HEARTBEAT, [], _last(own)["message_id"])
        rows += _queued(agreement, audience, DIGEST, ids) if ids else []
    return rows


def _summary(audience: Audience, log: Events, new: Events, standing: Standing) -> list[str] | None:
    """Ids of the events that an audience's first message is about; None where it is too early for one."""
    if not set(audience.gets.subjects) <= set(standing.judged):
        return None  # it comes with the first run that judged all of what it is told of
    if not log and not new and not standing.judges(audience.gets.subjects):
        return None  # nothing was ever delivered
    told = standing.by_incident()
    open_now = incidents.standing_events([*log, *new])
    return sorted(
        event["event_id"] for incident, event in open_now.items() if incident in told and _fits(event, audience)
    )


def _is_digest(audience: Audience, own: Sequence[Row], now: datetime, zone: str) -> bool:
    """Whether this run is the first since the time of the digest."""
    at = records.naive(last_digest(audience, now, zone))
    return all(row["loaded_at"] < at for row in own if row["event"] in (KNOWN, COLLECTED))


def _is_silent(audience: Audience, own: Sequence[Row], now: datetime, zone: str) -> bool:
    """Whether an audience has heard nothing for so long that silence needs a word."""
    return days_between(_last(own)["loaded_at"], now, zone) >= audience.heartbeat_days


def _last(own: Sequence[Row]) -> Row:
    """The row of an audience's last message, or else of when it became known."""
    return next((row for row in reversed(own) if row["event"] == QUEUED), own[0])


def _news(
    audience: Audience, own: Sequence[Row], log: Events, new: Events, standing: Standing, now: datetime
) -> list[list[Mapping[str, Any]]]:
    """What an audience was not told yet, by incident: its events since those that it was told of, in order.

    It is told of an end if it was told of the beginning. What began and ended while it was told nothing is no news. What is snoozed
    is told when the snooze is over.
    """
    told, stands, episodes = _told(own, log), standing.by_incident(), incidents.episodes([*log, *new])
    since = _place(own[0])
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for event in (*(event for event in log if _place(event) > since), *new):
        before = told.get(event["incident_id"])
        if event["event"] in incidents.NEWS and (before is None or event["event_number"] > before["event_number"]):
            waiting.setdefault(event["incident_id"], []).append(event)
    news = []
    for incident, found in waiting.items():
        events = sorted(found, key=lambda event: event["event_number"])
        if events[-1]["event"] == incidents.RESOLVED:
            concerns = incident in told and told[incident]["event"] != incidents.RESOLVED
        else:
            concerns = (
                incident in stands and _fits(events[-1], audience) and not incidents.is_snoozed(episodes[incident], now)
            )
        news += [events] if concerns else []
    return news


def _told(own: Sequence[Row], log: Events) -> dict[str, Mapping[str, Any]]:
    """By incident the last event that an audience was told of."""
    ids = {event for row in own for event in records.split(row["incident_events"])}
    found = [event for event in log if event["event_id"] in ids]
    return {event["incident_id"]: event for event in sorted(found, key=lambda event: event["event_number"])}


def _place(row: Mapping[str, Any]) -> tuple[datetime, str]:
    """Where a row stands in the order of loads."""
    return row["loaded_at"], row["load_id"]


def _queued(
    agreement: Agreement, audience: Audience, kind: str, ids: Sequence[str], after: str | None = None
) -> list[Row]:
    """A message in the queue, a row for each channel. Its id is made of what it tells, or of the message after which nothing came."""
    if not ids and kind != HEARTBEAT:
        return []
    named = ids or [kind, after or ""]
    return [
        _row(
            QUEUED,
            audience,
            message_id=records.key(audience.id, *named),
            kind=kind,
            channel_id=channel,
            incident_events=",".join(ids),
        )
        for channel in _channel_ids(agreement, audience)
    ]


def pending(agreement: Agreement, sent: Sequence[Row], now: datetime) -> list[Message]:
    """Messages that were queued and lack a channel, oldest first; none for an audience that has its quiet hours.

    A channel that is no longer in routing.yml is made up for by those that came in its place. An audience that is gone is told nothing.
    """
    audiences = {audience.id: audience for audience in agreement.routing.audiences}
    queued: dict[str, list[Row]] = {}
    done: dict[str, set[str]] = {}
    for row in sent:
        if row["event"] == QUEUED:
            queued.setdefault(row["message_id"], []).append(row)
        elif row["event"] == SENT:
            done.setdefault(row["message_id"], set()).add(row["channel_id"])
    messages = []
    for message, rows in queued.items():
        audience = audiences.get(rows[0]["audience_id"])
        if audience is None or is_quiet(audience, now, agreement.company):
            continue
        asked, had = {row["channel_id"] for row in rows}, done.get(message, set())
        there = channels.channels(agreement, audience)
        lost = asked - had - {channel.id for channel in there}
        left = [channel for channel in there if channel.id not in had and (channel.id in asked or lost)]
        if left or (not there and asked - had and OUTBOX not in had):
            events = records.split(rows[0]["incident_events"])
            messages.append(Message(message, audience, rows[0]["kind"], events, rows[0], left))
    return messages


def delivered(message: Message, channel_id: str) -> Row:
    """The row that marks a message as delivered by a channel."""
    return _row(SENT, message.audience, message_id=message.id, kind=message.kind, channel_id=channel_id)


def _channel_ids(agreement: Agreement, audience: Audience) -> list[str]:
    return [channel.id for channel in channels.channels(agreement, audience)] or [OUTBOX]


def _fits(event: Mapping[str, Any], audience: Audience) -> bool:
    return event["subject"] in audience.gets.subjects and event["severity"] in audience.gets.severities


def _row(event: str, audience: Audience, **values: Any) -> Row:
    empty = dict.fromkeys(("message_id", "kind", "channel_id", "incident_events"))
    return {**empty, "event": event, "audience_id": audience.id, **values}
