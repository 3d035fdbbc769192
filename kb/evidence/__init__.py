"""What claims say together, by rules alone: records, periods, roots, judgements, choices. Pure."""
