"""From a city package to the arrays of the cascade, and what is notable about them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan.city import City
from anlan.errors import Problem, SettingError
from anlan.language import Message
from anlan.scenarios.cascade.draws import lognormal_of, words_of_names
from anlan.scenarios.cascade.exposure import Exposure, exposure_of, functions_of
from anlan.scenarios.cascade.importance import people_lost_without, people_routed
from anlan.scenarios.cascade.kernel import supply_layer, whole_state
from anlan.scenarios.cascade.layers import ROAD, WAYS, Layers, layers_of, nearest_road
from anlan.scenarios.cascade.needs import Need, needs_of_people, needs_of_users
from anlan.scenarios.cascade.notices import Found, notices_of
from anlan.scenarios.cascade.plan import UNLIMITED, Plan
from anlan.scenarios.cascade.problems import refuse_wrong
from anlan.scenarios.cascade.settings import CascadeSettings

FloatArray = NDArray[np.float64]

ROUTED = ("power",)
"""Networks whose flow can be routed by the DC model."""

SHORTEST = 0.1
"""Length below which the reactance of a link does not fall, km; assumption."""


@dataclass(frozen=True, eq=False)
class CascadeModel:
    """A city's networks and users, ready for events of one hazard or of several together.

    Parameters
    ----------
    kinds, units
        The h hazards and the units of their intensities.
    settings
        The rules.
    networks
        The l layers, a key of ``NETWORK_KINDS`` each.
    services
        int64[s], layers whose service reaches people.
    components
        Identifiers of the n nodes, then of the m links.
    nodes
        Number n.
    places
        Places that need something, house a node or have beds; length p.
    districts
        Codes of the d districts.
    residents
        float64[d], people.
    need_of_row
        int32 (s, m): by service, which of the people's needs the residents of each row of the cells table have; -1
        where none lives or no node that works without damage serves them. Rows that are served alike share a need.
    plan
        Arrays for the kernels.
    exposures
        Where components lie and how they fail, by hazard.
    words
        uint64[n + m], random words of the components.
    center, spread
        float64[h, n + m], mean and standard deviation of the logarithm of the hours of repair, by hazard.
    importance
        float64[n + m, 2], people-services lost when a component alone fails, and those routed through it.
    notices
        What is notable: parts without source, fragility or position, circles, services that reach nobody.
    """

    kinds: tuple[str, ...]
    units: tuple[str, ...]
    settings: CascadeSettings
    networks: tuple[str, ...]
    services: NDArray[np.int64]
    components: tuple[str, ...]
    nodes: int
    places: tuple[str, ...]
    districts: tuple[str, ...]
    residents: FloatArray
    need_of_row: NDArray[np.int32]
    plan: Plan
    exposures: tuple[Exposure, ...]
    words: NDArray[np.uint64]
    center: FloatArray
    spread: FloatArray
    importance: FloatArray
    notices: tuple[Problem, ...]

    @property
    def service_names(self) -> tuple[str, ...]:
        """Networks whose service reaches people."""
        return tuple(self.networks[layer] for layer in self.services.tolist())

    @property
    def work(self) -> FloatArray:
        """Mean hours of repair by hazard and component, float64 (h, n + m)."""
        return np.asarray(np.exp(self.center + self.spread**2 / 2.0))

    @property
    def served(self) -> FloatArray:
        """People who have each service without damage, by district, float64 (d, s)."""
        found = np.zeros((len(self.districts), len(self.networks)))
        np.add.at(found, (self.plan.district, self.plan.need_layer[self.plan.people_need :]), self.plan.persons)
        return found[:, self.services]


def model_of(
    city: City, kind: str | Sequence[str], unit: str | Sequence[str], settings: CascadeSettings
) -> CascadeModel:
    """Build the model.

    Parameters
    ----------
    city
        The city.
    kind, unit
        Hazard and unit of its intensity, or those of several hazards in one order.
    settings
        The rules.

    Raises
    ------
    SettingError
        If the city has no networks or no cells, or if a hazard has no unit.
    PackageError
        With everything that is wrong in the tables.
    """
    if city.table("nodes").is_empty() or not len(city.cells):
        raise SettingError(Message("the city has no networks or no cells; add nodes.csv, links.csv and cells.csv"))
    kinds, units = _hazards(kind, unit)
    refuse_wrong(city, dict(zip(kinds, units, strict=True)))
    layers = layers_of(city, settings.refuge)
    own = np.nan_to_num(layers.column("backup_hours"))
    of_nodes = needs_of_users(city, layers, layers.place, np.tile(own[:, None], len(layers.names)))
    places = _places(city)
    index = {name: place for place, name in enumerate(places["id"].to_list())}
    spared = {layers.names.index(name) for name in settings.spared if name in layers.names}
    generator = _generators(places, layers)
    of_places = [need for need in needs_of_users(city, layers, index, generator) if need.layer not in spared]
    served = _served(layers)
    people = needs_of_people(city, layers)
    reached = people.kept(served)
    services = np.unique([need.layer for need in reached.needs]).astype(np.int64)
    kept = (_kept(of_nodes, served), _kept(of_places, served), reached.needs)
    plan = _plan(city, layers, settings, places, kept)
    plan = plan._replace(base=_base(plan))
    alone = plan._replace(routed=np.zeros_like(plan.routed))  # thousands of flows, each for one broken part
    importance = np.column_stack([people_lost_without(alone), people_routed(plan)])
    plan = plan._replace(order=_order(settings, importance))
    names = (*layers.place, *layers.links["id"].to_list())
    functions = functions_of(city, list(layers.place), layers.links["id"].to_list())
    exposed = [exposure_of(city, name, functions, layers.lines) for name in kinds]
    repair = np.array([_repairs(layers, settings, name) for name in kinds])
    center, spread = lognormal_of(repair[..., 0], repair[..., 1])
    return CascadeModel(
        kinds=kinds, units=units, settings=settings, networks=layers.names,
        services=services, need_of_row=reached.of_row[services].astype(np.int32),
        components=names, nodes=len(layers.place), places=tuple(index),
        districts=people.districts, residents=people.residents,
        plan=plan, exposures=tuple(exposure for exposure, _ in exposed), center=center, spread=spread,
        importance=importance,
        words=words_of_names([f"{place < len(layers.place)}:{name}" for place, name in enumerate(names)]),
        notices=notices_of(Found(city, layers, settings, served, people, exposed)),
    )  # fmt: skip


def _hazards(kind: str | Sequence[str], unit: str | Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    kinds, units = (tuple([given] if isinstance(given, str) else given) for given in (kind, unit))
    if not kinds or len(kinds) != len(units) or len(set(kinds)) != len(kinds):
        raise SettingError(
            Message("{kinds} hazards with {units} units; give each hazard once, with its unit", kinds=len(kinds),
                    units=len(units))
        )  # fmt: skip
    return kinds, units


def _places(city: City) -> pl.DataFrame:
    """Return the places that matter."""
    users = city.table("dependencies")["user"].implode()
    housing = city.table("nodes")["place"].drop_nulls().implode()
    beds = pl.col("beds").cast(pl.Float64).fill_null(0.0) > 0.0
    return city.table("places").filter(pl.col("id").is_in(users) | pl.col("id").is_in(housing) | beds)


def _generators(places: pl.DataFrame, layers: Layers) -> FloatArray:
    """Return the hours that places run without outside power, by layer; 0 for all but power."""
    found = np.zeros((places.height, len(layers.names)))
    if "power" in layers.names:
        found[:, layers.names.index("power")] = places["backup_hours"].cast(pl.Float64).fill_null(0.0).to_numpy()
    return found


def _served(layers: Layers) -> NDArray[np.bool_]:
    """Return which nodes a source reaches when nothing is broken and everything works."""
    reached = layers.source.copy()
    queue = np.flatnonzero(reached).tolist()
    while queue:
        node = queue.pop()
        for other in layers.head[layers.indptr[node] : layers.indptr[node + 1]].tolist():
            if not reached[other]:
                reached[other] = True
                queue.append(other)
    return reached


def _kept(needs: list[Need], served: NDArray[np.bool_]) -> list[Need]:
    return [kept for need in needs if (kept := need.kept(served)) is not None]


def _first(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _plan(
    city: City, layers: Layers, settings: CascadeSettings, places: pl.DataFrame, kept: tuple[Sequence[Need], ...]
) -> Plan:
    """Lay the needs out after each other; `base` and `order` are not final yet."""
    of_nodes, of_places, of_people = kept
    needs = [*of_nodes, *of_places, *of_people]
    of_layer = np.array([need.layer for need in needs], dtype=np.int64)
    needy, counts = np.unique([need.user for need in of_nodes], return_counts=True)
    of_place = np.bincount(np.array([need.user for need in of_places], dtype=np.int64), minlength=places.height)
    index = {name: place for place, name in enumerate(places["id"].to_list())}
    houses = enumerate(layers.nodes["place"].to_list())
    housed = sorted((index[name], node) for node, name in houses if name in index)
    capacity, demand, limited = _capacity(layers, settings, of_people)
    susceptance, passes = _lines(layers)
    enough = [settings.enough] * (len(of_nodes) + len(of_places)) + [1.0] * len(of_people)
    stage = _stages(layers, of_nodes)
    crews, spares, lead = _means(layers.names, settings)
    return Plan(
        indptr=layers.indptr, head=layers.head, edge=layers.edge,
        ends=layers.ends.astype(np.int32), layer_first=layers.layer_first, layer=layers.layer,
        source=layers.source, capacity=capacity, demand=demand, limited=limited,
        any_of=np.isin(layers.names, settings.any_of),
        routed=limited & np.isin(layers.names, ROUTED if settings.flow == "dc" else ()),
        susceptance=susceptance, link_capacity=passes, stage=stage,
        circular=_circular(layers, of_nodes, stage), base=np.ones(len(layers.place)),
        need_first=_first(np.array([len(need.nodes) for need in needs], dtype=np.int64)),
        need_node=np.array([node for need in needs for node in need.nodes], dtype=np.int32),
        need_share=np.array([share for need in needs for share in need.shares], dtype=np.float64),
        need_layer=of_layer.astype(np.int32),
        layer_need_first=_first(np.bincount(of_layer, minlength=len(layers.names))),
        layer_need=np.argsort(of_layer, kind="stable").astype(np.int32),
        need_backup=np.array([need.backup for need in needs], dtype=np.float64),
        need_enough=np.array(enough, dtype=np.float64),
        needy=needy.astype(np.int32), node_need=_first(counts),
        place_need=len(of_nodes) + _first(of_place),
        house_first=_first(np.bincount([place for place, _ in housed], minlength=places.height)),
        house_node=np.array([node for _, node in housed], dtype=np.int32),
        beds=np.array(places["beds"].cast(pl.Float64).fill_null(0.0).to_numpy(), dtype=np.float64),
        people_need=len(of_nodes) + len(of_places),
        persons=np.array([need.persons for need in of_people], dtype=np.float64),
        district=np.array([need.user for need in of_people], dtype=np.int32),
        order=np.arange(layers.layer.size, dtype=np.int32),
        crews=crews, spares=spares, lead=lead, reached_by=_roads(city, layers),
    )  # fmt: skip


def _means(
    networks: Sequence[str], settings: CascadeSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the crews of each network, its spare parts, and the full hours until more arrive."""
    spares = [settings.spares_of(name) for name in networks]
    stocks = [[UNLIMITED if count is None else count for count in row.stock] for row in spares]
    lead = [UNLIMITED if row.lead_hours >= UNLIMITED else math.ceil(row.lead_hours) for row in spares]
    crews = [settings.crews_of(name) for name in networks]
    return np.array(crews, dtype=np.int64), np.array(stocks, dtype=np.int64), np.array(lead, dtype=np.int64)


