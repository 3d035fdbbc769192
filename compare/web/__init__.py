"""What every answer needs, whatever it shows: addresses, headers, caching, templates."""
