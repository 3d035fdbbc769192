"""What Claimgrid is measured against. Frozen: to tune a yardstick is to move the goal."""
