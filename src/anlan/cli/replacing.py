"""Which folder a command may replace: a report, as long as nothing of a user's own stands among its scenario files."""

import json
from pathlib import Path

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.report import is_report
from anlan.scenarios.joint import JOINT_KINDS
from anlan.scenarios.made import WORST
from anlan.scenarios.saved import SUFFIX

FOLDER = "scenarios"
"""Folder of scenario files within that of a report."""

WRITTEN = frozenset(f"{name}{SUFFIX}" for name in (WORST, *HAZARD_KINDS, *JOINT_KINDS))
"""Names of the files that ``anlan scenario worst`` writes there."""


def replaceable(folder: Path) -> bool:
    """Say whether a folder holds a report and no scenario file that a user put there or worked on.

    Parameters
    ----------
    folder
        Any folder.
    """
    return is_report(folder) and all(_as_written(path) for path in (folder / FOLDER).rglob("*"))


def _as_written(path: Path) -> bool:
    """Say whether a scenario file is as the program wrote it: by its name, first version and origin."""
    if path.name not in WRITTEN:
        return False
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and (content.get("origin"), content.get("version")) == ("worst", 1)
