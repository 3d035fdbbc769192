"""A claim as pages show it: every name looked up, every date in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compare.display.cells import cell_path
from compare.display.labels import STATUS_NAMES, condition_words
from kb.documents.quotes import quoted_address
from kb.evidence.records import AspectRecord, ClaimRecord, CompanyRecord, FrameworkRecord, ScopeRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary


@dataclass(frozen=True)
class ClaimView:
    record: ClaimRecord
    vocabulary: Vocabulary

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def path(self) -> str:
        return f"/claims/{self.record.key}/"

    @property
    def cell_path(self) -> str:
        return cell_path(self.record.cell)

    @property
    def text(self) -> str:
        """The statement, or the key of a claim that has none."""
        return self.record.statement or self.record.key

    @property
    def value(self) -> str:
        return self.record.value_label

    @property
    def status(self) -> str:
        return STATUS_NAMES[self.record.status]

    @property
    def is_retired(self) -> bool:
        return self.record.status == "retired"

    @property
    def retired_because(self) -> str:
        return self.record.retire_reason.replace("-", " ")

    @property
    def framework(self) -> FrameworkRecord:
        return self.vocabulary.frameworks[self.record.framework]

    @property
    def aspect(self) -> AspectRecord:
        return self.vocabulary.aspects[self.record.aspect]

    @property
    def company(self) -> CompanyRecord | None:
        return self.vocabulary.companies[self.record.company] if self.record.company else None

    @property
    def source(self) -> SourceRecord:
        return self.vocabulary.sources[self.record.source]

    @property
    def via(self) -> SourceRecord | None:
        return self.vocabulary.sources[self.record.via] if self.record.via else None

    @property
    def via_words(self) -> str:
        return "named by the document" if self.record.via_stated else "the editors’ inference"

    @property
    def scope(self) -> ScopeRecord | None:
        return self.vocabulary.scopes[self.record.scope] if self.record.scope else None

    @property
    def condition(self) -> str:
        """“for small apps”; empty without a condition."""
        return condition_words([self.scope.name] if self.scope else [])

    @property
    def compared_to(self) -> FrameworkRecord | None:
        return self.vocabulary.frameworks[self.record.compared_to] if self.record.compared_to else None

    @property
    def passage(self) -> str:
        """The address of the quoted words in the source; empty without an address or a quote."""
        if not (self.source.url and self.record.quote):
            return ""
        return quoted_address(self.source.url, self.record.quote)

    @property
    def period(self) -> str:
        """When it holds, as stated; else that it is not, and when its source was written."""
        return self.record.as_of or f"not stated (source {self.source.dated})"


def claim_views(claims: Iterable[ClaimRecord], vocabulary: Vocabulary) -> list[ClaimView]:
    """Claims as their pages show them. All that they name should be at hand: `Vocabulary.fetch_claims`."""
    return [ClaimView(claim, vocabulary) for claim in claims]
