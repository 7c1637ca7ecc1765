"""Loss of service by networkx, pair by pair, after OpenQuake's method (written anew, none of its code is used).

Usage: PYTHON networkx_job.py CASE.npz RESULT.npz. Prints the time of each event in seconds as JSON, and that of its
searches from every node alone, which is what remains where one search serves all demand nodes (newer OpenQuake).
"""

import json
import sys
import time

import networkx as nx
import numpy as np


def state(graph, nodes, sources, demands, count):
    """Return sources that reach each demand node, their sum of 1 / distance, the efficiency of each node, seconds."""
    served, near, efficiency = np.zeros(len(demands)), np.zeros(len(demands)), np.zeros(count)
    for place, demand in enumerate(demands):
        if demand not in graph:
            continue
        for source in sources:
            if source in graph and nx.has_path(graph, source, demand):
                served[place] += 1
                near[place] += 1.0 / nx.shortest_path_length(graph, source, demand, weight="weight")
    begin = time.perf_counter()
    for node in nodes:
        if node in graph:
            lengths = nx.single_source_dijkstra_path_length(graph, node, weight="weight")
            efficiency[node] = sum(1.0 / length for length in lengths.values() if length > 0) / (count - 1)
    return served, near, efficiency, time.perf_counter() - begin


def main():
    """Compute the state before, then every event."""
    with np.load(sys.argv[1]) as file:
        case = dict(file)
    count = case["source"].size
    nodes = range(count)
    sources, demands = np.flatnonzero(case["source"]).tolist(), np.flatnonzero(case["demand"]).tolist()
    whole = nx.Graph()
    whole.add_nodes_from(nodes)
    ends = list(zip(case["start"].tolist(), case["end"].tolist(), strict=True))
    whole.add_weighted_edges_from((*pair, length) for pair, length in zip(ends, case["length"].tolist(), strict=True))
    before = state(whole, nodes, sources, demands, count)
    times, searches, losses = [], [], []
    for failed in case["failed"]:
        begin = time.perf_counter()
        graph = whole.copy()
        graph.remove_edges_from(ends[place] for place in np.flatnonzero(failed[count:]))
        graph.remove_nodes_from(np.flatnonzero(failed[:count]).tolist())
        served, near, efficiency, search = state(graph, nodes, sources, demands, count)
        losses.append([
            1.0 - (served > 0).sum() / (before[0] > 0).sum(),
            np.mean(1.0 - served / before[0]),
            np.mean(1.0 - served * near / (before[0] * before[1])),
            1.0 - efficiency.sum() / before[2].sum(),
        ])  # fmt: skip
        times.append(time.perf_counter() - begin)
        searches.append(search)
    np.savez(sys.argv[2], losses=np.array(losses))
    print(json.dumps({"times": times, "searches": searches, "version": nx.__version__}))


if __name__ == "__main__":
    main()
