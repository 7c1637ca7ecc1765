"""Donations: what is wanted and what is not, offers taken in whole or in part, and polite letters in two languages."""

from anlan.supplies.donations.letters import letter_of
from anlan.supplies.donations.offers import Answer, Offer, forget, lots_from, match_offers, read_offers
from anlan.supplies.donations.wanted import DonationLists, NotWanted, Wanted, donation_lists

__all__ = [
    "Answer",
    "DonationLists",
    "NotWanted",
    "Offer",
    "Wanted",
    "donation_lists",
    "forget",
    "letter_of",
    "lots_from",
    "match_offers",
    "read_offers",
]
