"""The steps by which the tables of responses came about."""
