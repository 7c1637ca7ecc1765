"""The cascade with networkx: networks are graphs, what a source reaches are its descendants.

Usage: PYTHON networkx_cascade_job.py CASE.npz RESULT.npz. Hours in which nothing is repaired and no backup ends are
not looked at again.
"""

import networkx as nx
from cascade_rules import Event, by_hour, main, pieces_of


def graph_of(city, works, broken):
    """Return nodes at work and whole links as a directed graph; arcs of two links between the same nodes are one."""
    graph = nx.DiGraph()
    graph.add_nodes_from(works)
    graph.add_edges_from(
        (node, other) for node in works for other, link in city.arcs[node] if other in works and link not in broken
    )
    return graph


def follow(city, failed, duration):
    """Follow one event."""

    def pieces(works, broken):
        graph = graph_of(city, works, broken)
        return pieces_of(city, works, lambda origin: nx.descendants(graph, origin) | {origin})

    return by_hour(Event(city, failed, pieces), duration)


if __name__ == "__main__":
    main(follow, nx.__version__)
