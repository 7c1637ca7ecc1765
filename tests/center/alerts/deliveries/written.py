"""What warnings say, for tests that need no database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.separation import Cleared, Facts, Outlet, clear

NOW = datetime(2026, 7, 14, 6, 0, tzinfo=UTC)


def content(**changes: Any) -> Content:
    """Return a typhoon warning in English, but for some changes."""
    fields: dict[str, Any] = {
        "alert": 1, "identifier": "command-2026-0001", "sender": "command@sea-city.example", "sent": NOW,
        "status": "Actual", "cap_status": "Actual", "msg_type": "Alert", "event": "typhoon", "colour": "orange",
        "severity": "Severe", "language": "en", "headline": "Orange typhoon warning",
        "description": "A typhoon comes this afternoon.", "instruction": "Stay inside.",
        "short": "Typhoon this afternoon. Stay inside.", "area": "East District", "onset": None,
        "expires": datetime.now(tz=UTC) + timedelta(hours=6), "web": "https://warn.example.org/w/1",
        "sender_name": "Emergency Command",
        "geometry": {"type": "Polygon", "coordinates": [[[119, 34], [120, 34], [120, 35], [119, 35], [119, 34]]]},
        "references": (), "cap": b"<alert/>",
    }  # fmt: skip
    return Content(**{**fields, **changes})


def facts(**changes: Any) -> Facts:
    """Return the facts of a released, real warning for everybody, but for some changes."""
    fields: dict[str, Any] = {
        "status": "Actual", "scope": "Public", "msg_type": "Alert", "exercise": False, "state": "released",
        "expires": datetime.now(tz=UTC) + timedelta(hours=6),
    }  # fmt: skip
    return Facts(**{**fields, **changes})


LIVE = Outlet(exercise=False, public=True)
PRACTICE = Outlet(exercise=True, public=True)


def cleared(**changes: Any) -> Cleared:
    """Return a real warning that may leave through a live sink, but for some changes of what it says."""
    return clear(content(**changes), facts(), LIVE, datetime.now(tz=UTC))
