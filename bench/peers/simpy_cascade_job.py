"""The cascade as a discrete-event simulation in SimPy: crews are resources, repairs and looks are processes.

Spare parts go to the first components in the order of repair, since crews take those of one kind in this order.

Usage: PYTHON simpy_cascade_job.py CASE.npz RESULT.npz. An hour is looked at in its middle, after all repairs of it.
"""

import simpy
from cascade_rules import Event, main, pieces_of, reached


def follow(city, failed, duration):
    """Follow one event."""

    def pieces(works, broken):
        return pieces_of(city, works, lambda origin: reached(city, origin, works, broken))

    environment, event, due = simpy.Environment(), Event(city, failed, pieces), set()
    crews = [simpy.PriorityResource(environment, count) for count in city.crews]

    def look(hour):
        yield environment.timeout(hour + 0.5 - environment.now)
        agree(event.look(hour))

    def agree(hour):
        if hour is not None and hour < city.hours and hour not in due:
            due.add(hour)
            environment.process(look(hour))

    def repair(part, rank, begin):
        yield environment.timeout(begin)
        with crews[city.layer[part]].request(priority=rank) as turn:
            yield turn
            yield environment.timeout(duration[part])
            event.broken.discard(part)
        agree(int(environment.now))

    agree(0)
    waiting, spares = set(failed), [list(stock) for stock in city.spares]
    for rank, part in enumerate(part for part in city.order if part in waiting):
        layer, kind = city.layer[part], int(part >= len(city.nodes))
        begin = city.delay if spares[layer][kind] else max(city.delay, city.lead[layer])
        spares[layer][kind] -= spares[layer][kind] > 0
        environment.process(repair(part, rank, begin))
    environment.run(until=city.hours)
    return event


if __name__ == "__main__":
    main(follow, simpy.__version__)
