"""The cascade as a discrete-event simulation in SimPy: crews are resources, repairs and looks are processes.

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

    def repair(part, rank):
        yield environment.timeout(city.delay)
        with crews[city.layer[part]].request(priority=rank) as turn:
            yield turn
            yield environment.timeout(duration[part])
            event.broken.discard(part)
        agree(int(environment.now))

    agree(0)
    waiting = set(failed)
    for rank, part in enumerate(part for part in city.order if part in waiting):
        environment.process(repair(part, rank))
    environment.run(until=city.hours)
    return event


if __name__ == "__main__":
    main(follow, simpy.__version__)
