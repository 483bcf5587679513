"""Audit sentences in templates."""

from django import template

from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of

register = template.Library()


@register.filter
def sentence(event: Event) -> str:
    """The event's sentence in the reader's language."""
    return sentence_of(event)
