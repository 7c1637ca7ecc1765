"""The page of an event as people write it."""

from anlan_center.accounts.models import Grant, User
from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.document import Closure, Correction, Document, Question, Shelter
from anlan_center.alerts.bulletins.models import EventPage
from anlan_center.alerts.bulletins.pages import files
from anlan_center.outbox.models import Entry


def both(zh: str, en: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"zh-Hans": zh, "en": en}


DOCUMENT = Document(
    title=both("台风“竹节草”：需要知道的事", "Typhoon Bamboo: what to know"),
    happened=both("台风已于12日凌晨登陆。", "The typhoon made landfall on the 12th."),
    todo=both("不要靠近海堤。\n把水烧开再喝。", "Keep away from the sea wall.\nBoil water before you drink it."),
    phone="12345",
    shelters=(
        Shelter(both("一中体育馆", "Gymnasium of School 1"), both("海棠路1号", "1 Haitang Road"), 400, 380, True),
        Shelter(both("文化馆", "Culture House"), both("院前路2号", "2 Yuanqian Road"), 150, 150),
        Shelter(both("老码头仓库", "Old wharf store"), both("码头", "Wharf"), 80, 0, False, False),
    ),
    closures=(Closure(both("海滨大道", "Seaside Avenue"), "2026-09-13T18:00:00+08:00"), Closure(both("渡轮", "Ferry"))),
    questions=(Question(both("学校开门吗？", "Are schools open?"), both("周四起。", "From Thursday on.")),),
    corrections=(Correction(both("热线是12345。", "The number is 12345."), "2026-09-12T09:30:00+08:00"),),
)


def publish(page: EventPage, *, revision: int) -> EventPage:
    """Let a second person publish a page."""
    chief, made = User.objects.get_or_create(username="chief")
    if made:
        Grant.objects.create(user=chief, role="author", jurisdiction="3207")
    return actions.publish_event(chief, page, revision=revision)


def written(entry_of: EventPage) -> None:
    """Let the files follow."""
    files.follow(Entry.objects.get(key=f"{actions.CHANGED}:event:{entry_of.pk}:{entry_of.published_revision}"))
