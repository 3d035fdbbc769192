"""What editors do with claims: steps, versions, and what of their past is public."""
