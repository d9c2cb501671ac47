"""Small general tools every room may use: clock, environment, crypto, tokens, SQL files, paging."""
