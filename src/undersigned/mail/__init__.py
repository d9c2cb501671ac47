"""Letters: written with the thing they tell, one or a million, delivered, bounced, declined."""
