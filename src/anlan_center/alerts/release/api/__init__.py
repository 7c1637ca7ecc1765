"""The programming interface to warnings."""

from anlan_center.alerts.release.api.operations import router

__all__ = ["router"]
