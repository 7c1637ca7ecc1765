"""The tree of administrative areas."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

NO_AREA = -1
"""Index that stands for "no area"."""


@dataclass(frozen=True)
class Areas:
    """Administrative areas as a tree; index i means the i-th row of the table `areas`.

    Parameters
    ----------
    codes
        Code of each area.
    names_zh, names_en
        Chinese name, and English name or the Chinese one where there is none.
    level
        Level of each area, a key of `anlan.city.tables.ground.AREA_LEVELS`.
    parent
        int32 (areas,): index of the area that contains it, -1 for the root.
    """

    codes: tuple[str, ...]
    names_zh: tuple[str, ...]
    names_en: tuple[str, ...]
    level: tuple[str, ...]
    parent: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, table: pl.DataFrame) -> "Areas":
        """Build the tree from the table `areas`, whose parents must all be found and hold no cycle."""
        codes = tuple(table["code"].to_list())
        place = {code: index for index, code in enumerate(codes)}
        parent = np.array([place.get(code, NO_AREA) for code in table["parent"].to_list()], dtype=np.int32)
        parent.flags.writeable = False
        english = table["name_en"].fill_null(table["name_zh"])
        return cls(
            codes, tuple(table["name_zh"].to_list()), tuple(english.to_list()), tuple(table["level"].to_list()), parent
        )

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Index of each code."""
        return {code: index for index, code in enumerate(self.codes)}

    def indices(self, codes: pl.Series) -> NDArray[np.int32]:
        """Return the index of each code of a column, -1 where it is null or not found."""
        found = codes.replace_strict(dict(self.index), default=NO_AREA, return_dtype=pl.Int32)
        return np.array(found.fill_null(NO_AREA).to_numpy(), dtype=np.int32)

    @cached_property
    def root(self) -> int:
        """Index of the city as a whole."""
        return int(np.flatnonzero(self.parent == NO_AREA)[0])

    @cached_property
    def depth(self) -> NDArray[np.int32]:
        """int32 (areas,): steps from the root, which has 0."""
        depth = np.zeros(len(self), dtype=np.int32)
        above = self.parent.copy()
        for _ in range(len(self)):
            inner = above != NO_AREA
            if not inner.any():
                break
            depth[inner] += 1
            above[inner] = self.parent[above[inner]]
        depth.flags.writeable = False
        return depth

    def children(self, area: int) -> NDArray[np.intp]:
        """Return the indices of the areas directly below one."""
        return np.flatnonzero(self.parent == area)

    def at_level(self, level: str) -> NDArray[np.intp]:
        """Return the indices of the areas of a level, in the order of the table."""
        return np.flatnonzero(np.array(self.level) == level)

    def ancestor_at(self, level: str) -> NDArray[np.int32]:
        """Return for each area the index of itself or its ancestor that has the level; -1 where there is none."""
        has_level = np.array(self.level) == level
        found = np.full(len(self), NO_AREA, dtype=np.int32)
        at = np.arange(len(self), dtype=np.int32)
        while at.size and (at != NO_AREA).any():
            inner = at != NO_AREA
            hit = np.zeros(len(self), dtype=np.bool_)
            hit[inner] = has_level[at[inner]]
            found[hit] = at[hit]
            at = np.where(inner & ~hit, self.parent[at], NO_AREA).astype(np.int32)
        return found

    def roll_up(self, values: ArrayLike) -> NDArray[np.float64]:
        """Add to each area the values of all areas below it.

        Parameters
        ----------
        values
            (..., areas): what lies in each area itself and in none below it.

        Returns
        -------
        ndarray
            float64 (..., areas): inclusive sums; the root holds the sum of all.
        """
        sums = np.array(values, dtype=np.float64)
        if sums.shape[-1:] != (len(self),):
            raise ValueError(f"values have shape {sums.shape}; the last axis must have the {len(self)} areas")
        for depth in range(int(self.depth.max(initial=0)), 0, -1):
            members = np.flatnonzero(self.depth == depth)
            _add_to_parents(sums, self.parent[members], members)
        return sums


def _add_to_parents(sums: NDArray[np.float64], parents: NDArray[np.int32], members: NDArray[np.intp]) -> None:
    by_area = np.moveaxis(sums, -1, 0)
    np.add.at(by_area, parents, by_area[members])


def is_tree(table: pl.DataFrame) -> bool:
    """Say whether the table `areas` holds one root of level city and reaches it from every area."""
    parent_of: dict[str, str | None] = dict(table.select("code", "parent").iter_rows())
    roots = [code for code, parent in parent_of.items() if parent is None]
    if len(parent_of) != table.height or len(roots) != 1 or None in parent_of:
        return False
    if table.filter(pl.col("level") == "city")["code"].to_list() != roots:
        return False
    reached = set(roots)
    for code in parent_of:
        path: list[str] = []
        at: str | None = code
        while at is not None and at not in reached and at in parent_of and len(path) <= len(parent_of):
            path.append(at)
            at = parent_of[at]
        if at not in reached:
            return False
        reached.update(path)
    return True
