"""Sources: their texts, their links, and the desk where their claims are recorded."""
