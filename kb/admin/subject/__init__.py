"""What is compared and asked: frameworks, aspects, scopes, companies, needs."""
