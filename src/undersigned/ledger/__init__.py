"""The public logs as operated: intents, sequencing, counts and what is served from rows."""
