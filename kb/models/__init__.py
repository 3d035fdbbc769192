"""The tables of the knowledge base, one module for each subject."""

from kb.models.claims import Claim, Gap, Resolution
from kb.models.former_slugs import FormerSlug
from kb.models.mentions import Mention, Word
from kb.models.merges import Merge
from kb.models.needs import Need
from kb.models.objections import Objection
from kb.models.past_writers import PastWriter
from kb.models.proposals import Proposal
from kb.models.rollup import AdoptionTally, Cell, Expiry, Occurrence, PeriodEnd, PublicQuestion, Revision, Tally
from kb.models.sources import Reading, Snapshot, Source, SourceLink
from kb.models.subjects import Aspect, AspectGroup, Company, Framework, Option, Scope
from kb.models.withdrawals import Withdrawal

__all__ = [
    "AdoptionTally",
    "Aspect",
    "AspectGroup",
    "Cell",
    "Claim",
    "Company",
    "Expiry",
    "FormerSlug",
    "Framework",
    "Gap",
    "Mention",
    "Merge",
    "Need",
    "Objection",
    "Occurrence",
    "Option",
    "PastWriter",
    "PeriodEnd",
    "Proposal",
    "PublicQuestion",
    "Reading",
    "Resolution",
    "Revision",
    "Scope",
    "Snapshot",
    "Source",
    "SourceLink",
    "Tally",
    "Withdrawal",
    "Word",
]
