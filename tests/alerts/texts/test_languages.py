"""Which language serves a reader: the lookup of RFC 4647, and kin before strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.alerts.texts import lookup


@pytest.mark.parametrize(
    ("wishes", "available", "found"),
    [
        (["en-GB"], ["zh-Hans", "en"], "en"),
        (["zh-CN"], ["en", "zh-Hans"], "zh-Hans"),
        (["zh_CN.UTF-8"], ["en", "zh-Hans"], "zh-Hans"),
        (["zh"], ["en", "zh-CN"], "zh-CN"),
        (["zh-TW"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["zh-HK"], ["en", "zh-Hans"], "zh-Hans"),
        (["fr", "en-US"], ["zh-Hans", "en"], "en"),
        (["fr-FR", "de"], ["zh-Hans", "en"], "zh-Hans"),
        (["*", "en"], ["zh-Hans", "en"], "en"),
        (["EN"], ["en"], "en"),
        (["de-CH-x-phonebk"], ["de-CH", "de"], "de-CH"),
        (["zh-Hant-CN-x-private1-private2"], ["zh-Hant"], "zh-Hant"),
        (["pt-BR"], ["pt-PT", "en"], "pt-PT"),
        (["zh"], ["zh-TW", "zh-CN"], "zh-CN"),
        (["zh-SG"], ["zh-Hant", "en", "zh-Hans-CN"], "zh-Hans-CN"),
        (["zh-CN-u-co-pinyin"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh-TW-x-private"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["cmn-Hans-CN"], ["en", "zh-Hans"], "zh-Hans"),
        (["zh-cmn"], ["zh-Hant", "cmn"], "cmn"),
        ([""], ["en"], "zh-Hans"),
        ([], ["en"], "zh-Hans"),
    ],
)
def test_the_best_language_is_found(wishes: list[str], available: list[str], found: str) -> None:
    """Examples of RFC 4647, of Chinese with and without its script, and of readers whose language is not there."""
    assert lookup(wishes, available, "zh-Hans") == found


@given(st.lists(st.text(max_size=12), max_size=4), st.lists(st.sampled_from(["zh-Hans", "en", "fr-CA"]), unique=True))
def test_what_is_found_is_there_or_the_default(wishes: list[str], available: list[str]) -> None:
    """Whatever a browser sends."""
    assert lookup(wishes, available, "default") in {*available, "default"}


@given(st.sampled_from(["zh-Hans", "en", "fr-CA"]))
def test_a_wish_that_is_there_is_granted(wish: str) -> None:
    """Word for word, before anything else."""
    assert lookup([wish, "en"], ["en", "fr-CA", "zh-Hans"], "en") == wish
