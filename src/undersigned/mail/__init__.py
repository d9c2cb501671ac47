"""Letters: one to a person, or one to each of millions; queued, sent, bounced, declined."""
