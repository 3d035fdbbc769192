"""Pictures as coordinates: frozen dataclasses that a template turns into SVG. Pure.

Every text stays text, so that the template escapes it; every picture has its words beside it.
"""
