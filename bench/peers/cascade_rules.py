"""The rules of the cascade for the peers, in one place: who is supplied, who works, who has lost what at an hour.

Written anew after ``docs/methods/cascades.md`` and ``bench/cascade_reference.py``, without Anlan's code; the peers add
how time goes and how a network is walked. Runs in the peers' own environment.
"""

import json
import math
import sys
import time

import numpy as np

EDGE = 1e-9


class Networks:
    """Networks, needs and rules from a case on disk; attributes are those of `anlan.scenarios.cascade.plan.Plan`."""

    def __init__(self, case):
        for name, value in case.items():
            setattr(self, name, value.tolist())
        self.nodes = range(len(self.base))
        self.arcs = [
            list(zip(self.head[a:b], [len(self.base) + link for link in self.edge[a:b]], strict=True))
            for a, b in zip(self.indptr[:-1], self.indptr[1:], strict=True)
        ]
        self.serving = [
            list(zip(self.need_node[a:b], self.need_share[a:b], strict=True))
            for a, b in zip(self.need_first[:-1], self.need_first[1:], strict=True)
        ]
        self.of_node = {
            node: range(a, b) for node, a, b in zip(self.needy, self.node_need[:-1], self.node_need[1:], strict=True)
        }
        self.of_place = [range(a, b) for a, b in zip(self.place_need[:-1], self.place_need[1:], strict=True)]
        self.in_place = [self.house_node[a:b] for a, b in zip(self.house_first[:-1], self.house_first[1:], strict=True)]
        self.node_stage = [self.stage[self.layer[node]] for node in self.nodes]


class Event:
    """One event: what is broken, since when each need is lost, and what was seen at each hour looked at.

    Parameters
    ----------
    networks
        The city.
    failed
        Components that are broken at hour 0.
    pieces
        Takes nodes at work and broken components; returns the sets of nodes that hang together and on a source.
    """

    def __init__(self, networks, failed, pieces):
        self.city, self.broken, self.pieces = networks, set(failed), pieces
        self.since, self.seen = {}, {}

    def levels(self, works, ready):
        """Return the level of supply of nodes that a source reaches; demand is that of all that is ready."""
        city, level = self.city, {}
        reached = set().union(*self.pieces(works, self.broken))
        for piece in self.pieces(ready, self.broken):
            ratio = 1.0
            if city.limited[city.layer[next(iter(piece))]]:
                can = sum(city.capacity[node] for node in sorted(piece & works))
                wants = sum(city.demand[node] for node in sorted(piece))
                ratio = can / wants if wants > can else 1.0
            level.update({node: min(1.0, ratio / city.base[node]) for node in piece & reached})
        return level

    def got(self, need, level):
        """Return the level of service of a need."""
        if self.city.any_of[self.city.need_layer[need]]:
            return max(level.get(node, 0.0) for node, _ in self.city.serving[need])
        return sum(share * level.get(node, 0.0) for node, share in self.city.serving[need])

    def met(self, need, level, hour):
        """Say whether a need is served, or bridged since its loss."""
        if self.got(need, level) >= self.city.need_enough[need] - EDGE:
            return True
        return hour - self.since.get(need, hour) < self.city.need_backup[need]

    def settled(self, hour):
        """Return what works and the levels of supply, stage by stage from everything that is ready down."""
        city, everything, levels = self.city, set(), {}
        for stage in range(len(city.circular)):
            ready = {
                node for node in city.nodes
                if city.node_stage[node] == stage and node not in self.broken
                and all(self.met(need, levels, hour) for need in city.of_node.get(node, ())
                        if city.stage[city.need_layer[need]] < stage)
            }  # fmt: skip
            works = set(ready)
            while True:
                level = levels | self.levels(works, ready)
                needy = (node for node in works if node in city.of_node)
                stopped = {
                    node for node in needy if not all(self.met(need, level, hour) for need in city.of_node[node])
                }
                if not stopped:
                    break
                works -= stopped
            everything |= works
            levels = level
        return everything, levels

    def look(self, hour):
        """Look at an hour; return the next hour at which a lost service is no longer bridged, None if there is none."""
        city = self.city
        works, level = self.settled(hour)
        for need in range(len(city.serving)):
            if self.got(need, level) >= city.need_enough[need] - EDGE:
                self.since.pop(need, None)
            else:
                self.since.setdefault(need, hour)
        self.seen[hour] = (self._people(level, hour), self._beds(works, level, hour))
        ends = (math.ceil(since + city.need_backup[need]) for need, since in self.since.items())
        return min((end for end in ends if end > hour), default=None)

    def _people(self, level, hour):
        city = self.city
        found = np.zeros((city.districts, len(city.crews)))
        for at, persons in enumerate(city.persons):
            need = city.people_need + at
            got = self.got(need, level)
            if got < 1.0 - EDGE and hour - self.since.get(need, hour) >= city.need_backup[need]:
                found[city.district[at], city.need_layer[need]] += persons * (1.0 - got)
        return found

    def _beds(self, works, level, hour):
        city = self.city
        return math.fsum(
            city.beds[place]
            for place, needs in enumerate(city.of_place)
            if all(self.met(need, level, hour) for need in needs) and works.issuperset(city.in_place[place])
        )

    def course(self):
        """Return people without each service (districts, layers, hours) and beds (hours); what was seen last holds."""
        city = self.city
        people, beds = np.empty((city.districts, len(city.crews), city.hours)), np.empty(city.hours)
        now = self.seen[0]
        for hour in range(city.hours):
            now = self.seen.get(hour, now)
            people[..., hour], beds[hour] = now
        return people, beds


