-- agree --
-- What: takes from shared buckets what this process has let through since it last told, and says what is left.
-- Index: the primary key.
INSERT INTO guard_level AS kept (key, level, at)
SELECT key, burst - spent, %(now)s
FROM unnest(%(key)s::bytea[], %(burst)s::float8[], %(per_minute)s::float8[], %(spent)s::float8[])
    AS told (key, burst, per_minute, spent)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET (level, at) = (
    SELECT greatest(0, least(
               told.burst,
               kept.level + told.per_minute * greatest(0, extract(epoch FROM excluded.at - kept.at)) / 60
           ) - told.spent),
           greatest(kept.at, excluded.at)
    FROM unnest(%(key)s::bytea[], %(burst)s::float8[], %(per_minute)s::float8[], %(spent)s::float8[])
        AS told (key, burst, per_minute, spent)
    WHERE told.key = kept.key
)
RETURNING key, level

-- use_solutions --
-- What: marks proofs of work as used; returns those that were not used before.
-- Index: the primary key.
INSERT INTO guard_usedsolution (mark, expires_at)
SELECT * FROM unnest(%(mark)s::bytea[], %(expires_at)s::timestamptz[])
ON CONFLICT (mark) DO NOTHING
RETURNING mark
