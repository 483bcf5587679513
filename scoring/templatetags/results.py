"""Results in words: the sentences of scoring.domain.explain in the reader's language."""

from django import template
from django.utils.translation import gettext

from scoring.domain.explain import Sentence

register = template.Library()


@register.filter
def say(sentence: Sentence) -> str:
    """The sentence translated, its parameters filled in."""
    params = {name: say(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()}
    return gettext(sentence.text) % params
