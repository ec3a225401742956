"""Where messages go: the addresses of routing.yml, and delivery through Apprise.

Belongs here: `${NAME}` in an address, whether Apprise knows it, sending within a bounded time, and saying what went wrong without a
secret. Does not belong here: what a message says (see `digest`), or which channel still lacks one (see `queue`).
Apprise is imported only where there is an address to send to.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import NAME, VARIABLE, Audience

PATIENCE = 10.0  # seconds to wait for one answer of a server
DEADLINE = 30.0  # seconds for all that one delivery takes
PAUSES = (0.5, 2.0)  # seconds before the second try and the third
HOST_IS_NO_SECRET = ("mailto", "json", "xml", "form")
SHORTEST_SECRET = 3
OUTBOX = "outbox"  # the channel of an audience without addresses

Variable = Callable[[str], str | None]


class ChannelError(ValueError):
    """An address that cannot be used: a variable is not set, or Apprise does not know it. No message of it holds an address."""


@dataclass(frozen=True)
class Channel:
    """One address of an audience. Only `written`, where secrets are names, is ever told or kept, and that as a digest."""

    audience: str
    written: str
    where: str  # file, line and field

    @property
    def id(self) -> str:
        """Stays the same while the address stays as it is written, wherever it stands."""
        return hashlib.sha256(self.written.encode()).hexdigest()[:12]

    def __str__(self) -> str:
        scheme = self.written.partition("://")[0] if "://" in self.written else "address"
        return f"{scheme} of audience '{self.audience}' ({self.where})"


@dataclass(frozen=True)
class Letter:
    """What is sent: one message in every form; `chat` is Markdown, and short, and empty for a message that stays in the outbox."""

    id: str
    audience: str
    subject: str
    html: str
    text: str
    chat: str = ""


def channels(agreement: Agreement, audience: Audience) -> list[Channel]:
    """The addresses of an audience; none where its messages stay in the outbox."""
    number = agreement.routing.audiences.index(audience)
    file = next((file for file in agreement.files if file.name == NAME), None)
    found: dict[str, Channel] = {}
    for place, url in enumerate(audience.urls):
        path = ("audiences", number, "urls", place)
        where = file.at(path, "").removesuffix(": ") if file else NAME
        channel = Channel(audience.id, url, where)
        found.setdefault(channel.id, channel)
    return list(found.values())


def problems(agreement: Agreement, variable: Variable) -> list[str]:
    """What is wrong with the addresses: a line each, with file, line and field."""
    found = []
    for audience in agreement.routing.audiences:
        for channel in channels(agreement, audience):
            try:
                _service(channel, variable)
            except ChannelError as error:
                found.append(str(error))
    return found


def send(channel: Channel, letter: Letter, variable: Variable, deadline: float = DEADLINE) -> str | None:
    """Deliver a letter, by up to three tries with longer and longer pauses; returns None, or what went wrong, in words without a secret.

    All tries together take at most `deadline` seconds. What fails now, the next run tries again.
    """
    try:
        service = _service(channel, variable)
    except ChannelError as error:
        return str(error)
    until, reasons = time.monotonic() + deadline, []
    for pause in (*PAUSES, None):
        outcome, reasons = _tried(service, letter, until - time.monotonic())
        if outcome:
            return None
        if outcome is None:
            return f"{channel}: no answer within {deadline:g} seconds"
        if pause is None or time.monotonic() + pause >= until:
            break
        time.sleep(pause)
    reason = "; ".join(dict.fromkeys(reasons)) or "the service refused the message"
    return f"{channel}: {_masked(reason, channel, variable)}"


def _tried(service: Any, letter: Letter, seconds: float) -> tuple[bool | None, list[str]]:
    """Whether one try delivered a letter, and what was said of it; None: no answer in time.

    The thread that waits for a server that never answers is left behind, and ends with the process.
    """
    outcome: list[bool] = []
    with _said() as said:
        # Its name is new; the numbers of threads come again.
        worker = threading.Thread(target=lambda: outcome.append(_delivered(service, letter)), daemon=True)
        worker.start()
        worker.join(seconds)
        if worker.is_alive():
            return None, []
        return outcome == [True], list(said)


def expanded(channel: Channel, variable: Variable) -> str:
    """The address with its variables. Inside an address a value is quoted, so that a password may hold any sign.

    Raises:
        ChannelError: a variable is not set.
    """
    values = {}
    for name in VARIABLE.findall(channel.written):
        value = variable(name)
        if value is None:
            raise ChannelError(f"{channel.where}: ${{{name}}} is not set: set that variable of the environment")
        values[name] = value
    if VARIABLE.fullmatch(channel.written):
        return next(iter(values.values()))
    return VARIABLE.sub(lambda match: quote(values[match[1]], safe=""), channel.written)


def _service(channel: Channel, variable: Variable) -> Any:
    """Apprise's object for an address.

    Raises:
        ChannelError: a variable is not set, or Apprise does not know the address.
    """
    url = expanded(channel, variable)
    from apprise import Apprise, AppriseAsset

    asset = AppriseAsset(
        app_id="Leadline",
        app_desc="Leadline",
        app_url="",
        async_mode=False,
        allow_templates=False,  # what a message quotes is no template
        service_timeout=0,  # ours is the deadline of `send`: Apprise's would hold the process until its thread ends
    )
    with _said():  # what Apprise says of a wrong address may quote it
        service = Apprise.instantiate(url, asset=asset)
    if service is None or isinstance(service, bool):
        raise ChannelError(
            f"{channel.where}: Apprise does not know this sort of address, or it lacks a part: "
            "compare it with the page of its service in Apprise's documentation"
        )
    service.socket_connect_timeout = min(float(service.socket_connect_timeout), PATIENCE)
    service.socket_read_timeout = min(float(service.socket_read_timeout), PATIENCE)
    return service


def _delivered(service: Any, letter: Letter) -> bool:
    """Send by one service: HTML to those that make mail of it, Markdown to those that show it, text to all others."""
    from apprise import Apprise, NotifyFormat

    # A receiver that keeps ids can tell a repeated message from a new one.
    if isinstance(getattr(service, "headers", None), dict):
        service.headers["X-Leadline-Message"] = letter.id
    if isinstance(getattr(service, "payload_extras", None), dict):
        service.payload_extras |= {"message_id": letter.id, "audience": letter.audience}
    # No picture that is fetched from elsewhere, and no stamp beside the day that the message names.
    for extra in ("include_image", "include_timestamp"):
        if hasattr(service, extra):
            setattr(service, extra, False)
    # The service carries its own asset; the one of the group carries the deadline, which is ours.
    sender = Apprise(asset=service.asset)
    sender.add(service)
    formats = service.notify_format if isinstance(service.notify_format, tuple) else (service.notify_format,)
    if formats[0] == NotifyFormat.HTML and service.service_name != "Telegram":  # which knows few tags
        return bool(sender.notify(body=letter.html, title=letter.subject, body_format=NotifyFormat.HTML))
    if formats[0] == NotifyFormat.MARKDOWN and letter.chat:
        # Its first line is the subject: titles of chat programs are cut off, and have limits of their own.
        return bool(sender.notify(body=letter.chat, body_format=NotifyFormat.MARKDOWN))
    return bool(sender.notify(body=letter.text, title=letter.subject, body_format=NotifyFormat.TEXT))


@contextmanager
def _said() -> Iterator[list[str]]:
    """What Apprise warns of while it works; nothing of it reaches the terminal or the log by itself, now or later.

    A delivery that was given up may still be at work on its thread: what it says is nobody's news.
    """
    said: list[str] = []
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    at_work = {thread.name for thread in threading.enumerate()} - {threading.current_thread().name}
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage()) if record.threadName not in at_work else None
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        log.removeHandler(handler)


def _masked(reason: str, channel: Channel, variable: Variable) -> str:
    """The reason without anything that the address holds: users, recipients, tokens. Of mail and webhooks the host may stand."""
    url = expanded(channel, variable)
    scheme, _, rest = url.partition("://")
    parts = urlsplit(f"//{rest}")
    kept = parts.hostname if scheme.rstrip("s") in HOST_IS_NO_SECRET else None
    pieces = {piece for text in (rest, unquote(rest)) for piece in re.split(r"[:/?&=,;+#\s]", text)}
    pieces |= {piece for text in tuple(pieces) for piece in text.split("@")}
    values = {variable(name) or "" for name in VARIABLE.findall(channel.written)}
    for secret in sorted({*pieces, *values, rest}, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET and secret != kept:
            reason = reason.replace(secret, "***")
    return reason
