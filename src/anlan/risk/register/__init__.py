"""The risk register: computed and reported risks, rated by stated criteria, with a strategy for each."""

from anlan.risk.register.control import Control, control_of
from anlan.risk.register.criteria import Criteria, criteria_of
from anlan.risk.register.items import Rating, RegisterItem
from anlan.risk.register.register import Register, make_register

__all__ = [
    "Control",
    "Criteria",
    "Rating",
    "Register",
    "RegisterItem",
    "control_of",
    "criteria_of",
    "make_register",
]
