"""What a browser may load into our pages."""

import pytest
from django.test import Client

from anlan_center.overview.policy import HEADER, POLICY, policy, with_tiles


def test_nothing_may_stand_in_a_page_or_come_from_elsewhere() -> None:
    """By default each directive allows our own files alone, and no directive text in the page."""
    written = policy()
    assert "unsafe" not in written
    assert "default-src 'none'" in written
    assert "http" not in written
    assert all(name in written for name in POLICY)


def test_an_installation_may_add_origins_but_loosen_nothing() -> None:
    """A server of tiles is added; text scripts and unknown directives are refused with what may be named."""
    assert "img-src 'self' data: blob: https://tiles.example.org" in policy({"img-src": ("https://tiles.example.org",)})
    with pytest.raises(ValueError, match="unsafe-inline"):
        policy({"script-src": ("'unsafe-inline'",)})
    with pytest.raises(ValueError, match="frame-src"):
        policy({"frame-src": ("https://example.org",)})


def test_a_server_of_tiles_is_allowed_by_naming_it() -> None:
    """Its origin joins pictures and connections, nothing else; a path of our own server needs nothing."""
    added = with_tiles("https://tiles.example.org/{z}/{x}/{y}.png", {"form-action": ("https://login.example.org",)})
    assert added == {
        "form-action": ("https://login.example.org",),
        "img-src": ("https://tiles.example.org",),
        "connect-src": ("https://tiles.example.org",),
    }
    assert with_tiles("/tiles/{z}/{x}/{y}.png") == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page", "/health/live"])
def test_every_answer_carries_the_policy(client: Client, address: str) -> None:
    """Pages, errors and short answers alike."""
    assert client.get(address)[HEADER].startswith("default-src 'none'")