def pieces_of(city, works, reach):
    """Return the sets of nodes that hang together and on a source; those that two sources reach are one.

    Parameters
    ----------
    city
        The networks.
    works
        Nodes at work.
    reach
        Takes a node; returns what is reached from it, itself included.
    """
    parts, done, found = [], set(), []
    for origin in sorted(works):
        if city.source[origin] and origin not in done:
            parts.append(reach(origin))
            done |= parts[-1]
    for part in parts:
        for other in [each for each in found if each & part]:
            part = part | other
            found.remove(other)
        found.append(part)
    return found


def reached(city, origin, works, broken):
    """Return what a source reaches through nodes at work and whole links."""
    found, queue = {origin}, [origin]
    while queue:
        for other, link in city.arcs[queue.pop()]:
            if other in works and link not in broken and other not in found:
                found.add(other)
                queue.append(other)
    return found


def by_hour(event, duration):
    """Follow an event hour by hour; hours in which nothing is repaired and no backup ends are not looked at again."""
    city, free, done, end = event.city, list(event.city.crews), {}, 0
    spares = [list(stock) for stock in city.spares]
    waiting = [part for part in city.order if part in event.broken]
    for hour in range(city.hours):
        repaired = done.pop(hour, [])
        for part in repaired:
            event.broken.discard(part)
            free[city.layer[part]] += 1
        if repaired or hour == end:
            end = event.look(hour)
        for part in list(waiting) if hour >= city.delay else []:
            layer, kind = city.layer[part], int(part >= len(city.nodes))
            ordered = hour < city.lead[layer]
            if free[layer] and (not ordered or spares[layer][kind]):
                free[layer] -= 1
                spares[layer][kind] -= ordered
                done.setdefault(hour + duration[part], []).append(part)
                waiting.remove(part)
    return event


def main(follow, version):
    """Run a program: PYTHON PROGRAM CASE.npz RESULT.npz; prints the time of each event in seconds as JSON.

    Parameters
    ----------
    follow
        Takes the networks, the broken components and the hours of repair of each component; returns the event at its
        end.
    version
        That of the peer.
    """
    with np.load(sys.argv[1]) as file:
        case = dict(file)
    failed, duration = case.pop("failed"), case.pop("duration")
    networks, times, people, beds = Networks(case), [], [], []
    for row, hours in zip(failed, duration, strict=True):
        begin = time.perf_counter()
        event = follow(networks, np.flatnonzero(row).tolist(), hours.tolist())
        course = event.course()
        times.append(time.perf_counter() - begin)
        people.append(course[0])
        beds.append(course[1])
    np.savez(sys.argv[2], people=np.array(people), beds=np.array(beds))
    print(json.dumps({"times": times, "version": version}))
