"""Sentences of the pure core in the reader's language."""

from django.utils.translation import gettext

from scoring.domain.explain import Sentence


def say(sentence: Sentence) -> str:
    """The sentence translated, its parameters filled in."""
    params = {name: say(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()}
    return gettext(sentence.text) % params
