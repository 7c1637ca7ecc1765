"""Checks across the tables of a package, each one function from a draft to its problems."""

from collections.abc import Callable, Iterable

from anlan.city.checks import bills, cover, geometry, ground, keys, positions, standards, structure, totals, tree
from anlan.city.draft import Draft
from anlan.errors import Problem

Check = Callable[[Draft], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    structure.required_without_rows,
    keys.duplicate_keys,
    keys.dangling_references,
    keys.provenance,
    tree.area_tree,
    geometry.unknown_features,
    geometry.zones_without_polygon,
    geometry.outside_parent,
    geometry.overlapping_siblings,
    cover.shares,
    cover.outside_city,
    cover.outside_area,
    ground.cells_without_terrain,
    totals.ages,
    totals.cells_in_areas,
    totals.areas_in_parents,
    totals.city_total,
    positions.outside_city,
    positions.shifted_points,
    positions.shifted_polygons,
    structure.links_across_networks,
    structure.functions_without_points,
    structure.points_out_of_order,
    bills.bills_of_materials,
    standards.units_of_rates,
    standards.ranges_of_rates,
    standards.phases_of_standards,
    standards.mixed_standards,
    standards.groups_without_ages,
    standards.codes_of_items,
    standards.kits_in_kits,
)
"""All checks, in the order in which they run."""
