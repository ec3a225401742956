"""Real receivers on loopback: a mail server and a web server that keep what they get, and one that never answers."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Mails:
    """A mail server: what it received, as raw bytes."""

    port: int = 0
    user: str | None = None
    password: str | None = None
    raw: list[bytes] = field(default_factory=list)
    refuses: bool = False

    def parsed(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # pyright: ignore[reportReturnType]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        if self.refuses:
            return "554 not today"
        self.raw.append(envelope.content)
        return "250 OK"

    def authenticated(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            (self.user or "").encode(), (self.password or "").encode(),
        )  # fmt: skip
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(user: str | None = None, password: str | None = None) -> Iterator[Mails]:
    """A mail server; with a password it takes mail from nobody else."""
    mails = Mails(free_port(), user, password)
    controller = Controller(
        mails, hostname="127.0.0.1", port=mails.port, auth_required=password is not None, auth_require_tls=False,
        authenticator=mails.authenticated,
    )  # fmt: skip
    controller.start()
    try:
        yield mails
    finally:
        controller.stop()


@dataclass
class Posts:
    """A web server: how often it was asked and when, bodies and headers that it took. `busy`: how many requests it refuses first."""

    port: int = 0
    status: int = 200
    busy: int = 0
    tries: int = 0
    at: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def parsed(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


@contextmanager
def web_server() -> Iterator[Posts]:
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.tries += 1
            posts.at.append(time.monotonic())
            status = 503 if posts.busy > 0 else posts.status
            posts.busy -= 1
            if status == 200:
                posts.bodies.append(body)
                posts.headers.append(dict(self.headers))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
            pass

    with _serving(Handler) as port:
        posts.port = port
        yield posts


@dataclass
class Chat(Posts):
    """A chat service behind a proxy: the hosts and paths that were asked for, and why a message was refused."""

    hosts: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@contextmanager
def chat_server(schema: dict[str, Any], largest: int, answer: bytes, status: int = 200) -> Iterator[Chat]:
    """A web proxy (HTTPS_PROXY) that is itself whatever host it is asked for, and takes only what fits a schema.

    The address may so be the very one that the service gives out; its certificate is of nobody, so the address ends with `verify=no`.
    """
    chat = Chat(status=status)

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            chat.hosts.append(self.path)
            self.send_response(200)
            self.end_headers()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*_certificate())
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
            self.close_connection = False

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.paths.append(self.path)
            found = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(body))]
            found += [f"{len(body)} bytes"] if len(body) > largest else []
            chat.refused += found
            if not found:
                chat.bodies.append(body)
                chat.headers.append(dict(self.headers))
            self.send_response(400 if found else chat.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
            pass

    with _serving(Handler) as port:
        chat.port = port
        yield chat


@cache
def _certificate() -> tuple[str, str]:
    """A certificate that nobody vouches for, and its key, made once."""
    folder = tempfile.mkdtemp()
    files = (f"{folder}/cert.pem", f"{folder}/key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=nobody", "-out", files[0], "-keyout",
         files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return files


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
