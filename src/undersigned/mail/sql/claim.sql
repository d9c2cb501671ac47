-- claim_single --
-- What: leases due single letters; drops declined ones and those over a person's limit; lets resting domains rest.
-- Index: mail_letter_due_single; primary keys of mail_suppression, mail_hold, mail_budget.
WITH due AS (
    SELECT id, kind, person, domain, lease_until IS NULL AS fresh
    FROM mail_letter
    WHERE state = 'waiting' AND campaign_id IS NULL AND next_at <= %(now)s
      AND (lease_until IS NULL OR lease_until <= %(now)s)
    ORDER BY next_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), known AS (
    SELECT due.id, due.person,
           suppression.person IS NOT NULL AND suppression.scope = 'all' AS declined,
           hold.until AS rests_until,
           due.fresh AND due.person IS NOT NULL AND due.kind = ANY(%(limited)s) AS limited
    FROM due
    LEFT JOIN mail_suppression AS suppression USING (person)
    LEFT JOIN mail_hold AS hold ON hold.domain = due.domain AND hold.until > %(now)s
), budget AS (
    INSERT INTO mail_budget AS budget (person, spent, granted, until)
    SELECT person, array_fill(%(now)s::timestamptz, ARRAY[least(count(*), %(allowed)s)::int]),
           least(count(*), %(allowed)s), %(now)s::timestamptz + interval '24 hours'
    FROM known
    WHERE limited AND NOT declined AND rests_until IS NULL
    GROUP BY person
    ORDER BY person
    ON CONFLICT (person) DO UPDATE SET (granted, spent, until) = (
        SELECT more.granted, recent.spent || array_fill(%(now)s::timestamptz, ARRAY[more.granted]), excluded.until
        FROM (
            SELECT coalesce(array_agg(at), '{}') AS spent
            FROM unnest(budget.spent) AS at
            WHERE at > %(now)s::timestamptz - interval '24 hours'
        ) AS recent, LATERAL (
            SELECT greatest(0, least(excluded.granted, %(allowed)s - cardinality(recent.spent)))::int AS granted
        ) AS more
    )
    RETURNING person, granted
), judged AS (
    SELECT known.id, known.rests_until,
           CASE WHEN known.declined THEN 'declined'
                WHEN known.rests_until IS NULL AND known.limited
                     AND row_number() OVER (
                         PARTITION BY known.person, known.limited AND NOT known.declined AND known.rests_until IS NULL
                         ORDER BY known.id
                     ) > coalesce(budget.granted, 0) THEN 'limit'
                ELSE '' END AS why
    FROM known LEFT JOIN budget USING (person)
)
UPDATE mail_letter AS letter
SET state = CASE WHEN judged.why = '' THEN 'waiting' ELSE 'dropped' END,
    why = CASE WHEN judged.why = '' THEN letter.why ELSE judged.why END,
    ended_at = CASE WHEN judged.why = '' THEN NULL ELSE %(now)s::timestamptz END,
    email = CASE WHEN judged.why = '' THEN letter.email END,
    name = CASE WHEN judged.why = '' THEN letter.name END,
    context = CASE WHEN judged.why = '' THEN letter.context END,
    next_at = coalesce(judged.rests_until, letter.next_at),
    lease_until = CASE WHEN judged.rests_until IS NULL THEN %(lease_until)s::timestamptz ELSE letter.lease_until END
FROM judged
WHERE letter.id = judged.id
RETURNING judged.why, judged.rests_until IS NOT NULL AS rests,
          letter.id, letter.kind, letter.campaign_id, letter.person, letter.sealed_for, letter.email, letter.name,
          letter.context, letter.domain, letter.language, letter.lease_until, letter.attempts

-- claim_campaign --
-- What: leases due letters of one campaign; drops declined ones and those whose address keeps bouncing.
-- Index: mail_letter_due_campaign; primary keys of mail_suppression, mail_bounce, mail_hold.
WITH due AS (
    SELECT id, person, domain
    FROM mail_letter
    WHERE state = 'waiting' AND campaign_id = %(campaign)s AND next_at <= %(now)s
      AND (lease_until IS NULL OR lease_until <= %(now)s)
    ORDER BY next_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), judged AS (
    SELECT due.id, hold.until AS rests_until,
           CASE WHEN suppression.person IS NOT NULL THEN 'declined'
                WHEN bounce.count >= %(bounces)s AND bounce.last_at > %(bounced_since)s THEN 'bounces'
                ELSE '' END AS why
    FROM due
    LEFT JOIN mail_suppression AS suppression USING (person)
    LEFT JOIN mail_bounce AS bounce USING (person)
    LEFT JOIN mail_hold AS hold ON hold.domain = due.domain AND hold.until > %(now)s
)
UPDATE mail_letter AS letter
SET state = CASE WHEN judged.why = '' THEN 'waiting' ELSE 'dropped' END,
    why = CASE WHEN judged.why = '' THEN letter.why ELSE judged.why END,
    ended_at = CASE WHEN judged.why = '' THEN NULL ELSE %(now)s::timestamptz END,
    email = CASE WHEN judged.why = '' THEN letter.email END,
    name = CASE WHEN judged.why = '' THEN letter.name END,
    context = CASE WHEN judged.why = '' THEN letter.context END,
    next_at = coalesce(judged.rests_until, letter.next_at),
    lease_until = CASE WHEN judged.rests_until IS NULL THEN %(lease_until)s::timestamptz ELSE letter.lease_until END
FROM judged
WHERE letter.id = judged.id
RETURNING judged.why, judged.rests_until IS NOT NULL AS rests,
          letter.id, letter.kind, letter.campaign_id, letter.person, letter.sealed_for, letter.email, letter.name,
          letter.context, letter.domain, letter.language, letter.lease_until, letter.attempts

-- sending --
-- What: the campaigns that have letters to send now, the oldest first.
-- Index: mail_campaign_unfinished.
SELECT id FROM mail_campaign
WHERE stage = 'sending' AND (next_at IS NULL OR next_at <= %(now)s)
ORDER BY id

-- open_gate --
-- What: one campaign's pace and first wave, locked while letters are let through.
-- Index: the primary key.
SELECT rate, wave_left, next_at FROM mail_campaign
WHERE id = %(campaign)s AND stage = 'sending' AND (next_at IS NULL OR next_at <= %(now)s)
FOR NO KEY UPDATE

-- close_gate --
-- What: writes down how many letters were let through, and holds the campaign after its first wave.
-- Index: the primary key.
UPDATE mail_campaign
SET next_at = %(next_at)s,
    wave_left = %(wave_left)s,
    stage = CASE WHEN %(wave_left)s::int = 0 THEN 'paused' ELSE stage END
WHERE id = %(campaign)s

-- bodies --
-- What: what a campaign says, by language.
-- Index: mail_body_once_per_language.
SELECT body.language, body.title, body.text, body.html, campaign.subject_id, campaign.survey
FROM mail_campaign AS campaign JOIN mail_body AS body ON body.campaign_id = campaign.id
WHERE campaign.id = %(campaign)s
