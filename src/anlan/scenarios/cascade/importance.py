"""How many people a component serves: for the order of repair, and for the choice of what is worth hardening."""

import numpy as np

from anlan.compute.compiled import compiled
from anlan.scenarios.cascade.kernel import count_people, settle, whole_state
from anlan.scenarios.cascade.plan import FloatArray, Plan


def people_lost_without(plan: Plan) -> FloatArray:
    """Return the people-services that are lost when one component alone fails and every backup has ended.

    Parameters
    ----------
    plan
        The networks.

    Returns
    -------
    float64[n + m], people times services.
    """
    return np.asarray(_lost_without(plan._replace(need_backup=np.zeros_like(plan.need_backup))))


@compiled
def _lost_without(plan: Plan) -> FloatArray:
    districts = 1
    for place in range(plan.district.size):
        districts = max(districts, plan.district[place] + 1)
    lost, without = np.zeros(plan.layer.size), np.zeros((districts, plan.crews.size))
    shares = np.zeros(plan.persons.size)
    state = whole_state(plan)
    state.touched[:] = plan.limited
    for part in range(lost.size):
        for fails in (True, False):
            state.broken[part] = fails
            state.touched[plan.layer[part]] = True
            settle(plan, 0, state)
            if fails:
                count_people(plan, 0, state, without, shares)
                lost[part] = without.sum()
    return lost


@compiled
def people_routed(plan: Plan) -> FloatArray:
    """Return the people-services whose way from the nearest source, in links, leads through a component.

    It tells apart the parts of a ring, of which each can be spared alone.

    Returns
    -------
    float64[n + m], people times services.
    """
    nodes = plan.indptr.size - 1
    flow = np.zeros(plan.layer.size)
    for place in range(plan.persons.size):
        need = plan.people_need + place
        for entry in range(plan.need_first[need], plan.need_first[need + 1]):
            flow[plan.need_node[entry]] += plan.persons[place] * plan.need_share[entry]
    queue = np.empty(nodes, dtype=np.int32)
    before, link = np.full(nodes, -2), np.full(nodes, -1)
    size, done = 0, 0
    for node in range(nodes):
        if plan.source[node]:
            before[node] = -1
            queue[size] = node
            size += 1
    while done < size:
        node = queue[done]
        done += 1
        for arc in range(plan.indptr[node], plan.indptr[node + 1]):
            other = plan.head[arc]
            if before[other] == -2:
                before[other] = node
                link[other] = nodes + plan.edge[arc]
                queue[size] = other
                size += 1
    for place in range(size - 1, -1, -1):
        node = queue[place]
        if before[node] >= 0:
            flow[link[node]] += flow[node]
            flow[before[node]] += flow[node]
    return flow
