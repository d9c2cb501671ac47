"""The steps by which the tables of staff came about."""
