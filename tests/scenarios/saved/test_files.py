"""Scenario files: what is written is read again to the last bit, and what is wrong is told with line and remedy."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.errors import ImportDataError, SettingError
from anlan.scenarios.saved import SavedScenario, checked_json, read_scenario, scenario_text, write_scenario
from anlan.scenarios.saved.checked_json import read_document
from anlan.scenarios.saved.reading import brought_up
from tests.scenarios.saved.made import CELLS, SCENARIOS, footprint, same, scenario

NAME = "one.scenario.json"


@settings(max_examples=60)
@given(made=SCENARIOS)
def test_what_is_written_is_read_again_to_the_last_bit(
    made: SavedScenario, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any scenario; and writing what was read gives the same bytes."""
    path = tmp_path_factory.mktemp("round") / NAME
    write_scenario(made, path)
    back = read_scenario(path)
    assert same(made, back)
    assert scenario_text(back).encode() == path.read_bytes()


def test_a_file_is_sorted_and_has_one_cell_a_line_with_the_fewest_digits() -> None:
    """0.1 in single precision is written 0.1; keys ascend at every level."""
    text = scenario_text(scenario(footprints=(footprint({CELLS[3]: 0.1, CELLS[0]: 1e-7}),)))
    assert f'    "{CELLS[0]:015x}": 1e-07,\n    "{CELLS[3]:015x}": 0.1\n' in text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    assert "一场洪水" in text


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> ImportDataError:
    """Write a scenario with a change of its JSON and return how it is refused."""
    content = json.loads(scenario_text(scenario()))
    change(content)
    path.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
    with pytest.raises(ImportDataError) as refused:
        read_scenario(path)
    return refused.value


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda c: c.update(colour="red"), "unknown-key", "the key 'colour', which is not known"),
        (lambda c: c.pop("moment"), "missing-key", "lacks the key 'moment'"),
        (lambda c: c.update(version=0), "wrong-value", "version is 0; write a whole number from 1"),
        (lambda c: c.update(version=True), "wrong-value", "version is true"),
        (lambda c: c.update(id="a b"), "bad-id", 'id is "a b"'),
        (lambda c: c.update(origin="dream"), "not-a-choice", "write one of worst, past"),
        (lambda c: c.update(name={}), "wrong-value", "tell it in one of en, zh-Hans"),
        (lambda c: c.update(name={"fr": "x"}), "unknown-key", "the key 'fr'"),
        (lambda c: c["moment"].update(hour=24), "wrong-value", "moment.hour is 24"),
        (lambda c: c["moment"].update(by_day="yes"), "wrong-type", 'moment.by_day is "yes"; write true or false'),
        (lambda c: c.update(frequency_per_year=-1), "wrong-value", "frequency_per_year is -1"),
        (lambda c: c.update(footprints=[]), "no-footprint", "no footprint has a cell"),
        (lambda c: c["footprints"][0].update(hazard="rain"), "not-a-choice", 'footprints[0].hazard is "rain"'),
        (lambda c: c["footprints"][0].update(unit="cm"), "unknown-unit", 'footprints[0].unit is "cm"; write one of m'),
        (lambda c: c["footprints"][0]["cells"].update({"8830809043fffff": 0}), "bad-intensity", "above zero"),
        (lambda c: c["footprints"][0]["cells"].update({"8830809043fffff": 1e300}), "bad-intensity", "1e+300"),
        (lambda c: c["footprints"][0]["cells"].update({"123": 1}), "no-cell", "'123' is not an H3 cell"),
        (lambda c: c["footprints"][0]["cells"].update({"8930809043bffff": 1}), "mixed-resolution", "resolution"),
        (lambda c: c["footprints"][0].update(cells=[1]), "wrong-type", "footprints[0].cells is [1]"),
        (lambda c: c["footprints"][0]["parameters"].update(a=[1]), "wrong-type", "footprints[0].parameters.a is [1]"),
        (lambda c: c["provenance"].update(seed=0.5), "wrong-type", "provenance.seed is 0.5"),
        (lambda c: c.update(assumptions=[{"text": {"en": "x"}}]), "missing-key", "assumptions[0] lacks"),
        (lambda c: c.update(format=2), "newer-format", "reads up to format 1"),
        (lambda c: c.update(format=0), "older-format", "make the scenario again"),
        (lambda c: c.update(kind="report"), "no-scenario", "it is not a scenario file"),
    ],
)
def test_each_mistake_is_named_with_its_line_and_a_remedy(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], code: str, said: str
) -> None:
    """One thing is wrong; one problem is told, at the line where it stands."""
    (problem,) = changed(tmp_path / NAME, change).problems
    assert problem.code == code
    assert said in str(problem)
    assert problem.line is not None


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    """Two wrong values and an unknown key; the line is that of the value."""
    error = changed(tmp_path / NAME, lambda c: c.update(version=0, synthetic=1, colour="red"))
    lines = (tmp_path / NAME).read_text(encoding="utf-8").split("\n")
    assert len(error.problems) == 3
    for problem, key in zip(error.problems, ("colour", "synthetic", "version"), strict=True):
        assert problem.line is not None
        assert lines[problem.line - 1].startswith(f' "{key}"')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": 1, }', "valid JSON"),
        (b'{"a": 1} x', "something follows"),
        (b'{"a" 1}', "':' is missing"),
        (b"[" * 50 + b"]" * 50, "lie in one another"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"", "valid JSON"),
        (b"{1: 2}", "a key is not a text"),
        (b"[1 2]", "',' is missing"),
        (b'{"a": "\\ud800"}', "half of a character"),
        (b'{"a": "\\u001b[2J"}', "steer a terminal"),
        (b'{"a": "\\u009b2J"}', "steer a terminal"),
        (b'{"\\udfff": 1}', "half of a character"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """The reason is said; nothing is guessed."""
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ImportDataError, match=r"problem") as refused:
        read_scenario(tmp_path / NAME)
    assert said in str(refused.value)


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    """Which of the two was meant cannot be known."""
    text = scenario_text(scenario()).replace(' "version": 1', ' "version": 1,\n "version": 2')
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ImportDataError) as refused:
        read_scenario(tmp_path / NAME)
    assert [problem.code for problem in refused.value.problems] == ["duplicate-key"]


