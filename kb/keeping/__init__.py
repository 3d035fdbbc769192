"""What a base must be to be sound, and copies of it that come back as they went."""
