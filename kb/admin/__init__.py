"""The editors' admin. One module for each subject; importing it registers its pages."""

from django.contrib import admin

from kb.admin import claims, needs, readings, rollup, sources, subjects

__all__ = ["claims", "needs", "readings", "rollup", "sources", "subjects"]

admin.site.site_header = "Claimgrid"
admin.site.site_title = "Claimgrid"
admin.site.index_title = "Knowledge base"
admin.site.site_url = "/"
