-- prepare_log --
-- Makes the log of a petition unless it exists.
-- Index: the unique one on petition_id.
INSERT INTO ledger_log (petition_id, origin, root, size, count, checkpoint, accepting, ready, closed, halted)
SELECT %(petition)s, %(origin)s, %(root)s, 0, 0, '', true, false, false, ''
WHERE NOT EXISTS (SELECT FROM ledger_log WHERE petition_id = %(petition)s)
ON CONFLICT (petition_id) DO NOTHING

-- accepting_logs --
-- Which of these petitions' logs still accept, each held so until the transaction ends.
-- Index: the unique one on petition_id.
SELECT petition_id
FROM ledger_log
WHERE petition_id = ANY (%(petitions)s) AND accepting
ORDER BY id
FOR KEY SHARE

-- append_adds --
-- Appends one add for each signature whose petition's log accepts; returns the signatures taken.
-- Index: the unique one on petition_id, then the one add per signature.
WITH accepting AS (
    SELECT id, petition_id
    FROM ledger_log
    WHERE petition_id = ANY (%(petitions)b) AND accepting
    ORDER BY id
    FOR KEY SHARE
)
INSERT INTO ledger_intent (log_id, kind, signature, commitment, reason, created_at)
SELECT accepting.id, 'add', wanted.signature, wanted.commitment, '', %(now)b
FROM unnest(%(petitions)b::text[], %(signatures)b::bigint[], %(commitments)b::bytea[])
    AS wanted (petition_id, signature, commitment)
JOIN accepting USING (petition_id)
ON CONFLICT (signature) WHERE kind = 'add' DO NOTHING
RETURNING signature

-- append_change --
-- Appends a remove or restore about an add, as the next turn, unless the last turn was of the same kind.
-- Index: the unique one on (about_id, turn).
INSERT INTO ledger_intent (log_id, kind, about_id, turn, reason, created_at)
SELECT %(log)s, %(kind)s, %(about)s, coalesce(max(turn), 0) + 1, %(reason)s, %(now)s
FROM ledger_intent
WHERE about_id = %(about)s
HAVING coalesce(max(turn), 0) %% 2 = CASE %(kind)s WHEN 'remove' THEN 0 ELSE 1 END
ON CONFLICT (about_id, turn) WHERE about_id IS NOT NULL DO NOTHING
