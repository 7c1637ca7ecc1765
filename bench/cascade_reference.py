"""The rules of the cascade in plain Python, every hour over everything: slow, and easy to check by reading."""

import math
from dataclasses import dataclass, field

import numpy as np

from anlan.scenarios.cascade import CascadeModel

EDGE = 1e-9
FULL, TIE, ROUNDS = 1e-6, 1e-9, 200


@dataclass
class Reference:
    """One event.

    Parameters
    ----------
    model
        Networks, needs and rules.
    broken
        Components that are broken; changes with the hours.
    duration
        Hours of repair by component.
    """

    model: CascadeModel
    broken: set[int]
    duration: dict[int, int]
    since: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.model.plan
        self.nodes, self.layers = range(self.model.nodes), range(len(self.model.networks))
        self.arcs = {
            node: list(zip(plan.head[a:b].tolist(), (plan.edge[a:b] + self.model.nodes).tolist(), strict=True))
            for node, (a, b) in enumerate(zip(plan.indptr[:-1].tolist(), plan.indptr[1:].tolist(), strict=True))
        }
        self.needs = [
            list(zip(plan.need_node[a:b].tolist(), plan.need_share[a:b].tolist(), strict=True))
            for a, b in zip(plan.need_first[:-1].tolist(), plan.need_first[1:].tolist(), strict=True)
        ]
        self.backup: list[float]
        self.enough: list[float]
        self.backup, self.enough = plan.need_backup.tolist(), plan.need_enough.tolist()
        first = plan.node_need.tolist()
        self.of_node = {node: range(first[at], first[at + 1]) for at, node in enumerate(plan.needy.tolist())}
        first, house = plan.place_need.tolist(), plan.house_first.tolist()
        self.of_place = [range(first[at], first[at + 1]) for at in range(len(self.model.places))]
        self.in_place = [plan.house_node[house[at] : house[at + 1]].tolist() for at in range(len(self.model.places))]

    def flooded(self, origin: int, works: set[int]) -> set[int]:
        """Return what a source reaches."""
        found, queue = {origin}, [origin]
        while queue:
            for other, link in self.arcs[queue.pop()]:
                if other in works and link not in self.broken and other not in found:
                    found.add(other)
                    queue.append(other)
        return found

    def pieces(self, works: set[int]) -> list[set[int]]:
        """Return the nodes that hang together and on a source; those that two sources reach are one piece."""
        parts: list[set[int]] = []
        for origin in sorted(works):
            if not self.model.plan.source[origin] or any(origin in part for part in parts):
                continue
            part = self.flooded(origin, works)
            for other in [each for each in parts if each & part]:
                part |= other
                parts.remove(other)
            parts.append(part)
        return parts

    def carried(self, piece: set[int], ratio: float) -> dict[int, float]:
        """Return the share of its demand that links can carry to each node of a piece, by the DC power flow."""
        plan, nodes, first = self.model.plan, sorted(piece), self.model.nodes
        place = {node: at for at, node in enumerate(nodes)}
        ends = {link: (place[a], place[b]) for link, (a, b) in enumerate(plan.ends.tolist())
                if a in piece and b in piece and a != b and first + link not in self.broken}  # fmt: skip
        matrix = np.zeros((len(nodes), len(nodes)))
        for link, (a, b) in ends.items():
            matrix[[a, b, a, b], [a, b, b, a]] += plan.susceptance[link] * np.array([1.0, 1.0, -1.0, -1.0])
        inverse = np.linalg.pinv(matrix)
        supply = np.array([float(plan.capacity[node]) if plan.source[node] else 0.0 for node in nodes])
        demand, share = plan.demand[nodes], np.full(len(nodes), ratio)
        given = supply / supply.sum()
        for _ in range(ROUNDS):
            angle = inverse @ (given * (demand * share).sum() - demand * share)
            flow = {link: plan.susceptance[link] * (angle[a] - angle[b]) for link, (a, b) in ends.items()}
            load = {link: abs(value) / plan.link_capacity[link] for link, value in flow.items()}
            largest = max(load.values(), default=0.0)
            if largest <= 1.0 + FULL:
                return dict(zip(nodes, share.tolist(), strict=True))
            link = min(link for link, value in load.items() if value >= largest * (1.0 - TIE))
            a, b = ends[link]
            through = plan.susceptance[link] * (inverse[a] - inverse[b]) * math.copysign(1.0, flow[link])
            adds = np.maximum(0.0, through @ given - through)
            excess = abs(flow[link]) - plan.link_capacity[link]
            share = share * (1.0 - np.minimum(1.0, excess / (adds**2 * demand * share).sum() * adds))
        raise ArithmeticError("links are not relieved")

    def levels(self, works: set[int], ready: set[int]) -> dict[int, float]:
        """Return the level of supply of every node that a source reaches; demand is that of all that is ready."""
        plan, level = self.model.plan, dict[int, float]()
        reached = set[int]().union(*self.pieces(works))
        for piece in self.pieces(ready):
            ratio = 1.0
            if plan.limited[plan.layer[min(piece)]]:
                can = sum(float(plan.capacity[node]) for node in piece & works)
                wants = sum(float(plan.demand[node]) for node in piece)
                ratio = can / wants if wants > can else 1.0
            carried = self.carried(piece, ratio) if plan.routed[plan.layer[min(piece)]] else {}
            for node in piece & reached:
                share, whole = min(ratio, carried.get(node, 1.0)), float(plan.base[node])
                level[node] = 1.0 if share >= whole else share / whole
        return level

    def got(self, need: int, level: dict[int, float]) -> float:
        """Return the level of service of a need."""
        if self.model.plan.any_of[self.model.plan.need_layer[need]]:
            return max(level.get(node, 0.0) for node, _ in self.needs[need])
        return float(sum(share * level.get(node, 0.0) for node, share in self.needs[need]))

    def bridged(self, need: int, hour: int) -> bool:
        """Say whether a lost service is bridged."""
        return hour - self.since.get(need, hour) < self.backup[need]

    def met(self, need: int, level: dict[int, float], hour: int) -> bool:
        """Say whether a need is served or bridged."""
        return self.got(need, level) >= self.enough[need] - EDGE or self.bridged(need, hour)

    def settled(self, hour: int) -> tuple[set[int], dict[int, float]]:
        """Return what works and the levels of supply: stage by stage, from everything that is ready down."""
        plan = self.model.plan
        everything, levels = set[int](), dict[int, float]()
        for stage in range(len(plan.circular)):
            ready = {
                node for node in self.nodes
                if plan.stage[plan.layer[node]] == stage and node not in self.broken
                and all(self.met(need, levels, hour) for need in self.of_node.get(node, ())
                        if plan.stage[plan.need_layer[need]] < stage)
            }  # fmt: skip
            works = set(ready)
            while True:
                level = levels | self.levels(works, ready)
                stopped = {
                    node
                    for node in works
                    if not all(self.met(need, level, hour) for need in self.of_node.get(node, ()))
                }
                if not stopped:
                    break
                works -= stopped
            everything |= works
            levels = level
        return everything, levels

    def people(self, level: dict[int, float], hour: int) -> list[list[float]]:
        """Return the people without each service by district and layer."""
        plan = self.model.plan
        found = [[0.0 for _ in self.layers] for _ in self.model.districts]
        for at, persons in enumerate(plan.persons.tolist()):
            need = plan.people_need + at
            got = self.got(need, level)
            if got < 1.0 - EDGE and not self.bridged(need, hour):
                found[int(plan.district[at])][int(plan.need_layer[need])] += persons * (1.0 - got)
        return found

    def run(self) -> tuple[list[list[list[float]]], list[float]]:
        """Return the people without each service by hour, district and layer, and the beds by hour."""
        plan, rules = self.model.plan, self.model.settings
        free, done, spares = plan.crews.tolist(), dict[int, int](), plan.spares.tolist()
        waiting = [part for part in plan.order.tolist() if part in self.broken]
        without, beds = [], []
        for hour in range(rules.hours):
            for part in [part for part, end in done.items() if end == hour]:
                self.broken.discard(part)
                free[plan.layer[part]] += 1
            works, level = self.settled(hour)
            for need in range(len(self.needs)):
                if self.got(need, level) >= self.enough[need] - EDGE:
                    self.since.pop(need, None)
                else:
                    self.since.setdefault(need, hour)
            for part in list(waiting) if hour >= rules.delay else []:
                road, layer = int(plan.reached_by[part]), int(plan.layer[part])
                kind, ordered = int(part not in self.nodes), hour < int(plan.lead[layer])
                if ordered and not spares[layer][kind]:
                    continue
                if free[layer] and not (rules.access and road >= 0 and level.get(road, 0.0) <= 0.0):
                    free[layer] -= 1
                    spares[layer][kind] -= ordered
                    done[part] = hour + self.duration[part]
                    waiting.remove(part)
            without.append(self.people(level, hour))
            beds.append(
                math.fsum(
                    float(plan.beds[place]) for place, needs in enumerate(self.of_place)
                    if all(self.met(need, level, hour) for need in needs)
                    and all(node in works for node in self.in_place[place])
                )
            )  # fmt: skip
        return without, beds
