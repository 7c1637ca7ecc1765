"""Polite letters to donors, in the language of the reader."""

from anlan.language import Message, mark
from anlan.supplies.donations.offers import REASONS, Answer

OPENING = mark("Thank you for offering {quantity:g} {unit} of {item} (offer {number}).")
ACCEPTED = mark("We can use {taken:g} {unit}: {reason}.")
FETCHED = mark("Please keep it ready from hour {hour:g}; we will arrange when and where it is fetched.")
REST = mark(
    "Please keep the rest of {rest:g} {unit}, or look at the list of what is wanted for where else it can help."
)
REFUSED = mark("For now we cannot take it: {reason}.")
INSTEAD = mark("What is wanted today is on the published list; your help is welcome there at any time.")
PRIVACY = mark("We keep the number of your offer only, and no other personal data.")
CLOSING = mark("With our thanks.")


def letter_of(answer: Answer, item: str | Message, unit: str) -> tuple[Message, ...]:
    """Return a letter, sentence by sentence; render each in the donor's language.

    Parameters
    ----------
    answer
        The answer.
    item
        Name of the item.
    unit
        Its unit.
    """
    offer, taken = answer.offer, answer.taken
    said: list[Message] = [Message(OPENING, quantity=offer.quantity, unit=unit, item=item, number=offer.id)]
    if taken > 0.0:
        said.append(Message(ACCEPTED, taken=taken, unit=unit, reason=Message(REASONS[answer.reason])))
        said.append(Message(FETCHED, hour=offer.available_h))
        if taken < offer.quantity:
            said.append(Message(REST, rest=offer.quantity - taken, unit=unit))
    else:
        said += [Message(REFUSED, reason=Message(REASONS[answer.reason])), Message(INSTEAD)]
    return (*said, Message(PRIVACY), Message(CLOSING))
