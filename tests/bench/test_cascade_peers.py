"""The peers of the cascade obey the same rules as the kernel, so that their times can be compared."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import cascade


def peers_rules() -> Any:
    """Load the peers' rules, which lie outside every package."""
    file = Path(cascade.__file__).with_name("peers") / "cascade_rules.py"
    spec = spec_from_file_location("cascade_rules", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_rules_of_the_peers_give_the_course_of_the_kernel(cities: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three earthquakes in the demo city with few, some and many failures: equal people and beds at every hour."""
    monkeypatch.setattr(cascade, "EVENTS", 60)
    monkeypatch.setattr(cascade, "PEER_EVENTS", 3)
    city, events = cascade.make(cities / "lianyungang")
    model = cascade.model_for(city, events)
    chosen = cascade.spread(cascade.run(city, events, model, 1, 60).failed)
    failed, duration = cascade.damage_of(model, events, chosen)
    people, beds = cascade.ours(model, failed, duration)
    assert people.max() > 1000.0
    rules = peers_rules()
    case = {name: np.asarray(value) for name, value in cascade.case_of(model, failed, duration).items()}
    plan = rules.Networks({name: value for name, value in case.items() if name not in {"failed", "duration"}})
    for row in range(len(chosen)):
        event = rules.Event(plan, np.flatnonzero(failed[row]).tolist(), lambda works, broken: rules.pieces_of(
            plan, works, lambda origin: rules.reached(plan, origin, works, broken)
        ))  # fmt: skip
        found = rules.by_hour(event, duration[row].tolist()).course()
        np.testing.assert_allclose(found[0], people[row], atol=1e-6)
        np.testing.assert_allclose(found[1], beds[row], atol=1e-9)
