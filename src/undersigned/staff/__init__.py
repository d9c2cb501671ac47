"""Who works here, in which role for which authority, and what they decided."""
