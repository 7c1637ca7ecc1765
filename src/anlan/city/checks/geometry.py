"""Polygons must belong to rows, lie in their parents and keep clear of their neighbours."""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from shapely import Geometry

from anlan.city.draft import Draft
from anlan.city.region import standing_in
from anlan.city.tables import TABLE
from anlan.errors import Problem
from anlan.language import Message

OUTSIDE_SHARE = 0.01
"""Share of a polygon that may lie outside its parent: generalised boundaries of two levels rarely differ by more."""

OVERLAP_SHARE = 0.005
"""Share of the smaller of two neighbours that they may have in common."""


def unknown_features(draft: Draft) -> Iterator[Problem]:
    """Yield features that belong to no row."""
    for name, shapes in draft.shapes.items():
        key = TABLE[name].key[0]
        if not draft.usable(name, key):
            continue
        there = set(draft.frame(name)[key].to_list())
        for code in sorted(shapes.given - there):
            yield Problem(
                shapes.file,
                Message(
                    "{column} {value!r} is not in {file} column {to}",
                    column=key,
                    value=code,
                    file=TABLE[name].file,
                    to=key,
                ),
                Message("add it there or correct it"),
                feature=code,
                code="unknown-feature",
            )


def zones_without_polygon(draft: Draft) -> Iterator[Problem]:
    """Yield seismic sources that cannot be placed."""
    table = TABLE["seismic_sources"]
    given = draft.shapes[table.name].given
    for row, code in enumerate(draft.frame(table.name)["id"]):
        if code is not None and code not in given:
            yield Problem(
                table.file,
                Message("seismic source {id!r} has no feature in {file}", id=code, file=table.shapes),
                Message("draw its polygon there, with the property id"),
                line=int(draft.lines(table.name)[row]),
                code="no-polygon",
            )


def outside_parent(draft: Draft) -> Iterator[Problem]:
    """Yield areas of which more than `OUTSIDE_SHARE` lies outside the nearest ancestor that has a polygon."""
    tree, geometries = draft.tree, draft.shapes["areas"].geometries
    if tree is None:
        return
    standing = standing_in(tree, geometries)
    for area, code in enumerate(tree.codes):
        above = tree.parent[area]
        holder = standing[above] if above >= 0 else -1
        if code not in geometries or holder < 0:
            continue
        own, parent = geometries[code], geometries[tree.codes[holder]]
        share = 1.0 - shapely.area(shapely.intersection(own, parent)) / shapely.area(own)
        if share > OUTSIDE_SHARE:
            yield Problem(
                draft.shapes["areas"].file,
                Message(
                    "{share:.1%} of the polygon lies outside its parent {parent!r}",
                    share=float(share),
                    parent=tree.codes[holder],
                ),
                Message("redraw it, or correct its parent in areas.csv"),
                feature=code,
                code="outside-parent",
            )


def overlapping_siblings(draft: Draft) -> Iterator[Problem]:
    """Yield pairs of areas below the same parent that share more than `OVERLAP_SHARE` of the smaller one."""
    tree, geometries = draft.tree, draft.shapes["areas"].geometries
    if tree is None:
        return
    for parent in np.unique(tree.parent[tree.parent >= 0]):
        codes = [tree.codes[child] for child in tree.children(int(parent)) if tree.codes[child] in geometries]
        for first, second, share in _overlaps(codes, geometries):
            yield Problem(
                draft.shapes["areas"].file,
                Message(
                    "the polygon overlaps its neighbour {other!r} by {share:.1%} of the smaller one",
                    share=share,
                    other=first,
                ),
                Message("redraw the boundary that they have in common"),
                feature=second,
                code="overlap",
            )


def _overlaps(codes: list[str], geometries: Mapping[str, Geometry]) -> Iterator[tuple[str, str, float]]:
    shapes = np.array([geometries[code] for code in codes], dtype=np.object_)
    if len(shapes) < 2:
        return
    first, second = shapely.STRtree(shapes).query(shapes)
    pairs = first < second
    first, second = first[pairs], second[pairs]
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    size = shapely.area(shapes)
    share = common / np.minimum(size[first], size[second])
    for one, other, part in zip(first, second, share, strict=True):
        if part > OVERLAP_SHARE:
            yield codes[one], codes[other], float(part)
