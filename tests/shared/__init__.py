"""What both tiers share."""