def test_a_file_of_too_many_values_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value takes memory; a small file may hold very many."""
    monkeypatch.setattr(checked_json, "MOST_VALUES", 4)
    (tmp_path / NAME).write_text("[1, 2, 3]", encoding="utf-8")
    assert read_document(tmp_path / NAME).root == [1, 2, 3]
    (tmp_path / NAME).write_text("[1, 2, 3, 4]", encoding="utf-8")
    with pytest.raises(ImportDataError, match=r"1 problem") as refused:
        read_document(tmp_path / NAME)
    assert "more than 4 values" in str(refused.value)


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    """Sizes have a limit."""
    (tmp_path / NAME).write_text("[1, 2, 3]", encoding="utf-8")
    with pytest.raises(ImportDataError) as refused:
        read_document(tmp_path / NAME, most=5)
    assert "9 bytes; 5 are allowed" in str(refused.value)
    with pytest.raises(ImportDataError) as refused:
        read_scenario(tmp_path / "none")
    assert "no such file" in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150)
@given(data=st.data())
def test_no_document_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in place of a value, the file is read or refused with its problems."""
    content = json.loads(scenario_text(scenario()))
    spot: Any = content
    while True:
        keys = sorted(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or not spot[key] or data.draw(st.booleans()):
            break
        spot = spot[key]
    spot[key] = data.draw(JSON)
    path = tmp_path_factory.mktemp("fuzz") / NAME
    path.write_text(json.dumps(content), encoding="utf-8")
    with suppress(ImportDataError):
        read_scenario(path)


def test_an_older_format_is_brought_up_step_by_step(tmp_path: Path) -> None:
    """Two registered functions lead from format 0 to 2; a gap between them is refused."""
    (tmp_path / NAME).write_text('{"kind": "anlan-scenario", "format": 0, "word": "a"}', encoding="utf-8")
    steps = {0: lambda old: {**old, "word": old["word"] + "b"}, 1: lambda old: {**old, "word": old["word"] + "c"}}
    raised = brought_up(read_document(tmp_path / NAME), steps, 2)
    assert raised.root == {"kind": "anlan-scenario", "format": 2, "word": "abc"}
    with pytest.raises(ImportDataError) as refused:
        brought_up(read_document(tmp_path / NAME), {1: steps[1]}, 2)
    assert refused.value.problems[0].code == "older-format"


def test_an_existing_file_is_replaced_on_demand_alone(tmp_path: Path) -> None:
    """Without force the old file stays; with it the new one stands there; nothing else is left in the folder."""
    write_scenario(scenario(), tmp_path / "a" / NAME)
    with pytest.raises(SettingError, match="exists"):
        write_scenario(scenario(version=2), tmp_path / "a" / NAME)
    assert read_scenario(tmp_path / "a" / NAME).version == 1
    write_scenario(scenario(version=2), tmp_path / "a" / NAME, force=True)
    assert read_scenario(tmp_path / "a" / NAME).version == 2
    assert [path.name for path in (tmp_path / "a").iterdir()] == [NAME]


@pytest.mark.parametrize("wrong", [{"frequency": float("nan")}, {"story": {"en": "\udcff"}}])
def test_what_no_file_can_hold_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """A number that is not finite and half a character; nothing is left in the folder."""
    with pytest.raises(SettingError, match="cannot be written"):
        write_scenario(scenario(**wrong), tmp_path / NAME)
    assert not list(tmp_path.iterdir())


def test_names_and_places_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """The ending, the short name, a folder, a file in the way."""
    with pytest.raises(SettingError, match=r"does not end in '\.scenario\.json'"):
        write_scenario(scenario(), tmp_path / "a.json")
    with pytest.raises(SettingError, match="short name"):
        write_scenario(scenario(id="a b"), tmp_path / NAME)
    (tmp_path / "d.scenario.json").mkdir()
    with pytest.raises(SettingError, match="is not a file"):
        write_scenario(scenario(), tmp_path / "d.scenario.json", force=True)
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="cannot be written"):
        write_scenario(scenario(), tmp_path / "file" / NAME)


