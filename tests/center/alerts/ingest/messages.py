"""Messages of another house, made for the tests."""

from datetime import datetime, timedelta

from django.utils import timezone

from anlan.alerts import Alert, Area, Info, Reference, write_alert
from anlan.alerts.signatures.signing import sign
from tests.alerts.signatures.signed import certificate, key

SENDER = "weather@example.org"
START = timezone.now().replace(microsecond=0) - timedelta(hours=6)
POLYGON = "34.60,119.20 34.60,119.30 34.70,119.30 34.70,119.20 34.60,119.20"


def at(hours: float, *, start: datetime = START) -> str:
    """Return a time in words."""
    return (start + timedelta(hours=hours)).isoformat()


def message(
    identifier: str, hours: float = 0.0, *earlier: Alert, kind: str = "", status: str = "Actual", sender: str = SENDER,
    event: str = "暴雨", polygon: str = POLYGON, expires: str | None = None,
) -> Alert:  # fmt: skip
    """Return a warning of rain in Chinese and English, in force until tomorrow."""
    until = expires if expires is not None else (timezone.now() + timedelta(days=1)).replace(microsecond=0).isoformat()
    area = Area(description="海州区", polygons=(polygon,) if polygon else ())
    chinese = Info(
        language="zh-CN", categories=("Met",), event=event, expires=until,
        headline=f"气象台发布{event}橙色预警：海州区",
        description="预计今天下午海州区有大暴雨。", instruction="请不要外出。\n请远离河道。",
        areas=(area,), urgency="Immediate", severity="Severe", certainty="Likely",
    )  # fmt: skip
    english = Info(
        language="en-US", categories=("Met",), event="Rainstorm", expires=until, headline="Orange rainstorm warning",
        description="Heavy rain this afternoon.", instruction="Stay in.",
        areas=(Area(description="Haizhou", polygons=area.polygons),),
        urgency="Immediate", severity="Severe", certainty="Likely",
    )  # fmt: skip
    return Alert(
        identifier=identifier, sender=sender, sent=at(hours), status=status,
        msg_type=kind or ("Update" if earlier else "Alert"), scope="Public",
        references=tuple(Reference(one.sender, one.identifier, one.sent) for one in earlier), infos=(chinese, english),
    )  # fmt: skip


def own_certificate(number: int = 0) -> str:
    """Return the certificate of a sender, which holds now."""
    return certificate("ec", number, START - timedelta(days=30))


def signed(alert: Alert, number: int = 0) -> bytes:
    """Return a message with its sender's signature, or somebody else's."""
    return sign(write_alert(alert), key("ec", number), own_certificate(number))
