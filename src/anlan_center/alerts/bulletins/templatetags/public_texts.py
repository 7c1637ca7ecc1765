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
def lines(texts: Mapping[str, str], language: str, kind: str) -> SafeString:
    """Show the lines of a text as paragraphs or as a numbered list: `{% lines document.todo language "ol" %}`."""
    rows = [(line.strip(),) for line in document.said(texts, language).splitlines() if line.strip()]
    if kind == "ol":
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", rows))
    return format_html_join("", "<p>{}</p>", rows)