KILLED = """
import os, signal, sys
from pathlib import Path
from anlan.scenarios.saved import write_scenario
from tests.scenarios.saved.made import scenario
{where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_scenario(scenario(version=2), sys.argv[1], force=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("where", ["os.fsync", "Path.replace"])
def test_a_process_that_is_killed_leaves_the_old_file_whole(tmp_path: Path, where: str) -> None:
    """Killed with the text half on its way or just before the exchange: the file is still version 1."""
    path = write_scenario(scenario(), tmp_path / NAME)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", KILLED.format(where=where), path], check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    assert read_scenario(path).version == 1
    write_scenario(scenario(version=3), path, force=True)
    assert read_scenario(path).version == 3


def test_a_footprint_that_does_not_hold_together_cannot_be_made() -> None:
    """Order, number and sign."""
    good = footprint()
    mistakes: tuple[tuple[str, Any], ...] = (
        ("cells", good.cells[::-1]),
        ("cells", good.cells[:1]),
        ("intensity", np.array([1.0, 0.0], dtype=np.float32)),
        ("intensity", np.array([1.0, np.nan], dtype=np.float32)),
    )
    for name, value in mistakes:
        with pytest.raises(ValueError, match=r"give one of each|sort them|leave the cell out"):
            replace(good, **{name: value})
    with pytest.raises(ValueError, match="read-only"):
        good.intensity[0] = 3.0
