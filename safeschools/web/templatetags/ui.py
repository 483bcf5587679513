"""`{% load ui %}`: everything of docs/components.md."""

from django import template

from safeschools.web.tags import charts, formats, graphics, marks, shell, widgets

register = template.Library()
for library in (formats.register, marks.register, graphics.register, charts.register, widgets.register, shell.register):
    register.tags.update(library.tags)
    register.filters.update(library.filters)
