-- forget_in_campaigns --
-- What: cuts a person's letters of campaigns off from the person; those that wait are dropped, whoever holds them.
-- The rows stay, so that what was sent is still counted.
-- Index: mail_letter_one_per_person_and_campaign, once for each campaign.
WITH theirs AS (
    SELECT letter.id, letter.campaign_id, letter.state
    FROM mail_campaign AS campaign
    JOIN mail_letter AS letter ON letter.campaign_id = campaign.id AND letter.person = %(person)s
    ORDER BY letter.id
    FOR NO KEY UPDATE OF letter
)
UPDATE mail_letter AS letter
SET person = NULL, sealed_for = letter.id, email = NULL, name = NULL, context = NULL,
    domain = decode('0000000000000000', 'hex'),
    state = CASE WHEN theirs.state = 'waiting' THEN 'dropped' ELSE theirs.state END,
    why = CASE WHEN theirs.state = 'waiting' THEN 'erased' ELSE letter.why END,
    ended_at = coalesce(letter.ended_at, %(now)s),
    lease_until = NULL
FROM theirs
WHERE letter.id = theirs.id
RETURNING letter.campaign_id, theirs.state = 'waiting'

-- forget_some_in_campaign --
-- What: does the same for up to %(at_most)s letters of one campaign, whoever they went to.
-- Index: mail_letter_one_per_person_and_campaign.
WITH theirs AS (
    SELECT id, state
    FROM mail_letter
    WHERE campaign_id = %(campaign)s AND person IS NOT NULL
    LIMIT %(at_most)s
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE mail_letter AS letter
SET person = NULL, sealed_for = letter.id, email = NULL, name = NULL, context = NULL,
    domain = decode('0000000000000000', 'hex'),
    state = CASE WHEN theirs.state = 'waiting' THEN 'dropped' ELSE theirs.state END,
    why = CASE WHEN theirs.state = 'waiting' THEN 'erased' ELSE letter.why END,
    ended_at = coalesce(letter.ended_at, %(now)s),
    lease_until = NULL
FROM theirs
WHERE letter.id = theirs.id
RETURNING theirs.state = 'waiting'

-- forget_old --
-- What: deletes single letters that ended before %(before)s, with the marks of the persons they went to.
-- Index: mail_letter_ended; once a night.
DELETE FROM mail_letter
WHERE campaign_id IS NULL AND ended_at < %(before)s
