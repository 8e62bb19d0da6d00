import pytest

from app.desktop.words import ENGLISH, LANGUAGES, words_for


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_of_the_page_has_its_own_words(language: str) -> None:
    words = words_for({"LANG": f"{language}_XX.UTF-8"})
    assert words == LANGUAGES[language]
    assert language == "en" or words.open != ENGLISH.open


def test_the_most_telling_variable_counts_and_a_language_without_words_is_english() -> None:
    assert words_for({"LC_ALL": "de_DE.UTF-8", "LANG": "fr_FR.UTF-8"}) == LANGUAGES["de"]
    assert words_for({"LANG": "tlh"}) == words_for({}) == ENGLISH
