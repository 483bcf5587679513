"""Results in words."""

from django import template

from scoring.queries.sentences import say

register = template.Library()
register.filter("say", say)
