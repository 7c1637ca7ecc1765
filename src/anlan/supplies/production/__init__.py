"""Production that converts in an emergency: lines, suppliers, bills of materials, and what binds."""

from anlan.supplies.production.binding import REASONS, Binding, bindings_of
from anlan.supplies.production.capacity import STARTS, MinimumCapacity, minimum_capacity
from anlan.supplies.production.contracts import KeepingCost, OptionValue, option_values
from anlan.supplies.production.demand import Demand
from anlan.supplies.production.losses import Loss, losses_of
from anlan.supplies.production.network import Makers, ProductionNetwork, network_of
from anlan.supplies.production.plan import ProductionPlan, ProductionSettings, plan_production
from anlan.supplies.production.strength import BY_HOURS, Strength, strengths_of

__all__ = [
    "BY_HOURS",
    "REASONS",
    "STARTS",
    "Binding",
    "Demand",
    "KeepingCost",
    "Loss",
    "Makers",
    "MinimumCapacity",
    "OptionValue",
    "ProductionNetwork",
    "ProductionPlan",
    "ProductionSettings",
    "Strength",
    "bindings_of",
    "losses_of",
    "minimum_capacity",
    "network_of",
    "option_values",
    "plan_production",
    "strengths_of",
]
