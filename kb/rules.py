"""Where landed migrations look for a validator; the rules themselves are in `kb.models.claim_rules`."""

from kb.models.claim_rules import valid_period as valid_period
