"""Loss of network service: who is cut off, and how much farther supply is, when parts of a network fail."""

from anlan.risk.networks.failures import Failures
from anlan.risk.networks.loss import MEASURES, ServiceLoss, service_loss
from anlan.risk.networks.network import Network
from anlan.risk.networks.openquake import read_failures, read_network

__all__ = ["MEASURES", "Failures", "Network", "ServiceLoss", "read_failures", "read_network", "service_loss"]
