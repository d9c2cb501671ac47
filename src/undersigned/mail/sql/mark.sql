-- mark --
-- What: writes down what became of letters; a sent one is sent whoever holds it, the rest only by its lease. Counts
-- them for their campaigns, with the pace over at least ten seconds, ends a campaign with its last letter, and
-- forgets the refusals of mail domains that took a letter. One statement, so one round trip and one commit.
-- Index: primary keys; letters are locked in order of id, so that two workers never wait for each other in a ring.
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
), marked AS (
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
    RETURNING letter.campaign_id, letter.state, letter.domain
), accepted AS (
    DELETE FROM mail_hold WHERE domain IN (SELECT domain FROM marked WHERE state = 'sent')
), ended AS (
    SELECT campaign_id,
           count(*) FILTER (WHERE state = 'sent') AS sent,
           count(*) FILTER (WHERE state = 'failed') AS failed
    FROM marked
    WHERE campaign_id IS NOT NULL AND state <> 'waiting'
    GROUP BY campaign_id
    ORDER BY campaign_id
)
UPDATE mail_campaign AS campaign
SET sent = campaign.sent + ended.sent,
    failed = campaign.failed + ended.failed,
    pace_from = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace_from
                     ELSE %(now)s::timestamptz END,
    pace_count = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace_count ELSE 0 END
                 + ended.sent,
    pace = CASE WHEN pace_from > %(now)s::timestamptz - interval '10 seconds' THEN pace
                WHEN pace_from > %(now)s::timestamptz - interval '60 seconds'
                THEN pace_count / extract(epoch FROM %(now)s::timestamptz - pace_from)
                ELSE 0 END,
    (stage, ended_at) = (
        SELECT CASE WHEN last THEN 'done' ELSE campaign.stage END,
               CASE WHEN last THEN %(now)s::timestamptz ELSE campaign.ended_at END
        FROM (
            SELECT campaign.stage IN ('sending', 'paused') AND campaign.total
                   <= campaign.sent + campaign.failed + campaign.dropped + ended.sent + ended.failed AS last
        ) AS judged
    )
FROM ended
WHERE campaign.id = ended.campaign_id

-- count_dropped --
-- What: counts letters of a campaign that were dropped, and ends it with the last.
-- Index: the primary key.
UPDATE mail_campaign AS campaign
SET dropped = dropped + %(dropped)s,
    (stage, ended_at) = (
        SELECT CASE WHEN last THEN 'done' ELSE stage END, CASE WHEN last THEN %(now)s::timestamptz ELSE ended_at END
        FROM (
            SELECT stage IN ('sending', 'paused') AND total <= sent + failed + dropped + %(dropped)s AS last
        ) AS judged
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

-- bounced --
-- What: counts a letter that an address refused for good; what was reported twice, with its moment, once.
-- Index: the primary key.
INSERT INTO mail_bounce AS bounce (person, count, last_at, why)
SELECT person, 1, %(now)s, why FROM unnest(%(persons)s::bytea[], %(whys)s::text[]) AS refusal (person, why)
ORDER BY person
ON CONFLICT (person) DO UPDATE SET
    count = CASE WHEN bounce.last_at > %(remembered)s THEN bounce.count ELSE 0 END + 1,
    last_at = excluded.last_at,
    why = excluded.why
WHERE bounce.last_at < excluded.last_at

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
