"""The programming interface: one router a part."""

from ninja import NinjaAPI

from anlan_center.accounts.tokens import AUTHENTICATION
from anlan_center.alerts.release.api import router as alerts

api = NinjaAPI(title="Anlan", version="1", urls_namespace="api", docs_url=None, auth=AUTHENTICATION)
api.add_router("/alerts", alerts)
