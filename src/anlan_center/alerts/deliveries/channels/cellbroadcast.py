"""Cell broadcast: the signed CAP message to an operator's centre (CBE/CBC) over HTTP, with read-back of the area.

An operator acknowledges with the area that its cells will broadcast in. It is compared with what was asked: a warning
that reaches less or much more than it should is not confirmed, and the board says by how much.
"""

import asyncio
from typing import Any, ClassVar, Final
from urllib.parse import quote

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from shapely.geometry import shape
from yarl import URL

from anlan_center.alerts.deliveries.channels import gsm
from anlan_center.alerts.deliveries.channels.destinations import DestinationError
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Late,
    Outcome,
    Parcel,
    Setting,
    UnreachableError,
)
from anlan_center.alerts.deliveries.channels.servers import EachAtItsServer
from anlan_center.alerts.deliveries.channels.web import (
    AUTHORITY,
    RECEIPTS,
    Answer,
    HttpChannel,
    Poster,
    WebConnection,
)
from anlan_center.alerts.deliveries.channels.wording import short_text
from anlan_center.alerts.deliveries.models import Result

MOST_SEPTETS: Final = 1_395
"""GSM 7-bit characters of a cell broadcast: 15 pages of 93 (3GPP TS 23.041)."""

MOST_UCS2: Final = 615
"""UCS-2 characters of a cell broadcast: 15 pages of 41 (3GPP TS 23.041)."""

MISSED: Final = 0.01
"""Share of the area asked for that may be left out (assumption: rounding of coordinates)."""

READ_BACK: Final = 3.0
"""Seconds that a question for the accepted area may take, within what is left for the request (assumption)."""

LATER: Final = (5.0, 15.0, 60.0, 300.0)
"""Seconds between questions for an area that a centre does not know at once (assumption)."""

BEYOND: Final = 0.10
"""Area broadcast in beyond what was asked, as a share of it, that may be (assumption)."""


def difference(asked: dict[str, Any], accepted: dict[str, Any]) -> tuple[float, float]:
    """Compare areas.

    Parameters
    ----------
    asked, accepted
        GeoJSON geometries, degrees.

    Returns
    -------
    Shares of the area asked for (planar, degrees) that are missed, and that are reached beyond it.

    Raises
    ------
    ValueError
        If one of them is no area.
    """
    try:
        one, other = shape(asked), shape(accepted)
        if one.area <= 0 or not one.is_valid or not other.is_valid:
            raise ValueError("an area is empty or crosses itself")
        return one.difference(other).area / one.area, other.difference(one).area / one.area
    except (
        shapely.errors.ShapelyError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
    ) as fault:
        raise ValueError(f"no area: {fault}") from fault


