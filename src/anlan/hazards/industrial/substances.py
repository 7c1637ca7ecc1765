"""Dangerous substances: how they are stored, how they leave, how poisonous and how explosive they are."""

from dataclasses import dataclass

STORED_K = 293.15
"""Temperature of the store, K."""

AIR_PA = 101_325.0
"""Pressure of the air, Pa."""


@dataclass(frozen=True)
class Probit:
    """Share killed Phi(Y - 5) with Y = a + b ln(C^n t), C in mg/m3, t in minutes.

    CPR 18E (1999), Guidelines for quantitative risk assessment ("Purple Book"), equation 5.3 and table 5.2.

    Parameters
    ----------
    a, b
        Constants of the probit.
    n
        Exponent of the concentration.
    """

    a: float
    b: float
    n: float


@dataclass(frozen=True)
class Substance:
    """A substance as a plant stores it.

    Parameters
    ----------
    name
        Name in `places.csv`, English, lower case.
    molar_kg
        Molar mass, kg/mol.
    density
        Density of the liquid, kg/m3.
    vapour_pa
        Vapour pressure at `STORED_K`, Pa.
    boiling_k, latent, heat_capacity
        Boiling point (K), heat of evaporation there (J/kg) and heat capacity of the liquid (J/(kg K)); 0 for liquids
        that are stored without pressure.
    probit
        Its poison; None if it is not assessed as poisonous.
    combustion
        Heat of combustion, J/kg; 0 if its cloud is not assessed as explosive.
    """

    name: str
    molar_kg: float
    density: float
    vapour_pa: float
    boiling_k: float = 0.0
    latent: float = 0.0
    heat_capacity: float = 0.0
    probit: Probit | None = None
    combustion: float = 0.0

    @property
    def under_pressure(self) -> bool:
        """Whether it is a liquefied gas kept by pressure, else a liquid in a tank without pressure."""
        return self.latent > 0.0


SUBSTANCES = (
    Substance("chlorine", 0.07091, 1410.0, 6.8e5, 239.1, 2.88e5, 926.0, Probit(-6.35, 0.5, 2.75)),
    Substance("ammonia", 0.01703, 610.0, 8.57e5, 239.8, 1.37e6, 4700.0, Probit(-15.6, 1.0, 2.0)),
    Substance("ethylene oxide", 0.04405, 870.0, 1.46e5, 283.7, 5.69e5, 2000.0, Probit(-6.8, 1.0, 1.0), 2.77e7),
    Substance("hydrogen chloride", 0.03646, 830.0, 4.26e6, 188.1, 4.43e5, 1640.0, Probit(-37.3, 3.69, 1.0)),
    Substance("hydrogen sulphide", 0.03408, 790.0, 1.8e6, 212.8, 5.48e5, 2010.0, Probit(-11.5, 1.0, 1.9)),
    Substance("hydrogen fluoride", 0.02001, 970.0, 1.03e5, probit=Probit(-8.4, 1.0, 1.5)),
    Substance("phosgene", 0.09892, 1380.0, 1.62e5, 280.7, 2.47e5, 1020.0, Probit(-10.6, 2.0, 1.0)),
    Substance("sulphur dioxide", 0.06406, 1380.0, 3.3e5, 263.1, 3.9e5, 1370.0, Probit(-19.2, 1.0, 2.4)),
    Substance("bromine", 0.15981, 3100.0, 2.3e4, probit=Probit(-12.4, 1.0, 2.0)),
    Substance("acrylonitrile", 0.05306, 806.0, 1.1e4, probit=Probit(-8.6, 1.0, 1.3), combustion=3.19e7),
    Substance("vinyl chloride", 0.0625, 911.0, 3.4e5, 259.3, 3.33e5, 1370.0, combustion=1.89e7),
    Substance("liquefied petroleum gas", 0.0441, 500.0, 8.4e5, 231.0, 4.26e5, 2500.0, combustion=4.63e7),
    Substance("ethylene", 0.02805, 568.0, 5.0e6, 169.4, 4.82e5, 2400.0, combustion=4.72e7),
    Substance("benzene", 0.07811, 879.0, 1.0e4, combustion=4.02e7),
    Substance("methanol", 0.03204, 792.0, 1.29e4, combustion=1.99e7),
    Substance("toluene", 0.09214, 867.0, 2.9e3, combustion=4.05e7),
)
"""What is assessed. Properties are rounded values of handbooks at about 20 degC; ethylene, which cannot be liquid at
that temperature, stands at its critical pressure. Liquids that do not ignite below 21 degC, as styrene, form no
explosive cloud."""

BY_NAME = {substance.name: substance for substance in SUBSTANCES}
