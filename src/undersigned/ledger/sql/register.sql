-- heads_now --
-- Where every published petition's log stands, in the order of opening.
-- Index: the unique one on opened_as.
SELECT petition_id, size, root, count
FROM ledger_log
WHERE opened_as IS NOT NULL
ORDER BY opened_as

-- heads_at --
-- Where every petition's log stood in one epoch, in the order of opening.
-- Index: the primary key of heads, once for each petition.
SELECT log.petition_id, head.size, head.root, head.count
FROM ledger_log log
CROSS JOIN LATERAL (
    SELECT size, root, count
    FROM ledger_head
    WHERE number = log.opened_as AND epoch <= %(epoch)s
    ORDER BY epoch DESC
    LIMIT 1
) head
WHERE log.opened_as IS NOT NULL
ORDER BY log.opened_as

-- thin_epochs --
-- Marks the epochs whose heads need not be kept: old ones that are not the last of their hour, or day.
-- Index: none; once a day over the epochs that still have heads.
UPDATE ledger_epoch
SET has_heads = false
WHERE has_heads AND at < %(all_since)s AND index NOT IN (
    SELECT DISTINCT ON (span) index
    FROM (
        SELECT index, date_trunc(CASE WHEN at < %(hourly_since)s THEN 'day' ELSE 'hour' END, at, 'UTC') AS span
        FROM ledger_epoch
        WHERE has_heads AND at < %(all_since)s
    ) old
    ORDER BY span, index DESC
)

-- thin_heads --
-- Drops heads that no kept epoch shows: another head of the petition stands between them and the next kept one.
-- Index: the primary keys of heads and epochs; once a day.
DELETE FROM ledger_head h
USING ledger_head newer
WHERE newer.number = h.number
    AND newer.epoch = (SELECT min(epoch) FROM ledger_head WHERE number = h.number AND epoch > h.epoch)
    AND NOT EXISTS (
        SELECT FROM ledger_epoch e WHERE e.has_heads AND e.index >= h.epoch AND e.index < newer.epoch
    )