def too_long(text: str) -> str:
    """Say why a text does not fit a cell broadcast; empty where it does."""
    coding, chars = gsm.encoded(text)
    size = sum(map(len, chars))
    used, most = (size, MOST_SEPTETS) if coding == gsm.GSM7 else (size // 2, MOST_UCS2)
    return f"the text takes {used} characters; a cell broadcast holds {most}" if used > most else ""


class CellBroadcastConnection(EachAtItsServer):
    """An open session to operators' centres."""

    def __init__(self, poster: Poster, configuration: Configuration, timeout: float) -> None:
        super().__init__(timeout)
        self._poster = poster
        self._timeout = timeout
        self._url = configuration.text("url")
        self._token = configuration.text("token")
        self._named = bool(configuration.text("receipts"))
        self._confirm = configuration.confirm
        self._later: set[asyncio.Task[None]] = set()
        # a recipient is added without the token being known, so none is shown to a server that the sink does not name
        self._trusted = {*configuration.text("centres").split(), server_of(self._url)} - {""}

    def _address(self, parcel: Parcel) -> str:
        return parcel.address

    async def _send(self, parcel: Parcel) -> Outcome:
        content = parcel.message.content
        long = too_long(short_text(content))
        if long:
            return Outcome(Result.REFUSED, long)
        url = parcel.address or self._url
        clock = asyncio.get_running_loop().time
        until = clock() + self._timeout
        answer = await self._poster.to_sink(url, content.cap, self._headers(url, parcel.key))
        if not 200 <= answer.status < 300:
            return answer.outcome()
        told = _told(answer)
        given = str(told.get("id") or "")[:200]
        name = given or (parcel.key if self._named else "")
        accepted = told.get("area")
        if accepted is None and given:
            place = f"{url.rstrip('/')}/{quote(given, safe='')}"
            accepted = await self._read_back(place, parcel.key, min(READ_BACK, until - clock()))
            if accepted is None:
                self._read_back_later(place, parcel.key, given)
        return compared(content.geometry, accepted, name)

    async def _read_back(self, url: str, key: str, seconds: float = READ_BACK) -> Any:
        """Ask for the accepted area; what the centre has acknowledged stays so, whatever comes of the question."""
        try:
            async with asyncio.timeout(seconds):
                answer = await self._poster.post(url, b"", self._headers(url, key), method="GET")
        except (UnreachableError, DestinationError, TimeoutError):
            return None
        return _told(answer).get("area") if 200 <= answer.status < 300 else None

    def _read_back_later(self, url: str, key: str, name: str) -> None:
        """Ask again, while the session is open, until the centre says for which area."""

        async def ask() -> None:
            for wait in LATER:
                await asyncio.sleep(wait)
                area = await self._read_back(url, key)
                if area is not None:
                    self._confirm(Late(name, Outcome(Result.SENT), key, area))
                    return

        asking = asyncio.create_task(ask())
        self._later.add(asking)
        asking.add_done_callback(self._later.discard)

    async def close(self) -> None:
        """Ask no more; the centre may still tell by a receipt."""
        asking = list(self._later)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _headers(self, url: str, key: str) -> dict[str, str]:
        return {
            "Content-Type": "application/cap+xml; charset=utf-8",
            "Accept": "application/json",
            "Idempotency-Key": key,
            **({"Authorization": f"Bearer {self._token}"} if server_of(url) in self._trusted else {}),
        }


def server_of(url: str) -> str:
    """Return the host of an address of the web; empty where there is none."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


def _told(answer: Answer) -> dict[str, Any]:
    try:
        return answer.said()
    except ValueError:
        return {}


def compared(asked: dict[str, Any] | None, accepted: Any, name: str) -> Outcome:
    """Turn the area that an operator accepted into an outcome: confirmed only where it is the one that was asked for.

    Parameters
    ----------
    asked, accepted
        GeoJSON geometries; None where there is none.
    name
        The operator's name of the message.
    """
    if asked is None or not isinstance(accepted, dict):
        return Outcome(Result.SENT, gettext_noop("accepted; the operator did not say for which area"), name)
    try:
        missed, beyond = difference(asked, accepted)
    except ValueError as fault:
        return Outcome(Result.SENT, f"accepted; the area cannot be compared: {fault}", name)
    if missed > MISSED or beyond > BEYOND:
        said = f"accepted for another area: {missed:.1%} of what was asked is missed, {beyond:.1%} lies beyond it"
        return Outcome(Result.SENT, said, name)
    return Outcome(Result.CONFIRMED, receipt=name)


class CellBroadcast(HttpChannel):
    """Every phone in the area, whoever owns it; one recipient an operator, its address that of its centre."""

    kind: ClassVar = "cell-broadcast"
    label: ClassVar[str | Promise] = _("Cell broadcast")
    way: ClassVar = ""
    capability: ClassVar = Capability(
        longest=MOST_SEPTETS,
        unit="septets",
        media=("cap",),
        languages="all",
        acknowledges="received",
        deduplicates=True,
        concurrency=8,
        timeout=10.0,
        area=True,
    )
    settings: ClassVar = (
        Setting("url", _("Address of the centre"), "url", required=False),
        Setting("token", _("Token"), secret=True, required=False),
        Setting("centres", _("Further servers that get the token, one a line"), "lines", required=False),
        RECEIPTS,
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return CellBroadcastConnection(poster, configuration, self.capability.tuned(configuration).timeout)
