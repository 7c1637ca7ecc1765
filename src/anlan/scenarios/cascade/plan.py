"""A city's networks and their users as the arrays that the kernels walk.

Kernels unpack the arrays they use before they loop: each access to an array inside a tuple counts a reference.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]
LongArray = NDArray[np.int64]
FlagArray = NDArray[np.bool_]

UNLIMITED = 2**62
"""Number of spare parts that never run out, and hour that never comes."""


class Plan(NamedTuple):
    """Components and needs. Components are the n nodes, layer by layer, then the m links.

    A *need* is one service that one user takes from one or more nodes. Users are nodes, places, and people who are
    served alike in one district; needs are in this order, those of a user side by side.

    Attributes
    ----------
    indptr, head, edge
        int64[n + 1], int32[a], int32[a]: neighbours of a node and the links to them, in compressed rows.
    ends
        int32[m, 2], nodes at the ends of each link.
    layer_first
        int64[l + 1], first node of each layer.
    layer
        int32[n + m], layer of each component.
    source
        bool[n], nodes that feed their layer.
    capacity, demand
        float64[n], what a source can give and what a node draws, in one unit for each layer; see `limited`.
    limited
        bool[l], layers in which capacity is shared out.
    any_of
        bool[l], layers in which one working node serves a need in full.
    routed
        bool[l], layers in which the capacity of links counts: limited ones, with DC power flow.
    susceptance, link_capacity
        float64[m], 1/km, and what a link can carry, infinite where it is not known or does not count.
    stage
        int64[l], order in which layers are settled: a layer needs none of a later stage, and those that need each
        other share one.
    circular
        bool[stages], whether a layer of the stage needs a layer of the same stage.
    base
        float64[n], level of supply without damage, 1; 0 where no source reaches.
    need_first
        int64[r + 1], first entry of each need in `need_node` and `need_share`.
    need_node, need_share
        int32[z], float64[z]: serving nodes and their shares of the need, which add up to 1.
    need_layer
        int32[r].
    layer_need_first, layer_need
        int64[l + 1], int32[r]: needs of each layer.
    need_backup
        float64[r], hours that the user bridges.
    need_enough
        float64[r], level below which the service counts as lost, 1.
    needy
        int32[q], nodes that have needs.
    node_need
        int64[q + 1], first need of each of them.
    place_need
        int64[p + 1], first need of each place.
    house_first, house_node
        int64[p + 1], int32[h]: nodes that a place houses; it works only with them.
    beds
        float64[p], hospital beds of each place.
    people_need
        First need of people; the rest are theirs.
    persons
        float64[r - people_need], people who have the need.
    district
        int32[r - people_need], their district.
    order
        int32[n + m], components in the order of repair.
    crews
        int64[l].
    spares, lead
        int64[l, 2], int64[l]: spare parts for nodes and for links, and the full hours after which there is one for each
        component that lacks one; ``UNLIMITED`` for as many as are wanted, and for never.
    reached_by
        int32[n + m], road node by which crews reach a component, -1 for none needed.
    """

    indptr: LongArray
    head: IndexArray
    edge: IndexArray
    ends: IndexArray
    layer_first: LongArray
    layer: IndexArray
    source: FlagArray
    capacity: FloatArray
    demand: FloatArray
    limited: FlagArray
    any_of: FlagArray
    routed: FlagArray
    susceptance: FloatArray
    link_capacity: FloatArray
    stage: LongArray
    circular: FlagArray
    base: FloatArray
    need_first: LongArray
    need_node: IndexArray
    need_share: FloatArray
    need_layer: IndexArray
    layer_need_first: LongArray
    layer_need: IndexArray
    need_backup: FloatArray
    need_enough: FloatArray
    needy: IndexArray
    node_need: LongArray
    place_need: LongArray
    house_first: LongArray
    house_node: IndexArray
    beds: FloatArray
    people_need: int
    persons: FloatArray
    district: IndexArray
    order: IndexArray
    crews: LongArray
    spares: LongArray
    lead: LongArray
    reached_by: IndexArray


class State(NamedTuple):
    """What holds at an hour of an event; the kernels write it.

    Attributes
    ----------
    broken
        bool[n + m], broken components.
    works
        bool[n], nodes at work.
    level
        float64[n], level of supply, 1.
    got
        float64[r], level of service of each need, 1.
    since
        int64[r], hour at which the service of a need was lost, -1 while it is there.
    touched
        bool[l], layers in which a component was broken, repaired, stopped or started since levels were found.
    renewed
        bool[l], layers whose levels were found anew at this hour.
    ready
        bool[n], nodes that are whole and have what they need from layers of earlier stages.
    piece
        int32[n], which ready nodes hang together and on a source, within a layer; -1 where no source reaches.
    carried
        float64[n], share of its demand that links can carry to a node, 1 where their capacity does not count.
    label, root
        int32[n], to work in.
    """

    broken: FlagArray
    works: FlagArray
    level: FloatArray
    got: FloatArray
    since: LongArray
    touched: FlagArray
    renewed: FlagArray
    ready: FlagArray
    piece: IndexArray
    carried: FloatArray
    label: IndexArray
    root: IndexArray
