-- try_sequencer_lock --
-- Takes the right to sequence until this transaction ends; false when another holds it.
-- Index: none.
SELECT pg_try_advisory_xact_lock(%(lock)s)

-- wait_for_sequencer_lock --
-- Takes that right when the one who holds it has ended.
-- Index: none.
SELECT pg_advisory_xact_lock(%(lock)s)

-- due_logs --
-- Logs that may be published: never opened yet, enough entries waiting, or one waiting since before %(before)s.
-- Index: ledger_log_running, and for each log ledger_intent_waiting.
SELECT l.id, w.waiting >= %(at_least)s OR w.oldest <= %(before)s AS all_due
FROM ledger_log l
CROSS JOIN LATERAL (
    SELECT count(*) AS waiting, min(first.created_at) AS oldest
    FROM (
        SELECT created_at
        FROM ledger_intent
        WHERE log_id = l.id AND placed_at IS NULL
        ORDER BY created_at
        LIMIT %(at_least)s
    ) first
) w
WHERE l.ready AND NOT l.closed AND l.halted = ''
    AND w.waiting > 0
    AND (l.size = 0 OR w.waiting >= %(at_least)s OR w.oldest <= %(before)s)
ORDER BY l.id

-- waiting_adds --
-- Adds that wait for one log, up to a limit; their order means nothing.
-- Index: ledger_intent_waiting.
SELECT id, commitment
FROM ledger_intent
WHERE log_id = %(log)s AND placed_at IS NULL AND kind = 'add'
ORDER BY created_at
LIMIT %(limit)s

-- waiting_changes --
-- Removes and restores that wait for one log, causes before effects, with the index of the add they are about.
-- Index: ledger_intent_waiting, and the primary key for the adds.
SELECT c.id, c.kind, c.reason, a.id, a.log_id, a.placed_at
FROM ledger_intent c
JOIN ledger_intent a ON a.id = c.about_id
WHERE c.log_id = %(log)s AND c.placed_at IS NULL AND c.kind IN ('remove', 'restore')
ORDER BY c.turn, c.id
LIMIT %(limit)s

-- waiting_ends --
-- The open and the close that wait for one log.
-- Index: ledger_intent_one_open_and_one_close.
SELECT
    max(id) FILTER (WHERE kind = 'open'),
    max(id) FILTER (WHERE kind = 'close')
FROM ledger_intent
WHERE log_id = %(log)s AND kind IN ('open', 'close') AND placed_at IS NULL

-- waiting_count --
-- How many intents wait for one log, the close among them.
-- Index: ledger_intent_waiting.
SELECT count(*)
FROM ledger_intent
WHERE log_id = %(log)s AND placed_at IS NULL

-- edge_tiles --
-- The tiles at the right edge of a log's tree.
-- Index: the primary key.
SELECT level, t.number, t.hashes
FROM ledger_tile t
JOIN unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) AS edge (level, number) USING (level, number)
WHERE t.log_id = %(log)s

-- place --
-- Gives each intent its index in the log, once.
-- Index: the primary key.
UPDATE ledger_intent i
SET placed_at = placed.at
FROM unnest(%(ids)s::bigint[], %(ats)s::bigint[]) AS placed (id, at)
WHERE i.id = placed.id AND i.placed_at IS NULL

-- write_tiles --
-- Writes tiles, or their wider versions.
-- Index: the primary key.
INSERT INTO ledger_tile (log_id, level, number, hashes)
SELECT %(log)s, level, number, hashes
FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[], %(rows)s::bytea[]) AS tile (level, number, hashes)
ON CONFLICT (log_id, level, number) DO UPDATE SET hashes = excluded.hashes

-- write_bundles --
-- Writes bundles of entries, or their wider versions.
-- Index: the primary key.
INSERT INTO ledger_bundle (log_id, number, entries)
SELECT %(log)s, number, entries
FROM unnest(%(numbers)s::bigint[], %(rows)s::bytea[]) AS bundle (number, entries)
ON CONFLICT (log_id, number) DO UPDATE SET entries = excluded.entries

-- recount --
-- What the placed intents of one log come to: the count its checkpoint must stand for.
-- Index: ledger_intent_one_per_place.
SELECT
    count(*) FILTER (WHERE kind IN ('add', 'restore')) - count(*) FILTER (WHERE kind = 'remove'),
    count(*)
FROM ledger_intent
WHERE log_id = %(log)s AND placed_at IS NOT NULL
