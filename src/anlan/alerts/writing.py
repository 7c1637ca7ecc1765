"""Write messages of the Common Alerting Protocol."""

from anlan.alerts.message import Alert


def write_alert(alert: Alert) -> bytes:
    """Write a message in the order of its version of the protocol, UTF-8.

    Parameters
    ----------
    alert
        The message.
    """
    raise NotImplementedError
