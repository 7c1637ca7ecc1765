"""Texts by language in templates of public pages."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from anlan_center.alerts.bulletins import document

register = template.Library()


@register.filter
def said(texts: Mapping[str, str], language: str) -> str:
    """Say a text in a language, or in the nearest that it is written in: `{{ shelter.name|said:language }}`."""
    return document.said(texts, language)


@register.simple_tag
def text(texts: Mapping[str, str], language: str) -> SafeString:
    """Show a text as `said` says it, marked where it is in another language: `{% text shelter.name language %}`."""
    return _marked("span", texts, language, document.said(texts, language))


def _marked(element: str, texts: Mapping[str, str], language: str, content: str) -> SafeString:
    """Say in which language a part is that is not in the page's own, so that it is read out right (WCAG 3.1.2)."""
    tag = document.tag_of(texts, language)
    if tag.partition("-")[0] == language.partition("-")[0]:
        return format_html("{}", content) if element == "span" else format_html("<{0}>{1}</{0}>", element, content)
    return format_html('<{0} lang="{1}">{2}</{0}>', element, tag, content)


@register.simple_tag
def lines(texts: Mapping[str, str], language: str, kind: str) -> SafeString:
    """Show the lines of a text as paragraphs or as a numbered list: `{% lines document.todo language "ol" %}`."""
    rows = [line.strip() for line in document.said(texts, language).splitlines() if line.strip()]
    if kind == "ol":
        return _marked("ol", texts, language, format_html_join("", "<li>{}</li>", [(row,) for row in rows]))
    return format_html_join("", "{}", [(_marked("p", texts, language, row),) for row in rows])
