"""What people find in the navigation, and parts of pages that every slice uses."""

import re
from collections.abc import Callable

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client

from anlan_center.accounts.models import User


def shown(client: Client) -> list[str]:
    """Return the addresses in the navigation of the first page."""
    rail = re.search(r'<nav class="rail".*?</nav>', client.get("/").content.decode(), re.DOTALL)
    return re.findall(r'href="([^"]+)"', rail[0]) if rail else []


def test_people_find_what_their_roles_allow(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """An auditor finds the record and not the outbox; an operator the other way round; both find the situation."""
    auditor, operator = signed_in(person("wang", auditor="3207")), signed_in(person("zhao", operator="3207"))
    assert {"/", "/audit/"} <= set(shown(auditor))
    assert "/outbox/" not in shown(auditor)
    assert {"/", "/outbox/"} <= set(shown(operator))
    assert "/audit/" not in shown(operator)


def test_the_place_where_somebody_is_is_marked(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """One entry is the current one, for screen readers too."""
    page = signed_in(person("wang", auditor="3207")).get("/audit/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page.split("</nav>")[0]) == ["/audit/"]


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/public/events/", ["/public/events/"]), ("/accounts/organisations/", ["/accounts/people/"]), ("/", ["/"])],
)
def test_one_place_alone_is_marked(
    person: Callable[..., User], signed_in: Callable[..., Client], path: str, marked: list[str]
) -> None:
    """Of two parts around a page the inner one, and organisations belong to people and roles."""
    page = signed_in(person("wang", author="3207", administrator="3207"), second_factor=True).get(path)
    rail = page.content.decode().split("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', rail) == marked


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{% colour_badge 'red' %}", ["badge-red", "I", "Red"]),
        ("{% state_badge 'released' %}", ["badge-good", "In force"]),
        ("{% mode_badge True %}", ["badge-exercise", "Exercise"]),
        ("{% mode_badge False %}", ["badge-live", "Live"]),
        ("{{ 'Severe'|cap_word }} {{ 'Unheard-of'|cap_word }}", ["Severe", "Unheard-of"]),
        ("{% state_badge 'unheard-of' %}", ["badge-quiet", "unheard-of"]),
    ],
)
def test_badges_tell_by_words_and_not_by_colour_alone(written: str, words: list[str]) -> None:
    """Each has its word; a state that nobody listed is shown as it is called."""
    text = Template("{% load i18n center %}{% language 'en' %}" + written + "{% endlanguage %}").render(Context())
    assert all(word in text for word in words)


def test_a_field_tells_what_is_wrong_where_its_widget_points() -> None:
    """The error stands in the element that `aria-describedby` of the widget names, and is escaped."""

    class Form(forms.Form):
        name = forms.CharField(max_length=3, help_text="short")

    text = Template("{% load center %}{% field form.name %}").render(Context({"form": Form({"name": "<b>long"})}))
    pointed = re.search(r'aria-describedby="([^"]+)"', text)
    assert pointed is not None
    assert set(pointed[1].split()) == {"id_name_helptext", "id_name_error"}
    assert re.search(r'id="id_name_error".*?finding-error', text, re.DOTALL)
    assert "<b>long" not in text


@pytest.mark.django_db
def test_the_language_is_switched_and_the_page_stays(client: Client) -> None:
    """The button of the other language leads back to where the reader was."""
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert 'lang="en"' in client.get("/accounts/login/").content.decode()
