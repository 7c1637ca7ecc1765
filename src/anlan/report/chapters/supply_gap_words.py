"""Words for components of the bill of materials that the catalogue of items does not name."""

from collections.abc import Mapping

from anlan.language import Message, mark

COMPONENTS: Mapping[str, str] = {
    "antiseptic": mark("antiseptic"),
    "bottle-cap": mark("bottle caps"),
    "carton": mark("cartons"),
    "caustic-soda": mark("caustic soda"),
    "coated-fabric": mark("coated fabric"),
    "coating": mark("coating"),
    "cover-fabric": mark("cover fabric"),
    "diesel-engine": mark("diesel engines"),
    "ear-loop": mark("ear loops"),
    "edible-oil": mark("edible oil"),
    "ethylene": mark("ethylene"),
    "ethylene-glycol": mark("ethylene glycol"),
    "flour": mark("flour"),
    "gauze": mark("gauze"),
    "glucose": mark("glucose"),
    "instant-noodles": mark("instant noodles"),
    "laminate-film": mark("laminate film"),
    "laminated-fabric": mark("laminated fabric"),
    "meal-box": mark("meal boxes"),
    "meltblown": mark("melt-blown fabric"),
    "meltblown-resin": mark("resin for melt-blown fabric"),
    "nose-wire": mark("nose wires"),
    "paraxylene": mark("paraxylene"),
    "pet-preform": mark("bottle preforms"),
    "pet-resin": mark("PET resin"),
    "polyester-fibre": mark("polyester fibre"),
    "polyester-yarn": mark("polyester yarn"),
    "polyethylene": mark("polyethylene"),
    "polypropylene": mark("polypropylene"),
    "propylene": mark("propylene"),
    "rice": mark("rice"),
    "sodium-hypochlorite": mark("sodium hypochlorite"),
    "splint": mark("splints"),
    "spunbond": mark("spunbond fabric"),
    "steel-tube": mark("steel tubes"),
    "terephthalic-acid": mark("terephthalic acid"),
    "wheat": mark("wheat"),
}
"""Well-known components; others are shown as the package writes them."""


def component_name(identifier: str) -> Message | str:
    """Return the name of a component.

    Parameters
    ----------
    identifier
        As the package writes it.
    """
    return Message(COMPONENTS[identifier]) if identifier in COMPONENTS else identifier
