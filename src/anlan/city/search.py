"""Find areas and places by what people write: part of a name, Chinese or English, with or without 区, 镇 or 街道.

Nothing is guessed: an entry is found only if what was written stands in its name, or if an area that holds it is named
in front of it. Of several that fit, all are returned, the best first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from anlan.city.areas import NO_AREA
from anlan.city.model import City

LEAST_LETTERS = 2
"""Letters or digits that a question needs: one Chinese character stands in hundreds of names (assumption)."""

MOST_LETTERS = 80
"""Letters of a question that are read; addresses are shorter (assumption)."""

_OFFICE = "办事处"
_ENDS_ZH = ("街道", "地区", "新区", "社区", "区", "县", "镇", "乡", "市", "村")
_ENDS_EN = frozenset({"sub", "subdistrict", "district", "township", "town", "county", "city", "village", "community"})
_PROVINCE = re.compile(r"^[\u4e00-\u9fff]{2,3}(省|自治区)")
_WORDS = re.compile(r"[^\W_]+")

EXACT, BARE, BEGINS, HOLDS, WITHIN = range(5)
"""How an entry fits: its whole name; the name without its ending; the beginning; a part; a part, and areas around it by
name."""


@dataclass(frozen=True)
class Entry:
    """An area or a place that can be found.

    Parameters
    ----------
    key
        Code of the area, or identifier of the place.
    is_area
        Whether it is an area.
    sort
        Level of the area, or kind of the place; see `anlan.city.tables.ground`.
    name_zh, name_en
        Its names; where there is no English one, the Chinese one stands there too.
    area
        Code of the area itself, or of the one in which the place lies; empty where none is known.
    point
        Longitude and latitude of a place, degrees; None for an area.
    uncertainty_m
        How far off the point may be, m.
    synthetic
        Whether it was invented, as in a demonstration.
    """

    key: str
    is_area: bool
    sort: str
    name_zh: str
    name_en: str
    area: str
    point: tuple[float, float] | None = None
    uncertainty_m: float = 0.0
    synthetic: bool = False

    @cached_property
    def zh(self) -> str:
        """The Chinese name as it is compared."""
        return plain(self.name_zh)

    @cached_property
    def bare(self) -> str:
        """The same without its ending."""
        return without_end(self.zh)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the English name."""
        return words_of(self.name_en)

    @cached_property
    def bare_words(self) -> tuple[str, ...]:
        """The same without those that say what it is."""
        return _bare_words(self.words)


@dataclass(frozen=True)
class Found:
    """What a question brought.

    Parameters
    ----------
    entries
        The best, best first.
    total
        How many fit.
    named
        Where nothing fits: the smallest area that the question names, to be offered and never taken by itself.
    """

    entries: Sequence[Entry] = ()
    total: int = 0
    named: Entry | None = None


