"""A real DNS server on loopback, over UDP, that says what a test states; it ends with the block in which it was started."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from orchestration.settings import Resolver

# Domain -> its records by type; or how the server refuses. A domain that is not there does not exist.
Zone = Mapping[str, Mapping[str, list[str]] | str]
SILENT, FAILS, REFUSES = "silent", "SERVFAIL", "REFUSED"


@dataclass
class Nameserver:
    """One that runs. `asked` counts questions by domain and type."""

    zone: Zone
    listening: socket.socket
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def resolver(self) -> Resolver:
        return Resolver(*self.listening.getsockname())

    def serve(self) -> None:
        while not self.ended.is_set():
            try:
                wire, client = self.listening.recvfrom(4096)
            except TimeoutError:
                continue
            answer = self.answer(dns.message.from_wire(wire))
            if answer:
                self.listening.sendto(answer.to_wire(), client)

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """What is said; None is silence."""
        [question] = query.question
        domain, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked[domain, kind] += 1
        said, name = self.zone.get(domain), question.name
        if said == SILENT:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        while isinstance(said, Mapping) and "CNAME" in said:
            [alias] = said["CNAME"]
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", alias))
            said, name = self.zone.get(alias.removesuffix(".")), dns.name.from_text(alias)
        if said is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif isinstance(said, str):
            response.set_rcode(dns.rcode.from_text(said))
        elif said.get(kind) == [SILENT]:
            return None
        elif kind in said:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *said[kind]))
        return response


@contextmanager
def serving(zone: Zone) -> Iterator[Nameserver]:
    """Answer questions, on a port that is free, until the end of the block."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.05)
        server = Nameserver(zone, listening)
        thread = threading.Thread(target=server.serve, name="nameserver", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            thread.join(timeout=10)
