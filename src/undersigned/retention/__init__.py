"""What we keep, for how long, and how it goes."""
