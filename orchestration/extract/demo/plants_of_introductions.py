"""What is nearly wrong with the addresses of leads that partners and customers introduce, value by value.

Belongs here: values, as in `plants`, where those that break the rule stand. Does not belong here: which lead gets them (see `defects`).
"""

from __future__ import annotations

from orchestration.extract.demo.plants import FAIRS, INTRODUCED, MITTELSTAND, Plant

NEARLY: dict[str, list[Plant]] = {
    "excluded_free_mail": [
        Plant("no address, and a number", {"email": None}, INTRODUCED),
        Plant("a provider's name before the at sign", {"email": "gmail.com@{domain}"}, INTRODUCED),
        Plant("begins alike", {"email": "jens.otterbek@gmail.com.wuppersal-bau.demo"}, INTRODUCED),
        Plant("ends alike", {"email": "doris.elberfeld@pumpenweb.de"}, INTRODUCED),
        Plant("a company named alike", {"email": "frida.lohse@gmx-dosing.demo"}, INTRODUCED),
        Plant("a free address, from a form", {"email": "oskar.wendlandt@gmail.com"}),
        Plant("a free address, at a trade fair", {"email": "ines.marquart@web.de"}, FAIRS),
        Plant("a free address, in the Mittelstand programme", {"email": "golo.reimann@gmx.net"}, MITTELSTAND),
    ],
}
