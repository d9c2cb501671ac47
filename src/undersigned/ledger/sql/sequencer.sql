-- try_sequencer_lock --
-- Takes the right to sequence until this transaction ends; false when another holds it.
-- Index: none.
SELECT pg_try_advisory_xact_lock(%(lock)s)

-- wait_for_sequencer_lock --
-- Takes that right when the one who holds it has ended.
-- Index: none.
SELECT pg_advisory_xact_lock(%(lock)s)

-- due_logs --
-- Logs that may be published: never opened yet, enough entries waiting, or one waiting since before %(before)s; with
-- whether all that waits is due, and the open and the close that wait.
-- Index: ledger_log_running, and for each log ledger_intent_waiting and ledger_intent_one_open_and_one_close.
SELECT w.waiting >= %(at_least)s OR w.oldest <= %(before)s, ends.opens, ends.closes, l.*
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
CROSS JOIN LATERAL (
    SELECT max(id) FILTER (WHERE kind = 'open') AS opens, max(id) FILTER (WHERE kind = 'close') AS closes
    FROM ledger_intent
    WHERE log_id = l.id AND kind IN ('open', 'close') AND placed_at IS NULL
) ends
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
SELECT c.id, c.kind, c.reason, c.turn, a.id, a.log_id, a.placed_at
FROM ledger_intent c
JOIN ledger_intent a ON a.id = c.about_id
WHERE c.log_id = %(log)s AND c.placed_at IS NULL AND c.kind IN ('remove', 'restore')
ORDER BY c.turn, c.id
LIMIT %(limit)s

-- waiting_count --
-- How many intents wait for one log, the close among them.
-- Index: ledger_intent_waiting.
SELECT count(*)
FROM ledger_intent
WHERE log_id = %(log)s AND placed_at IS NULL

-- edge --
-- The tiles at the right edge of a log's tree, and the bundle there as level -1.
-- Index: the primary keys.
SELECT level, t.hashes || t.rest
FROM ledger_tile t
JOIN unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) AS edge (level, number) USING (level, number)
WHERE t.log_id = %(log)s
UNION ALL
SELECT -1, b.entries
FROM ledger_bundle b
WHERE b.log_id = %(log)s AND b.number = %(bundle)s

-- place --
-- Gives each intent its index in the log, once.
-- Index: the primary key.
UPDATE ledger_intent i
SET placed_at = placed.at
FROM unnest(%(ids)s::bigint[], %(ats)s::bigint[]) AS placed (id, at)
WHERE i.id = placed.id AND i.placed_at IS NULL

-- publish --
-- Gives each intent its index, once; writes tiles and bundles, or their wider versions; and moves the log on, if it
-- is still of the size that was read. Returns how many intents were placed.
-- Index: the primary keys.
WITH placed AS (
    UPDATE ledger_intent i
    SET placed_at = new.at
    FROM unnest(%(ids)s::bigint[], %(ats)s::bigint[]) AS new (id, at)
    WHERE i.id = new.id AND i.placed_at IS NULL
    RETURNING 1
), tiles AS (
    INSERT INTO ledger_tile (log_id, level, number, hashes, rest)
    SELECT %(log)s, level, number, substr(hashes, 1, %(first_part)s), substr(hashes, %(first_part)s + 1)
    FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[], %(rows)s::bytea[]) AS tile (level, number, hashes)
    ON CONFLICT (log_id, level, number) DO UPDATE SET hashes = excluded.hashes, rest = excluded.rest
), bundles AS (
    INSERT INTO ledger_bundle (log_id, number, entries)
    SELECT %(log)s, number, entries
    FROM unnest(%(bundles)s::bigint[], %(entries)s::bytea[]) AS bundle (number, entries)
    ON CONFLICT (log_id, number) DO UPDATE SET entries = excluded.entries
)
UPDATE ledger_log
SET size = %(size)s, root = %(root)s, checkpoint = %(checkpoint)s, published_at = %(now)s,
    count = coalesce(%(count)s, count), closed = coalesce(%(closed)s, closed),
    opened_as = coalesce(%(opened_as)s, opened_as)
WHERE id = %(log)s AND size = %(size_before)s
RETURNING (SELECT count(*) FROM placed)

-- recount --
-- What the placed intents of one log come to: the count its checkpoint must stand for.
-- Index: ledger_intent_one_per_place.
SELECT
    count(*) FILTER (WHERE kind IN ('add', 'restore')) - count(*) FILTER (WHERE kind = 'remove'),
    count(*)
FROM ledger_intent
WHERE log_id = %(log)s AND placed_at IS NOT NULL