def _stages(layers: Layers, of_nodes: Sequence[Need]) -> NDArray[np.int64]:
    """Return the order in which layers are settled: what is needed first, those that need each other together."""
    count = len(layers.names)
    user = np.array([layers.layer[need.user] for need in of_nodes], dtype=np.int64)
    other = np.array([need.layer for need in of_nodes], dtype=np.int64)
    group = connected_components(coo_array((np.ones(user.size), (user, other)), (count, count)), connection="strong")[1]
    stage = np.zeros(count, dtype=np.int64)
    pairs = {(int(group[one]), int(group[two])) for one, two in zip(user, other, strict=True)}
    for _ in range(count):
        for one, two in pairs:
            if one != two:
                stage[one] = max(stage[one], stage[two] + 1)
    return np.asarray(stage[group])


def _circular(layers: Layers, of_nodes: Sequence[Need], stage: NDArray[np.int64]) -> NDArray[np.bool_]:
    found = np.zeros(int(stage.max()) + 1, dtype=np.bool_)
    for need in of_nodes:
        own = stage[layers.layer[need.user]]
        found[own] |= own == stage[need.layer]
    return found


def _capacity(
    layers: Layers, settings: CascadeSettings, people: Sequence[Need]
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return capacities, demands in the same unit, and the layers where both are known.

    A layer wants what its sources can give over the margin, and no more than its supply nodes can pass on.
    """
    given, demand = layers.column("capacity"), np.zeros(len(layers.place))
    for need in people:
        for node, share in zip(need.nodes, need.shares, strict=True):
            demand[node] += need.persons * share
    capacity = np.where(layers.source, np.nan_to_num(given), 0.0)
    limited = np.zeros(len(layers.names), dtype=np.bool_)
    delivers = (layers.nodes["role"] == "supply").to_numpy()
    for layer, name in enumerate(layers.names):
        mine = slice(int(layers.layer_first[layer]), int(layers.layer_first[layer + 1]))
        known = bool(((capacity > 0.0) | ~layers.source)[mine].all()) and bool(layers.source[mine].any())
        if name in settings.margin and known and demand[mine].sum() > 0.0:
            limited[layer] = True
            passed = given[mine][delivers[mine]]
            most = passed.sum() if passed.size and np.isfinite(passed).all() else np.inf
            demand[mine] *= min(capacity[mine].sum() / settings.margin[name], most) / demand[mine].sum()
    return capacity, demand, limited


def _lines(layers: Layers) -> tuple[FloatArray, FloatArray]:
    """Return the susceptances of links, 1/km, and their capacities, infinite where none is known."""
    length, capacity = (
        np.array(layers.links[name].cast(pl.Float64).fill_null(0.0).to_numpy(), dtype=np.float64)
        for name in ("length_km", "capacity")
    )
    return 1.0 / np.maximum(length, SHORTEST), np.where(capacity > 0.0, capacity, np.inf)


def _base(plan: Plan) -> FloatArray:
    """Return the level of supply without damage."""
    state = whole_state(plan)
    for layer in range(plan.crews.size):
        supply_layer(plan, layer, state, True)
    return state.level


def _order(settings: CascadeSettings, importance: FloatArray) -> NDArray[np.int32]:
    if settings.priority == "listed":
        return np.arange(len(importance), dtype=np.int32)
    return np.lexsort((-importance[:, 1], -importance[:, 0])).astype(np.int32)


def _roads(city: City, layers: Layers) -> NDArray[np.int32]:
    """Return the road node nearest to the middle of each component, -1 where crews need none."""
    found = np.full(layers.layer.size, -1, dtype=np.int32)
    if ROAD in layers.names:
        lines = layers.lines
        near = nearest_road(city, layers.nodes, lines[:, [0, 2]].mean(axis=1), lines[:, [1, 3]].mean(axis=1))
        needs_road = ~np.isin(layers.layer, [layers.names.index(way) for way in WAYS if way in layers.names])
        needs_road &= _served(layers)[near]
        found[needs_road] = near[needs_road]
    return found


def _repairs(layers: Layers, settings: CascadeSettings, kind: str) -> FloatArray:
    nodes = len(layers.place)
    return np.array(
        [
            settings.repair_of(layers.names[layer], "node" if part < nodes else "link", kind)
            for part, layer in enumerate(layers.layer.tolist())
        ]
    )
