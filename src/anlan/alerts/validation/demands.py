"""How each kind of demand of a profile is checked."""

import re
from collections.abc import Iterator
from typing import Any

from anlan.alerts.messages.grammar import FIELDS
from anlan.alerts.messages.message import Info, Pair
from anlan.alerts.validation.checking import Check, Step
from anlan.alerts.validation.profiles import (
    COLOUR_NAMES,
    Code,
    Coloured,
    Demand,
    Given,
    NamedValue,
    Offset,
    Profile,
    Same,
    Shaped,
    Spoken,
    Unused,
)
from anlan.language import Message, mark

TIMES = ("effective", "onset", "expires")
ANSWERS = ("Ack", "Error")
"""Types of messages that warn of nothing."""

_OFFSET = re.compile(r"[-+]\d\d:\d\d$", re.ASCII)
_LEVELS = re.compile(r"level|colou?r|颜色|级别|等级", re.IGNORECASE)


def check_profile(check: Check, profile: Profile) -> None:
    """Check what a profile demands.

    Parameters
    ----------
    check
        The check.
    profile
        The profile.
    """
    if check.alert.msg_type in ANSWERS:
        return
    for demand in profile.demands:
        _check(check, demand)


def _check(check: Check, demand: Demand) -> None:
    match demand:
        case Code():
            _code(check, demand)
        case Given():
            _given(check, demand)
        case NamedValue():
            _named(check, demand)
        case Same():
            _same(check, demand)
        case Unused() | Offset():
            _timed(check, demand)
        case Shaped():
            _shaped(check, demand)
        case Spoken():
            _spoken(check, demand)
        case Coloured():
            _coloured(check, demand)


def _value(node: Any, tag: str) -> Any:
    return getattr(node, FIELDS.get(tag, tag))


def _code(check: Check, demand: Code) -> None:
    if not any(code.strip().startswith(demand.begins) for code in check.alert.codes):
        what = Message("no 'code' begins with {begins}", begins=demand.begins)
        check.note(demand.grade, "profile-code", what, mark("add it; it names the profile"))


def _given(check: Check, demand: Given) -> None:
    if check.alert.msg_type not in demand.types:
        return
    tags = demand.tag.split("|")
    for node, place in _nodes(check, demand.where):
        if not any(_said(_value(node, tag)) for tag in tags):
            what = Message("there is no '{tag}'", tag=tags[0])
            check.note(demand.grade, f"profile-{tags[0]}", what, demand.remedy, *place, (tags[0], 0))


def _said(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _nodes(check: Check, where: str) -> Iterator[tuple[Any, tuple[Step, ...]]]:
    if where == "alert":
        yield check.alert, ()
        return
    for number, info in enumerate(check.alert.infos):
        if where == "info":
            yield info, (("info", number),)
            continue
        for which, area in enumerate(info.areas):
            yield area, (("info", number), ("area", which))


def _named(check: Check, demand: NamedValue) -> None:
    name, value = re.compile(demand.name, re.ASCII), re.compile(demand.value, re.ASCII)
    for node, place in _nodes(check, demand.where):
        pairs: tuple[Pair, ...] = _value(node, demand.tag)
        right = [pair for pair in pairs if name.fullmatch(pair[0].strip()) and value.fullmatch(pair[1].strip())]
        if not right or (demand.once and len(right) > 1):
            what = Message("there is no '{tag}'", tag=demand.tag)
            if pairs:
                what = Message("{count} of {all} '{tag}' are as the profile wants them", count=len(right),
                               all=len(pairs), tag=demand.tag)  # fmt: skip
            check.note(demand.grade, f"profile-{demand.tag}", what, demand.remedy, *place, (demand.tag, 0))


def _same(check: Check, demand: Same) -> None:
    found = [set(_value(info, demand.tag)) for info in check.alert.infos]
    for number, values in enumerate(found):
        if values != found[0]:
            what = Message("'{tag}' is not that of the first block", tag=demand.tag)
            remedy = mark("send one message for each event")
            check.note(demand.grade, "profile-same", what, remedy, ("info", number), (demand.tag, 0))


def _timed(check: Check, demand: Unused | Offset) -> None:
    if isinstance(demand, Unused):
        for number, info in enumerate(check.alert.infos):
            if _said(_value(info, demand.tag)):
                what = Message("receivers do not look at '{tag}'", tag=demand.tag)
                check.note(
                    demand.grade, "profile-unused", what, mark("leave it out"), ("info", number), (demand.tag, 0)
                )
        return
    times: list[tuple[str, tuple[Step, ...]]] = [(check.alert.sent, (("sent", 0),))]
    for number, info in enumerate(check.alert.infos):
        times += [(text, (("info", number), (tag, 0))) for tag in TIMES if (text := _value(info, tag))]
    pattern = re.compile(demand.pattern, re.ASCII)
    for text, place in times:
        found = _OFFSET.search(text)
        if found is not None and pattern.fullmatch(found[0]) is None:
            what = Message("{tag} is '{value}'", tag=place[-1][0], value=text[:40])
            check.note(demand.grade, "profile-offset", what, demand.remedy, *place)


def _shaped(check: Check, demand: Shaped) -> None:
    pattern = re.compile(demand.pattern, re.ASCII)
    for node, place in _nodes(check, demand.where):
        value = _value(node, demand.tag)
        if value and pattern.fullmatch(value) is None:
            what = Message("{tag} is '{value}'", tag=demand.tag, value=value[:60])
            check.note(demand.grade, f"profile-{demand.tag}", what, demand.remedy, *place, (demand.tag, 0))


def _spoken(check: Check, demand: Spoken) -> None:
    pattern = re.compile(rf"(?:{demand.pattern})(?:-|$)", re.IGNORECASE)
    infos = check.alert.infos
    if infos and not any(pattern.match(info.spoken) for info in infos):
        what = Message("it speaks {languages}", languages=", ".join(sorted({info.spoken for info in infos})))
        check.note(demand.grade, "profile-language", what, demand.remedy)


def _coloured(check: Check, demand: Coloured) -> None:
    for number, info in enumerate(check.alert.infos):
        place = (("info", number), ("severity", 0))
        said = colour_of(info, demand)
        if said is None:
            if check.alert.msg_type in {"Alert", "Update"}:
                what = Message("no colour of warning is said in event, headline or a parameter")
                remedy = mark("say red, orange, yellow or blue")
                check.note("error", "profile-colour", what, remedy, ("info", number), ("event", 0))
        elif info.severity != demand.severities[said]:
            text = mark("the colour is {colour}, and the severity is {severity}")
            colour, fitting = Message(COLOUR_NAMES[said]), demand.severities[said]
            what = Message(text, colour=colour, severity=info.severity)
            remedy_of_it = Message(mark("{colour} goes with {severity}"), colour=colour, severity=fitting)
            check.note("error", "profile-colour", what, remedy_of_it, *place)


def colour_of(info: Info, demand: Coloured) -> str | None:
    """Return the colour that a block says: in a parameter of level or colour, the event, or the headline.

    Parameters
    ----------
    info
        The block.
    demand
        How colours are said.
    """
    told = [value for name, value in info.parameters if _LEVELS.search(name)]
    for text in (*told, info.event, info.headline or ""):
        for colour, sign in demand.signs.items():
            if re.search(sign, text, re.IGNORECASE):
                return colour
    return None
