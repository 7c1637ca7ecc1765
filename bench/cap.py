"""Read, check and write messages of the Common Alerting Protocol, beside lxml alone and capparser.

Two sets of messages: the corpus of real and test messages in the reference data (`ANLAN_SHARED`), and one made message
of usual size, in two languages with two areas of 125 points each. lxml alone parses, or parses and applies the schema,
which says yes or no and builds nothing. capparser is measured on those messages that it reads; the result says how
many these are. What it reads is not compared: it adds the category Other to every block.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree

from anlan.alerts import Alert, Area, Info, parse_alert, validate, write_alert
from bench.timing import seconds, summary

try:
    import capparser
except ModuleNotFoundError:
    capparser = None

CALLS = 200
"""How often the made message is read in one timed call."""

POINTS = 125


def measure(repeats: int) -> dict[str, Any]:
    """Time reading, checking and writing.

    Parameters
    ----------
    repeats
        Calls of each part.
    """
    made = write_alert(warning())
    shared = Path(os.environ.get("ANLAN_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "cap"
    schema = etree.XMLSchema(etree.parse(shared / "schema" / "CAP-v1.2.xsd")) if shared.is_dir() else None
    result = {f"a made message of {len(made):,} bytes": _set([made] * CALLS, schema, repeats)}
    if shared.is_dir():
        contents = corpus(shared)
        size = sum(map(len, contents)) / len(contents)
        result[f"{len(contents)} messages of {size:,.0f} bytes on average"] = _set(contents, schema, repeats)
    return result


def warning() -> Alert:
    """Return a warning of usual size; everything in it is synthetic."""
    turn = 2.0 * np.pi * np.arange(POINTS) / POINTS
    areas = []
    for name, lon in (("海州区", 119.2), ("连云区", 119.4)):
        ring = [f"{34.6 + 0.1 * np.sin(a):.4f},{lon + 0.1 * np.cos(a):.4f}" for a in turn]
        code = ("GB/T 2260", "320706000000")
        areas.append(Area(description=name, polygons=(" ".join([*ring, ring[0]]),), geocodes=(code,)))
    block = Info(
        language="zh-CN", categories=("Met",), event="台风红色预警", response_types=("Shelter",), urgency="Immediate",
        severity="Extreme", certainty="Likely", effective="2026-07-01T08:30:00+08:00",
        onset="2026-07-01T12:00:00+08:00", expires="2026-07-02T08:30:00+08:00", sender_name="市气象台",
        headline="市气象台发布台风红色预警", description="台风将于今天夜间登陆。" * 20, instruction="请勿外出。" * 20,
        parameters=(("level", "red"),), areas=tuple(areas),
    )  # fmt: skip
    english = Info(**{
        **vars(block), "language": "en", "event": "Red warning of typhoon", "headline": "Red warning of typhoon",
        "description": "The typhoon will land tonight. " * 20, "instruction": "Stay indoors. " * 20,
    })  # fmt: skip
    return Alert(
        identifier="32070041600000_20260701083000", sender="office@example.org", sent="2026-07-01T08:30:00+08:00",
        status="Exercise", msg_type="Alert", scope="Public", note="A drill.", infos=(block, english),
    )  # fmt: skip


def corpus(shared: Path) -> list[bytes]:
    """Return the messages of the reference data that can be read."""
    listed = json.loads((shared / "index.json").read_text(encoding="utf-8"))["files"]
    contents = [(shared / one["file"]).read_bytes() for one in listed if one.get("cap_version")]
    return [content for content in contents if parse_alert(content).alert is not None]


def _set(contents: Sequence[bytes], schema: etree.XMLSchema | None, repeats: int) -> dict[str, Any]:
    parsed = [parse_alert(content) for content in contents]
    for one in parsed:
        validate(one)  # kernels are compiled, or loaded, before anything is timed
    alerts = [one.alert for one in parsed if one.alert is not None]
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    jobs: dict[str, Callable[[], Any]] = {
        "parse": lambda: [parse_alert(content) for content in contents],
        "parse + validate": lambda: [validate(parse_alert(content)) for content in contents],
        "write": lambda: [write_alert(alert) for alert in alerts],
        "lxml alone": lambda: [etree.fromstring(content, parser) for content in contents],
    }
    if schema is not None:
        jobs["lxml + schema"] = lambda: [schema.validate(etree.fromstring(content, parser)) for content in contents]
    result = {name: _rate(job, len(contents), repeats) for name, job in jobs.items()}
    return result | _capparser(contents, repeats)


def _rate(job: Callable[[], Any], count: int, repeats: int) -> dict[str, float]:
    return _with_rate(seconds(job, repeats)[0], count)


def _with_rate(times: dict[str, float], count: int) -> dict[str, float]:
    return {**times, "messages_per_s": round(count / times["median_s"]) if times["median_s"] else 0}


def _capparser(contents: Sequence[bytes], repeats: int) -> dict[str, Any]:
    if capparser is None:
        return {"capparser": "not installed"}
    texts = [text for content in contents if (text := _readable(content)) is not None]
    told = f"capparser, which reads {len(texts)} of {len(contents)}"
    if not texts:
        return {told: "nothing to measure"}
    same = [text.encode() for text in texts]
    alerts = [one.alert for one in map(parse_alert, same) if one.alert is not None]
    jobs: dict[str, Callable[[], Any]] = {
        "ours on the same: parse + validate": lambda: [validate(parse_alert(one)) for one in same],
        "ours on the same: write": lambda: [write_alert(one) for one in alerts],
    }
    reading, writing = zip(*[_peer_times(texts) for _ in range(repeats)], strict=True)
    return {
        f"{told}: parse": _with_rate(summary(list(reading)), len(texts)),
        f"{told}: write": _with_rate(summary(list(writing)), len(texts)),
        **{name: _rate(job, len(same), repeats) for name, job in jobs.items()},
    }


def _peer_times(texts: Sequence[str]) -> tuple[float, float]:
    """Return the seconds in which capparser reads and writes some texts, one call after another."""
    reading = writing = 0.0
    for text in texts:
        _as_new()
        begin = time.perf_counter()
        alert = capparser.parse(stringXML=text)
        middle = time.perf_counter()
        capparser.deparse(alert)
        reading, writing = reading + middle - begin, writing + time.perf_counter() - middle
    return reading, writing


def _as_new() -> None:
    """Give capparser its first state again, untimed: its default category is one list to which every message adds.

    Without this it refuses every information block after the first in a process.
    """
    defaults = capparser.element.Info.__init__.__defaults__
    capparser.element.Info.__init__.__defaults__ = ([capparser.enums.Category.Other], *defaults[1:])


def _readable(content: bytes) -> str | None:
    """Return the text of a message that capparser reads; None where it raises, whatever it raises."""
    _as_new()
    try:
        text = content.decode()
        capparser.deparse(capparser.parse(stringXML=text))
    except Exception:  # noqa: BLE001 - the peer raises `Exception` itself
        return None
    return text
