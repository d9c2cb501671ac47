-- served_tile --
-- A tile's first bytes, with the size of its log.
-- Index: the unique one on origin, then the primary key of tiles.
SELECT l.size, substr(t.hashes || t.rest, 1, %(bytes)s)
FROM ledger_log l
JOIN ledger_tile t ON t.log_id = l.id AND t.level = %(level)s AND t.number = %(number)s
WHERE l.origin = %(origin)s

-- served_bundle --
-- A bundle of entries, with the size of its log.
-- Index: the unique one on origin, then the primary key of bundles.
SELECT l.size, b.entries
FROM ledger_log l
JOIN ledger_bundle b ON b.log_id = l.id AND b.number = %(number)s
WHERE l.origin = %(origin)s
