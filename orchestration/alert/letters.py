"""A message laid out in every form that a channel may want.

Belongs here: which forms there are. Does not belong here: what it says (see `digest`), which channel gets which (see `channels`).
"""

from __future__ import annotations

from orchestration.alert import as_chat, as_html, as_text
from orchestration.alert.channels import Letter
from orchestration.alert.digest import Digest

BESIDE = "../"  # from the outbox to the data folder


def letter(said: Digest, audience: str, travels: bool) -> Letter:
    """The message in every form. From one that travels no link leads into a folder; from a file of the outbox it does."""
    html = as_html.render(said, None if travels else BESIDE)
    return Letter(said.id, audience, said.subject, html, as_text.render(said), as_chat.render(said) if travels else "")
