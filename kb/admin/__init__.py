"""The editors' admin. One module for each subject; importing it registers its pages."""

from django.contrib import admin

from kb.admin.base import table_list
from kb.admin.cell import derived_admin, reading_admin
from kb.admin.claim import claim_admin
from kb.admin.merge import merge_admin
from kb.admin.objection import objection_admin
from kb.admin.proposal import proposal_admin
from kb.admin.source import source_admin
from kb.admin.subject import need_admin, subject_admin
from kb.admin.withdrawal import withdrawal_admin

__all__ = [
    "claim_admin",
    "derived_admin",
    "merge_admin",
    "need_admin",
    "objection_admin",
    "proposal_admin",
    "reading_admin",
    "source_admin",
    "subject_admin",
    "withdrawal_admin",
]

admin.site.site_header = "Claimgrid"
admin.site.site_title = "Claimgrid"
admin.site.index_title = "Knowledge base"
admin.site.site_url = "/"
table_list.prepare(admin.site)
