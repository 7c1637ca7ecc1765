"""The programming interface: one router a part."""

from ninja import NinjaAPI

api = NinjaAPI(title="Anlan", version="1", urls_namespace="api", docs_url=None)
