"""The template tags and filters of `{% load ui %}`, by subject. They show values; they compute and query nothing."""
