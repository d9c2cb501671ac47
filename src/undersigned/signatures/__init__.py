"""Signatures: submitted, confirmed, counted, withdrawn, and chosen as an audience for an answer."""
