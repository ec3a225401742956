"""Which message goes to whom, and what is still to be delivered.

Belongs here: from events to messages, one a run and audience; from what was queued and sent to what is left.
Does not belong here: what a message says (see `digest`), how it gets there (see `channels`).

A message is queued together with its events, and marked per channel once it was delivered: whatever happens in between, it goes out
again with the next run, under the same id. At least once, and rarely twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import Audience
from orchestration.alert import channels, incidents, records
from orchestration.alert.channels import OUTBOX, Channel
from orchestration.alert.found import Standing

KNOWN, QUEUED, SENT = "known", "queued", "sent"
DIGEST, SUMMARY = "digest", "summary"

Row = dict[str, Any]
Events = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Message:
    """A message that was queued.

    Attributes:
        kind: `summary`, the first of an audience: what stands; `digest`: what is new.
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
    agreement: Agreement, log: Events, new: Events, sent: Sequence[Row], stands: Callable[[Audience], Standing]
) -> list[Row]:
    """Rows that this run adds to the log of alerts before anything is delivered.

    Args:
        log: events of earlier runs.
        new: events of this run.
        sent: the log of alerts.
        stands: what stands among the records that an audience is told of.
    """
    if not log and not new:
        return []  # nothing was ever found: the first finding will be told as a summary
    rows: list[Row] = []
    for audience in agreement.routing.audiences:
        own = [row for row in sent if row["audience_id"] == audience.id]
        standing = stands(audience)
        told = standing.by_incident()
        if own:
            kind = DIGEST
            events = [event for event in new if _concerns(event, audience, told, _heard_of(own, log))]
        elif not set(audience.gets.subjects) <= set(standing.judged):
            continue  # its summary comes with the first run that judged all of what it is told of
        else:
            kind = SUMMARY
            open_now = incidents.standing_events([*log, *new])
            events = [event for key, event in open_now.items() if key in told and _fits(event, audience)]
            rows.append(_row(KNOWN, audience))
        if events:
            ids = sorted(event["event_id"] for event in events)
            for channel in _channel_ids(agreement, audience):
                rows.append(
                    _row(
                        QUEUED,
                        audience,
                        message_id=records.key(audience.id, *ids),
                        kind=kind,
                        channel_id=channel,
                        incident_events=",".join(ids),
                    )
                )
    return rows


def pending(agreement: Agreement, sent: Sequence[Row]) -> list[Message]:
    """Messages that were queued and lack a channel, oldest first.

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
        if audience is None:
            continue
        asked, had = {row["channel_id"] for row in rows}, done.get(message, set())
        now = channels.channels(agreement, audience)
        lost = asked - had - {channel.id for channel in now}
        left = [channel for channel in now if channel.id not in had and (channel.id in asked or lost)]
        if left or (not now and asked - had and OUTBOX not in had):
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


def _concerns(event: Mapping[str, Any], audience: Audience, told: Mapping[str, Any], heard_of: set[str]) -> bool:
    """Whether an audience is told of an event: of an end, if it heard of the beginning."""
    if event["event"] == incidents.RESOLVED:
        return event["incident_id"] in heard_of
    return not event["is_silent"] and _fits(event, audience) and event["incident_id"] in told


def _heard_of(own: Sequence[Row], log: Events) -> set[str]:
    """Incidents of which an audience was told."""
    events = {event for row in own for event in records.split(row["incident_events"])}
    return {event["incident_id"] for event in log if event["event_id"] in events}


def _row(event: str, audience: Audience, **values: Any) -> Row:
    empty = dict.fromkeys(("message_id", "kind", "channel_id", "incident_events"))
    return {**empty, "event": event, "audience_id": audience.id, **values}
