"""A deliverer that is to be killed, on an installation of its own.

Usage: ``python killed_deliverer.py put COUNT URL`` queues deliveries; ``run`` delivers until killed or nothing is left;
``count`` prints how many there are, how many are done, how often they were taken on, and how many attempts are kept.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

django.setup()

from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from anlan_center.accounts.models import Organisation, User  # noqa: E402
from anlan_center.alerts.deliveries.channels.destinations import Policy  # noqa: E402
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer  # noqa: E402
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Recipient, Sink  # noqa: E402
from anlan_center.alerts.deliveries.sealing import VAULT  # noqa: E402
from anlan_center.alerts.release.models import Alert  # noqa: E402
from anlan_center.outbox.models import State  # noqa: E402

CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>k-1</identifier><sender>k</sender>
<sent>2026-07-14T14:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope></alert>"""


def put(count: int, url: str) -> None:
    """Queue deliveries at one webhook."""
    now = timezone.now()
    office = Organisation.objects.create(key="o", name_zh="o", name_en="o", kind="government", jurisdiction="3207")
    author, approver = (User.objects.create(username=name) for name in ("author", "approver"))
    alert = Alert.objects.create(
        identifier="k-1", sender="k", sent=now, organisation=office, jurisdiction="3207", exercise=False,
        status="Actual", event_type="typhoon", colour="red", severity="Extreme", urgency="Immediate",
        certainty="Likely", texts={"en": {"headline": "h", "description": "d", "instruction": "i", "short": "s"}},
        languages=["en"], area={"codes": ["320700"]}, expires=now + timedelta(hours=1), state="released",
        author=author, approver=approver, approved_at=now, released_at=now, cap=CAP.encode(),
    )  # fmt: skip
    sink = Sink.objects.create(
        key="hook", channel="webhook", organisation=office, name_zh="h", name_en="h", jurisdiction="3207",
        exercise=False, settings={"url": url, "concurrency": 4}, secrets=VAULT.seal_all({"secret": "s"}),
    )  # fmt: skip
    who = [
        Recipient(sink=sink, name=f"{n}", address=VAULT.seal("x"), language="en", jurisdiction="3207")
        for n in range(count)
    ]
    Recipient.objects.bulk_create(who)
    rows = [
        Delivery(
            alert=alert, sink=sink, target=f"recipient:{number}", language="en", exercise=False,
            jurisdiction="3207", expires=now + timedelta(hours=1), priority=0, due=now,
        )
        for number in Recipient.objects.values_list("pk", flat=True)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows)


async def deliver() -> None:
    """Deliver until nothing is left."""
    with ThreadPoolExecutor(1) as executor:
        await Deliverer(policy=Policy(("127.0.0.0/8",)), executor=executor).drain(60.0)


if sys.argv[1] == "put":
    put(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "run":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    asyncio.run(deliver())
else:
    done = Delivery.objects.filter(state=State.DONE).count()
    taken = Delivery.objects.aggregate(Sum("attempts"))["attempts__sum"]
    sys.stdout.write(f"{Delivery.objects.count()} {done} {taken} {Attempt.objects.count()}\n")
