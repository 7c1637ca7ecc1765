"""Where the slices meet: every event has who handles it, every permission has a use, and every tick a turn."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

import anlan_center
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS, ROLES, STRONG
from anlan_center.config.wiring import HANDLERS, LOOPS, TICKS
from anlan_center.outbox.topics import TOPICS
from tests.conftest import ROOT

PACKAGE = Path(anlan_center.__file__).parent
SENDING = "anlan_center.outbox.actions"
HAN = re.compile(r"[\u4e00-\u9fff]")


def sources() -> Iterator[Path]:
    """Yield every module of the centre, migrations left out."""
    yield from (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    """Return a module's name."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sent(*senders: str) -> set[str]:
    """Collect the topics that the centre's modules give to functions of the outbox, by their names there."""
    topics = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        here = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == SENDING
            for alias in node.names
            if alias.name in senders
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in here:
                topics.add(_topic(node.args[0], path))
    return topics


def _topic(given: ast.expr, path: Path) -> str:
    if isinstance(given, ast.Name):
        return str(getattr(import_module(name_of(path)), given.id))
    assert isinstance(given, ast.Constant), f"{path}:{given.lineno}: a topic is written out or is a constant"
    return str(given.value)


def test_every_event_has_a_handler_and_every_handler_an_event() -> None:
    """An event without a handler would become a dead letter; a handler without an event would never run."""
    assert sent("enqueue") == set(HANDLERS)
    assert all(HANDLERS.values())


def test_open_pages_listen_to_all_they_are_told() -> None:
    """The script in the pages and the table of permissions know every topic that is published, and the same ones."""
    script = (ROOT / "frontend" / "src" / "live.ts").read_text(encoding="utf-8")
    listed = re.search(r"TOPICS = \[([^\]]+)\]", script)
    assert listed is not None
    assert set(re.findall(r'"([^"]+)"', listed[1])) == set(TOPICS)
    assert sent("publish", "publish_all") <= set(TOPICS)
    assert set(TOPICS.values()) <= set(PERMISSIONS)


def test_what_comes_round_has_a_name_of_its_own_and_a_wait() -> None:
    """Ticks are kept in the database by name."""
    assert len({tick.name for tick in TICKS}) == len(TICKS)
    assert all(tick.every_s >= 1.0 for tick in TICKS)
    assert set(LOOPS) >= {"events", "ticks", "deliveries"}


def mentioned() -> str:
    """Return all code and pages of the centre but the list of permissions itself."""
    pages = PACKAGE.rglob("templates/**/*.html")
    code = [path for path in sources() if path.name != "roles.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in (*code, *pages))


def test_every_permission_is_asked_for_somewhere() -> None:
    """A permission that nothing asks for promises what it does not keep."""
    code = mentioned()
    assert [one for one in PERMISSIONS if f'"{one}"' not in code and f"'{one}'" not in code] == []


def test_every_permission_belongs_to_a_role_and_no_role_has_an_unknown_one() -> None:
    """Whatever can be asked for can be granted; what is strong or by hand is a permission."""
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert held == set(PERMISSIONS)
    assert set(PERMISSIONS) >= STRONG | BY_HAND


@pytest.mark.parametrize("word", [*PERMISSIONS.values(), *(role.name for role in ROLES.values())], ids=str)
def test_permissions_and_roles_are_named_in_both_languages(word: object) -> None:
    """An administrator reads what is granted in words."""
    with override("en"):
        assert not HAN.search(str(word))
    with override("zh-hans"):
        assert HAN.search(str(word))
