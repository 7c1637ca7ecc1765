"""Rules on areas and resources (CAP 1.2, 3.2.3 and 3.2.4)."""

import base64
import binascii
import hashlib
import re

import numpy as np

from anlan.alerts.documents.findings import Grade
from anlan.alerts.messages.message import Area, Resource
from anlan.alerts.messages.values import MOST_DIGITS, is_decimal, is_integer
from anlan.alerts.shapes.outlines import NoShape, circle_of
from anlan.alerts.validation.checking import Check, Step
from anlan.alerts.validation.envelope_rules import blank
from anlan.alerts.validation.info_rules import ABSOLUTE
from anlan.language import Message, mark

WIDE = 180.0
"""Degrees of longitude beyond which a polygon is likely meant to cross the date line. An assumption."""

_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII | re.DOTALL)
_SHA_1 = re.compile(r"[\da-fA-F]{40}", re.ASCII)


def check_area(check: Check, area: Area, *place: Step) -> None:
    """Check an area.

    Parameters
    ----------
    check
        The check.
    area
        The area.
    place
        Where it stands.
    """
    blank(check, area, "areaDesc", area.description, *place)
    for number, text in enumerate(area.polygons):
        _polygon(check, text, *place, ("polygon", number))
    for number, text in enumerate(area.circles):
        circle = circle_of(text)
        if isinstance(circle, NoShape):
            _no_shape(check, circle, *place, ("circle", number))
    for number, (name, value) in enumerate(area.geocodes):
        if not name.strip() or not value.strip():
            what = Message("'geocode' has no name or no value: '{name}', '{value}'", name=name[:40], value=value[:40])
            remedy = mark("give both, or leave it out")
            check.note("warning", "blank-pair", what, remedy, *place, ("geocode", number))
    if not area.polygons and not area.circles:
        what = Message("the area has no polygon and no circle ({codes} codes)", codes=len(area.geocodes))
        remedy = mark("add its outline; who does not know the codes cannot place it")
        check.note("recommendation", "no-shape", what, remedy, *place)
    _heights(check, area, *place)


def _polygon(check: Check, text: str, *place: Step) -> None:
    ring = check.ring(text)
    if isinstance(ring, NoShape):
        _no_shape(check, ring, *place)
        return
    width = float(np.ptp(ring[:, 0]))
    if width > WIDE:
        what = Message("the polygon is {width:.0f} degrees wide", width=width)
        remedy = mark("cut it where it crosses the meridian of 180 degrees")
        check.note("warning", "wide-polygon", what, remedy, *place)


def _no_shape(check: Check, shape: NoShape, *place: Step) -> None:
    severity: Grade = "warning" if shape.code == "blank-shape" else "error"
    check.note(severity, shape.code, shape.reason, shape.remedy, *place)


def _heights(check: Check, area: Area, *place: Step) -> None:
    if area.ceiling is None:
        return
    if area.altitude is None:
        what = Message("the area has a ceiling and no altitude")
        check.note("error", "ceiling-without-altitude", what, mark("give the altitude"), *place, ("ceiling", 0))
    elif is_decimal(area.altitude) and is_decimal(area.ceiling) and float(area.ceiling) < float(area.altitude):
        what = Message("the ceiling {ceiling} is below the altitude {altitude}", ceiling=area.ceiling[:20],
                       altitude=area.altitude[:20])  # fmt: skip
        check.note("error", "low-ceiling", what, mark("give both in feet above sea level"), *place, ("ceiling", 0))


def check_resource(check: Check, resource: Resource, *place: Step) -> None:
    """Check a file that belongs to an information block.

    Parameters
    ----------
    check
        The check.
    resource
        The file.
    place
        Where it stands.
    """
    blank(check, resource, "resourceDesc", resource.description, *place)
    if resource.mime_type is not None and _TYPE.fullmatch(resource.mime_type) is None:
        what = Message("the type of the file is '{kind}'", kind=resource.mime_type[:60])
        check.note("error", "wrong-type", what, mark("write it like image/png"), *place, ("mimeType", 0))
    if resource.uri and not resource.deref_uri and ABSOLUTE.fullmatch(resource.uri) is None:
        what = Message("the address '{web}' is not complete", web=resource.uri[:60])
        check.note("error", "wrong-address", what, mark("write it in full, with https://"), *place, ("uri", 0))
    if not resource.uri and not resource.deref_uri:
        what = Message("the file has no address and no content")
        check.note("warning", "no-content", what, mark("add 'uri'"), *place)
    if resource.size is not None and (_bytes(resource.size) or 0) < 0:
        what = Message("the size of the file is {size}", size=resource.size)
        check.note("error", "wrong-size", what, mark("give it in bytes"), *place, ("size", 0))
    if resource.digest and _SHA_1.fullmatch(resource.digest) is None:
        what = Message("the digest is '{digest}'", digest=resource.digest[:60])
        remedy = mark("give the SHA-1 of the file, 40 hexadecimal digits")
        check.note("warning", "wrong-digest", what, remedy, *place, ("digest", 0))
    if resource.deref_uri:
        _content(check, resource, resource.deref_uri, *place)


def _content(check: Check, resource: Resource, coded: str, *place: Step) -> None:
    try:
        content = base64.b64decode("".join(coded.split()), validate=True)
    except (binascii.Error, ValueError):
        what = Message("the content of the file is no Base64")
        check.note("error", "wrong-content", what, mark("encode it in Base64"), *place, ("derefUri", 0))
        return
    size = _bytes(resource.size or "")
    if size is not None and size != len(content):
        what = Message("the size is {size}, and the content has {count} bytes", size=size, count=len(content))
        check.note("warning", "wrong-size", what, mark("correct the size"), *place, ("size", 0))
    digest = (resource.digest or "").lower()
    if _SHA_1.fullmatch(digest) and digest != hashlib.sha1(content, usedforsecurity=False).hexdigest():
        what = Message("the digest is not that of the content")
        check.note("error", "other-digest", what, mark("make the digest anew"), *place, ("digest", 0))


def _bytes(size: str) -> int | None:
    return int(size) if is_integer(size) and len(size) <= MOST_DIGITS else None