def plain(text: str) -> str:
    """Return a text as it is compared: half-width letters (NFKC), one case, letters and digits only.

    Parameters
    ----------
    text
        The text.
    """
    return "".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, half-width, in one case.

    Parameters
    ----------
    text
        The text.
    """
    return tuple(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def without_end(name: str) -> str:
    """Return a Chinese name without the word for what it is, such as 海州 for 海州区; two characters always stay.

    Parameters
    ----------
    name
        The name, `plain`.
    """
    for end in _ENDS_ZH:
        if name.endswith(end) and len(name) - len(end) >= 2:
            return name[: -len(end)]
    return name


def _bare_words(words: Sequence[str]) -> tuple[str, ...]:
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _ENDS_EN:
        kept.pop()
    return tuple(kept)


class Gazetteer:
    """The areas and places of a city by name.

    Parameters
    ----------
    entries
        What can be found.
    parents
        Code of the area that holds each area, by code; those at the top are not in it.
    """

    def __init__(self, entries: Iterable[Entry], parents: dict[str, str]) -> None:
        self.entries = tuple(entries)
        self._parents = parents
        self._areas = {entry.key: entry for entry in self.entries if entry.is_area}
        self._by_key = {(entry.is_area, entry.key): entry for entry in self.entries}

    @classmethod
    def of(cls, city: City) -> "Gazetteer":
        """Take up the areas and places of a city package. Nodes of networks are no places that people know.

        Parameters
        ----------
        city
            The city.
        """
        tree = city.areas
        parents = {
            tree.codes[place]: tree.codes[above] for place, above in enumerate(tree.parent.tolist()) if above != NO_AREA
        }
        return cls([*_areas(city), *_places(city)], parents)

    def area(self, code: str) -> Entry | None:
        """Return an area by code; None where there is none."""
        return self._areas.get(code)

    def place(self, key: str) -> Entry | None:
        """Return a place by identifier; None where there is none."""
        return self._by_key.get((False, key))

    def around(self, entry: Entry) -> list[Entry]:
        """Return the areas that hold an entry, the smallest first, without itself.

        Parameters
        ----------
        entry
            The entry.
        """
        code = self._parents.get(entry.key, "") if entry.is_area else entry.area
        found = []
        while code in self._areas:
            found.append(self._areas[code])
            code = self._parents.get(code, "")
        return found

    def find(self, text: str, *, most: int = 20) -> Found:
        """Find what fits a text: areas before places, real before invented, larger before smaller.

        Parameters
        ----------
        text
            What somebody wrote: a name, part of one, or areas and a name behind each other as in an address.
        most
            At most so many entries; the total counts all.
        """
        asked = text[:MOST_LETTERS]
        if len(plain(asked)) < LEAST_LETTERS:
            return Found()
        found = self._among(self.entries, asked, most)
        return found if found.entries else self._addressed(self.entries, _PROVINCE.sub("", plain(asked)), most)

    def _among(self, entries: Sequence[Entry], text: str, most: int) -> Found:
        """Return what fits of some entries."""
        ranked = sorted(self._fitting(text, entries), key=lambda pair: (pair[0], self._order(pair[1])))
        return Found(tuple(entry for _rank, entry in ranked[:most]), len(ranked))

    def _addressed(self, entries: Sequence[Entry], asked: str, most: int) -> Found:
        """Read an address: an area at its beginning, then the rest among what lies in that area."""
        area, rest, whole = _leading(entries, asked)
        if area is None:
            return Found()
        inside = [entry for entry in entries if area in self.around(entry)]
        found = self._among(inside, rest, most)
        if not found.entries:
            found = self._addressed(inside, rest, most)
        if found.entries or found.named or not whole:  # 朝阳中路 is no road of 朝阳街道
            return found
        return Found(named=area)

    def _fitting(self, text: str, among: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
        asked, words = plain(text).removesuffix(_OFFICE), words_of(text)
        if not asked:
            return
        bare, bare_words = without_end(asked), _bare_words(words)
        for entry in among:
            rank = _fit(entry, asked, bare, words, bare_words)
            if rank is None and len(words) > 1 and self._fits_with_areas(entry, words):
                rank = WITHIN
            if rank is not None:
                yield rank, entry

    def _fits_with_areas(self, entry: Entry, words: Sequence[str]) -> bool:
        """Say whether each word begins a word of the entry or of an area around it, and one of them its own."""
        own = [word for word in words if word not in _ENDS_EN and _begins(word, entry)]
        if not own:
            return False
        rest = [word for word in words if word not in own and word not in _ENDS_EN]
        around = self.around(entry) if rest else []
        return bool(rest) and all(any(_begins(word, area) for area in around) for word in rest)

    def _order(self, entry: Entry) -> tuple[bool, int, bool, int, str]:
        return (not entry.is_area, len(self.around(entry)), entry.synthetic, len(entry.zh), entry.key)


def _leading(entries: Iterable[Entry], asked: str) -> tuple[Entry | None, str, bool]:
    """Return the area whose name an address begins with, the longest first, what follows, and whether it was whole."""
    best: tuple[int, Entry | None, bool] = (0, None, False)
    for entry in entries:
        for name in (entry.zh, entry.bare) if entry.is_area else ():
            if asked.startswith(name) and len(asked) > len(name) > best[0]:
                best = len(name), entry, name == entry.zh
    return best[1], asked[best[0] :], best[2]


def _fit(entry: Entry, asked: str, bare: str, words: Sequence[str], bare_words: Sequence[str]) -> int | None:
    """Say how a question fits the names of an entry; None where it does not."""
    if asked == entry.zh or words == entry.words:
        return EXACT
    if bare == entry.bare or bare_words == entry.bare_words:
        return BARE
    count = len(bare_words) - 1
    begun = entry.words[:count] == bare_words[:count] and entry.words[count : count + 1]
    if entry.zh.startswith(bare) or (begun and begun[0].startswith(bare_words[count])):
        return BEGINS
    if bare in entry.zh or all(_begins(word, entry) for word in bare_words):
        return HOLDS
    return None


def _begins(word: str, entry: Entry) -> bool:
    """Say whether a word stands in a Chinese name, or begins a word of the English one."""
    if len(word) < LEAST_LETTERS:
        return word in entry.words
    return any(own.startswith(word) for own in entry.words) or (not word.isascii() and word in entry.zh)


def _areas(city: City) -> Iterator[Entry]:
    tree = city.areas
    invented = city.tables["areas"]["synthetic"].to_list()
    for place, code in enumerate(tree.codes):
        yield Entry(
            code, True, tree.level[place], tree.names_zh[place], tree.names_en[place], code,
            synthetic=bool(invented[place]),
        )  # fmt: skip


def _places(city: City) -> Iterator[Entry]:
    for row in city.tables["places"].iter_rows(named=True):
        yield Entry(
            row["id"], False, row["kind"], row["name_zh"], row["name_en"] or row["name_zh"], row["area"] or "",
            (row["lon"], row["lat"]), float(row["coord_uncertainty_m"] or 0.0), bool(row["synthetic"]),
        )  # fmt: skip
