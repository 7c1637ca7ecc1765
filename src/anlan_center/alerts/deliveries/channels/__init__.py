"""Every way out of the house: one file each, behind one protocol.

A new channel is a class that follows `Channel`, in a file of its own, and one line in `CHANNELS`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from anlan_center.alerts.deliveries.channels.cellbroadcast import CellBroadcast
from anlan_center.alerts.deliveries.channels.loudspeaker import Loudspeaker
from anlan_center.alerts.deliveries.channels.mail import Mail
from anlan_center.alerts.deliveries.channels.mailfolder import MailFolder
from anlan_center.alerts.deliveries.channels.mqtt import Mqtt
from anlan_center.alerts.deliveries.channels.protocol import Channel
from anlan_center.alerts.deliveries.channels.publication import PUBLICATIONS
from anlan_center.alerts.deliveries.channels.smpp import Smpp
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.channels.social import Social
from anlan_center.alerts.deliveries.channels.webhook import Webhook
from anlan_center.alerts.deliveries.channels.webpush import WebPush

CHANNELS: tuple[Channel, ...] = (
    *PUBLICATIONS,
    CellBroadcast(),
    Smpp(),
    SmsGateway(),
    WebPush(),
    Mail(),
    MailFolder(),
    Loudspeaker(),
    Webhook(),
    Mqtt(),
    Social(),
)
"""Every channel."""

BY_KIND: Mapping[str, Channel] = MappingProxyType({channel.kind: channel for channel in CHANNELS})
"""The same by kind."""

__all__ = ["BY_KIND", "CHANNELS", "Channel"]
