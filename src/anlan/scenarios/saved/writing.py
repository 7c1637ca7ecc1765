"""From a scenario to a file: always the same bytes, line by line comparable, whole or not at all."""

import json
import math
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.scenarios.saved.model import FORMAT, Footprint, SavedScenario
from anlan.scenarios.saved.reading import IDENTIFIER, MARKER, SUFFIX


def scenario_text(scenario: SavedScenario) -> str:
    """Return the content of a scenario's file.

    It is JSON with sorted keys, one value a line and one cell a line. Intensities have the fewest digits that give
    the same single-precision number when they are read; the same scenario gives the same text.

    Parameters
    ----------
    scenario
        The scenario.
    """
    moment = scenario.moment
    content = {
        "kind": MARKER,
        "format": FORMAT,
        "id": scenario.id,
        "version": scenario.version,
        "name": dict(scenario.name),
        "story": dict(scenario.story),
        "origin": scenario.origin,
        "origin_detail": plain_values(scenario.origin_detail),
        "city": {"id": scenario.city, "checksum": scenario.city_checksum},
        "moment": {
            "month": moment.month,
            "workday": moment.workday,
            "hour": moment.hour,
            "tide": moment.tide,
            "by_day": moment.by_day,
        },
        "footprints": [_footprint(one) for one in scenario.footprints],
        "frequency_per_year": scenario.frequency,
        "assumptions": [{"text": dict(one.text), "source": one.source} for one in scenario.assumptions],
        "synthetic": scenario.synthetic,
        "provenance": dict(scenario.provenance),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1) + "\n"


def plain_values(values: Mapping[str, Any]) -> dict[str, float | int | str | bool | None]:
    """Return values as JSON knows them: numbers, texts, true, false, and null for what is not finite.

    Parameters
    ----------
    values
        Values by name; what is none of these is written as text.
    """
    return {str(name): _plain(value) for name, value in values.items()}


def _plain(value: Any) -> float | int | str | bool | None:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _footprint(footprint: Footprint) -> dict[str, Any]:
    names = (h3.int_to_str(cell) for cell in footprint.cells.tolist())
    return {
        "hazard": footprint.kind,
        "unit": footprint.unit,
        "onset_hour": float(footprint.onset_hour),
        "event": footprint.event,
        "parameters": plain_values(footprint.parameters),
        "cells": dict(zip(names, map(_shortest, footprint.intensity), strict=True)),
    }


def _shortest(value: np.float32) -> float:
    """Return the double with the fewest digits that rounds to a single-precision number."""
    short = float(str(value))
    return short if np.float32(short) == value else float(value)


def write_scenario(scenario: SavedScenario, path: Path | str, *, force: bool = False) -> Path:
    """Write a scenario to a file, whole or not at all.

    The text is written beside the file, forced to the disk and then put in its place in one step: whatever happens,
    the file is the old one or the new one.

    Parameters
    ----------
    scenario
        The scenario.
    path
        File to write; its name ends in ``.scenario.json``. Folders on the way are made.
    force
        Whether an existing file is replaced.

    Returns
    -------
    The file.

    Raises
    ------
    SettingError
        If the name does not fit, the file exists, the scenario holds what no file can, or it cannot be written.
    """
    target = Path(path)
    _refuse(scenario, target, force=force)
    content = _bytes(scenario)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    except OSError as error:
        text = mark("{path} cannot be written: {reason}; give a file on a disk with room that you may write to")
        raise SettingError(Message(text, path=target, reason=error.strerror or str(error))) from error
    finally:
        with suppress(OSError):
            fresh.unlink()
    return target


def _bytes(scenario: SavedScenario) -> bytes:
    try:
        return scenario_text(scenario).encode("utf-8")
    except ValueError as error:  # a number that is not finite, or a text that is none in UTF-8
        text = mark("scenario '{id}' cannot be written: {reason}; give finite numbers and texts of whole characters")
        raise SettingError(Message(text, id=scenario.id, reason=str(error))) from error


def _refuse(scenario: SavedScenario, target: Path, *, force: bool) -> None:
    if not target.name.endswith(SUFFIX) or target.name == SUFFIX:
        text = mark("{path} does not end in '{suffix}'; name the file NAME{suffix}")
        raise SettingError(Message(text, path=target, suffix=SUFFIX))
    if not IDENTIFIER.fullmatch(scenario.id):
        text = mark("'{id}' cannot be the short name of a scenario; use letters, digits, '_', '-' and '.'")
        raise SettingError(Message(text, id=scenario.id))
    if target.is_symlink() or target.is_dir():
        raise SettingError(Message(mark("{path} is not a file; give the name of a file"), path=target))
    if target.exists() and not force:
        raise SettingError(Message(mark("{path} exists; give another name, or --force to replace it"), path=target))
