"""Compound events: hazards that come together because one storm, one shaking or one summer drives them."""

from anlan.scenarios.joint.copulas import COPULAS, Copula, TauFit, fit_tau, frank_tau
from anlan.scenarios.joint.coupling import Coupling, Marginal, comonotone, couple
from anlan.scenarios.joint.events import (
    ABSENT,
    BASES,
    JOINT_KINDS,
    Dependence,
    Family,
    JointEvents,
    Rows,
    joint_events,
)
from anlan.scenarios.joint.families import (
    JointChoice,
    compound_of,
    compounds_of,
    joint_families,
    judge_joint,
    parts_at_work,
)
from anlan.scenarios.joint.heat import DRY_YEARS, heat_family
from anlan.scenarios.joint.impacts import JointImpacts, joint_impacts
from anlan.scenarios.joint.outbreak import outbreak_family
from anlan.scenarios.joint.quake import fires_following, quake_family
from anlan.scenarios.joint.settings import JointSettings
from anlan.scenarios.joint.typhoon import typhoon_family

__all__ = [
    "ABSENT",
    "BASES",
    "COPULAS",
    "DRY_YEARS",
    "JOINT_KINDS",
    "Copula",
    "Coupling",
    "Dependence",
    "Family",
    "JointChoice",
    "JointEvents",
    "JointImpacts",
    "JointSettings",
    "Marginal",
    "Rows",
    "TauFit",
    "comonotone",
    "compound_of",
    "compounds_of",
    "couple",
    "fires_following",
    "fit_tau",
    "frank_tau",
    "heat_family",
    "joint_events",
    "joint_families",
    "joint_impacts",
    "judge_joint",
    "outbreak_family",
    "parts_at_work",
    "quake_family",
    "typhoon_family",
]
