-- mark --
-- What: writes down what became of letters; a sent one is sent whoever holds it, the rest only by its lease.
-- Index: the primary key; locked in order of id, so that two workers never wait for each other in a ring.
WITH outcome AS (
    SELECT * FROM unnest(
        %(ids)s::uuid[], %(states)s::text[], %(whys)s::text[], %(next)s::timestamptz[], %(leases)s::timestamptz[],
        %(tried)s::int[]
    ) AS outcome (id, state, why, next_at, lease_until, tried)
), held AS (
    SELECT letter.id
    FROM mail_letter AS letter JOIN outcome USING (id)
    WHERE letter.state = 'waiting' AND (outcome.state = 'sent' OR letter.lease_until = outcome.lease_until)
    ORDER BY letter.id
    FOR NO KEY UPDATE OF letter
)
UPDATE mail_letter AS letter
SET state = outcome.state,
    why = outcome.why,
    attempts = letter.attempts + outcome.tried,
    next_at = coalesce(outcome.next_at, letter.next_at),
    lease_until = CASE WHEN outcome.state = 'waiting' THEN %(now)s::timestamptz END,
    ended_at = CASE WHEN outcome.state <> 'waiting' THEN %(now)s::timestamptz END,
    email = CASE WHEN outcome.state <> 'sent' THEN letter.email END,
    name = CASE WHEN outcome.state <> 'sent' THEN letter.name END,
    context = CASE WHEN outcome.state <> 'sent' THEN letter.context END
FROM outcome JOIN held USING (id)
WHERE letter.id = outcome.id
RETURNING letter.campaign_id, letter.state

-- count --
-- What: counts letters that ended for their campaign, its pace over at least ten seconds, and ends it with the last.
-- Index: the primary key.
UPDATE mail_campaign
SET sent = sent + %(sent)s,
    failed = failed + %(failed)s,
    dropped = dropped + %(dropped)s,
    pace_from = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace_from
                     ELSE %(now)s::timestamptz END,
    pace_count = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace_count ELSE 0 END
                 + %(sent)s,
    pace = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace
                WHEN pace_from > %(now)s::timestamptz - interval '60 seconds'
                THEN pace_count / extract(epoch FROM %(now)s::timestamptz - pace_from)
                ELSE 0 END,
    (stage, ended_at) = (
        SELECT CASE WHEN over THEN 'done' ELSE stage END, CASE WHEN over THEN %(now)s::timestamptz ELSE ended_at END
        FROM (
            SELECT stage IN ('sending', 'paused')
                   AND sent + failed + dropped + %(sent)s + %(failed)s + %(dropped)s >= total AS over
        ) AS last
    )
WHERE id = %(campaign)s

-- refused --
-- What: notes that a mail domain refused letters for the moment, and lets it rest after some refusals in a row.
-- Index: the primary key.
INSERT INTO mail_hold AS hold (domain, failures, until)
SELECT domain, failures, %(now)s FROM unnest(%(domains)s::bytea[], %(failures)s::int[]) AS refusal (domain, failures)
ORDER BY domain
ON CONFLICT (domain) DO UPDATE SET
    failures = hold.failures + excluded.failures,
    until = CASE
        WHEN hold.failures + excluded.failures < %(refusals)s THEN hold.until
        ELSE greatest(hold.until, %(now)s::timestamptz + least(
            interval '30 minutes', interval '1 minute' * 2 ^ least((hold.failures + excluded.failures) / %(refusals)s - 1, 10)
        ))
    END

-- accepted --
-- What: forgets the refusals of mail domains that took a letter.
-- Index: the primary key.
DELETE FROM mail_hold WHERE domain = ANY(%(domains)s)

-- bounced --
-- What: counts a letter that an address refused for good.
-- Index: the primary key.
INSERT INTO mail_bounce AS bounce (person, count, last_at, why)
SELECT person, 1, %(now)s, why FROM unnest(%(persons)s::bytea[], %(whys)s::text[]) AS refusal (person, why)
ORDER BY person
ON CONFLICT (person) DO UPDATE SET
    count = CASE WHEN bounce.last_at > %(remembered)s THEN bounce.count ELSE 0 END + 1,
    last_at = excluded.last_at,
    why = excluded.why

-- returned --
-- What: a letter that came back after it was sent is a failed one; once.
-- Index: the primary key.
UPDATE mail_letter SET state = 'failed', why = %(why)s, ended_at = %(now)s
WHERE id = %(letter)s AND state = 'sent'
RETURNING campaign_id, person

-- uncount --
-- What: moves one letter of a campaign from sent to failed.
-- Index: the primary key.
UPDATE mail_campaign SET sent = sent - 1, failed = failed + 1 WHERE id = %(campaign)s AND sent > 0
