"""For operators: health, system checks and everything that runs by the clock."""
