"""From what a page shows to an HTTP answer, or to a refusal in the same words."""
