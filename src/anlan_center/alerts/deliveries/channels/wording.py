"""How a warning reads as plain text: what people see in a mail, on a phone, on a screen."""

from datetime import datetime

from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.release.engine import zone

_WORDS = {
    "zh": {"area": "范围：", "until": "有效期至：", "web": "详情：", "from": "发布单位：", "stop": "。"},
    "en": {"area": "Area: ", "until": "In force until: ", "web": "More: ", "from": "Issued by: ", "stop": " "},
}


def words_of(language: str) -> dict[str, str]:
    """Return the words around a warning in its language; English where there are none."""
    return _WORDS["zh" if language.lower().startswith("zh") else "en"]


def local(moment: datetime) -> str:
    """Write a time in the city's zone."""
    return moment.astimezone(zone()).strftime("%Y-%m-%d %H:%M")


def one_line(text: str) -> str:
    """Return a text without breaks, as a subject needs it."""
    return " ".join(text.split())


def full_text(content: Content, footer: str = "") -> str:
    """Write a warning in full; a lifting says no end, since nothing is in force any more.

    Parameters
    ----------
    content
        The warning.
    footer
        Lines below it.
    """
    words = words_of(content.language)
    lines = [
        content.headline,
        content.description,
        content.instruction,
        words["area"] + content.area if content.area else "",
        words["until"] + local(content.expires) if content.msg_type != "Cancel" else "",
        words["from"] + content.sender_name if content.sender_name else "",
        words["web"] + content.web if content.web else "",
        footer,
    ]
    return "\n\n".join(line for line in lines if line)


def short_text(content: Content) -> str:
    """Return the text for a phone or a screen: the short one, else headline and instruction."""
    return content.short or one_line(f"{content.headline} {content.instruction}")
