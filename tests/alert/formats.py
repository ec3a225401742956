"""What Slack and Teams say that they take, as JSON Schema.

Slack: docs.slack.dev, message payloads of incoming webhooks and legacy secondary attachments.
Teams: learn.microsoft.com, "Create incoming webhooks with Workflows"; adaptivecards.io, schema 1.4 and the explorer's TextBlock.
"""

from __future__ import annotations

from typing import Any

LARGEST = {
    "slack": 40_000,
    "teams": 28 * 1024,
}  # Slack: characters of a text before it is cut; Teams: bytes of a message

_TEXT = {"type": "string"}

_ATTACHMENT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {
        "fallback": _TEXT,
        "color": {"type": "string", "pattern": "^(good|warning|danger|#[0-9A-Fa-f]{6})$"},
        "pretext": _TEXT,
        "title": _TEXT,
        "title_link": _TEXT,
        "text": {"type": "string", "minLength": 1},
        "footer": {"type": "string", "maxLength": 300},
        "footer_icon": _TEXT,
        "ts": {"type": "integer"},
        "mrkdwn_in": {"type": "array", "items": {"enum": ["pretext", "text", "fields"]}},
    },
}

SLACK: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["text"]}, {"required": ["attachments"]}],
    "properties": {
        "text": {"type": "string", "minLength": 1},
        "mrkdwn": {"type": "boolean"},
        "attachments": {"type": "array", "minItems": 1, "maxItems": 100, "items": _ATTACHMENT},
        "username": _TEXT,
        "icon_url": {"type": "string", "pattern": "^https?://"},
        "channel": _TEXT,
    },
}

_TEXT_BLOCK = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "text"],
    "properties": {
        "type": {"const": "TextBlock"},
        "text": {"type": "string", "minLength": 1},
        "color": {"enum": ["default", "dark", "light", "accent", "good", "warning", "attention"]},
        "id": _TEXT,
        "isSubtle": {"type": "boolean"},
        "maxLines": {"type": "number"},
        "size": {"enum": ["default", "small", "medium", "large", "extraLarge"]},
        "spacing": {"enum": ["default", "none", "small", "medium", "large", "extraLarge", "padding"]},
        "style": {"enum": ["default", "heading"]},
        "weight": {"enum": ["default", "lighter", "bolder"]},
        "wrap": {"const": True},  # text that does not wrap is cut off
    },
}

TEAMS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "attachments"],
    "properties": {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["contentType", "content"],
                "properties": {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["type", "version", "body"],
                        "properties": {
                            "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
                            "type": {"const": "AdaptiveCard"},
                            "version": {"enum": ["1.2", "1.3", "1.4", "1.5"]},
                            "body": {"type": "array", "minItems": 1, "items": _TEXT_BLOCK},
                            "msteams": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {"width": {"enum": ["full", "Full"]}},
                            },
                        },
                    },
                },
            },
        },
    },
}
