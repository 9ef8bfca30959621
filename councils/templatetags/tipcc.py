"""Display only: figures, days, states."""

from django import template

register = template.Library()
