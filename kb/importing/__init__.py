"""Claims from a file: read it, plan what would become of every row, apply the plan or nothing of it.

    plan = importing.plan(importing.read("claims.csv", content))
    if plan.ok:
        importing.apply(plan, user, "import claims.csv")

What comes in is a draft. The rules are those of every way in; they are run on prepared vocabularies instead of a
query for each row (see `kb.importing.bulk_checks`), and the constraints of the database have the last word.

django-import-export is the library of the field and is not used here: its `Resource` saves row by row, which takes
more than thirty queries for a claim with its rules (minutes for ten thousand), and the datasets it reads files with
keep no line numbers and stop at the first record of a wrong length.
"""

from kb.importing.applying import apply
from kb.importing.file_records import (
    ColumnChange,
    FileFault,
    FileRow,
    FileTable,
    ImportReport,
    Plan,
    PlannedRow,
    RefusedFile,
    RowFate,
)
from kb.importing.files import MOST_BYTES, MOST_ROWS, read
from kb.importing.messages import fault_words, preview, refusal, summary
from kb.importing.planning import plan

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "ColumnChange",
    "FileFault",
    "FileRow",
    "FileTable",
    "ImportReport",
    "Plan",
    "PlannedRow",
    "RefusedFile",
    "RowFate",
    "apply",
    "fault_words",
    "plan",
    "preview",
    "read",
    "refusal",
    "summary",
]
