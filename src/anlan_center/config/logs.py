"""Logs: one JSON object a line, on standard error."""

import logging
import re
import sys

import structlog

_LONG = re.compile(r"(?<=/)[^/\s'\"?]{20,}|(?<=\?)[^\s'\"]+")
"""Parts of an address that may be secret, such as the signed part of a subscriber's link; and what is asked for."""


def without_secrets(
    _logger: structlog.types.WrappedLogger, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Leave out of what Django says of a request all that proves who sends it."""
    if str(event.get("logger", "")).startswith("django."):
        event.pop("request", None)
        event["event"] = _LONG.sub("...", str(event["event"]))
    return event


SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    without_secrets,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_settings() -> None:
    """Send all logs through one formatter; what Django, the server and other libraries log too."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.getLogger().addHandler(handler)  # of all: a library that nobody named would write lines of another form
    for name in ("anlan", "django", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING if name != "anlan" else logging.INFO)
