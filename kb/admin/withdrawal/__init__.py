"""What is withdrawn on request."""
