"""What open pages are told of, and who may be told."""

from collections.abc import Mapping

TOPICS: Mapping[str, str] = {
    "alert": "alert.view",
    "bulletin": "bulletin.edit",
    "delivery": "delivery.view",
    "ingest": "ingest.view",
}
"""By topic, the permission without which nobody is told; a page that loads anew asks for the same one."""
