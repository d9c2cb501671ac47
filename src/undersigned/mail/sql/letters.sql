-- drop --
-- What: takes a person's waiting letters out of campaigns, unless a worker holds them.
-- Index: mail_letter_one_per_person_and_campaign.
UPDATE mail_letter
SET state = 'dropped', why = %(why)s, ended_at = %(now)s, email = NULL, name = NULL, context = NULL
WHERE campaign_id = ANY(%(campaigns)s) AND person = %(person)s AND state = 'waiting'
  AND (lease_until IS NULL OR lease_until <= %(now)s)
RETURNING campaign_id

-- tidy --
-- What: forgets budgets that hold nothing any more, and holds of mail domains that ended a day ago.
-- Index: the one on mail_budget.until; mail_hold is small.
WITH budgets AS (DELETE FROM mail_budget WHERE until <= %(now)s RETURNING 1),
     holds AS (DELETE FROM mail_hold WHERE until <= %(now)s::timestamptz - interval '1 day' RETURNING 1)
SELECT (SELECT count(*) FROM budgets) + (SELECT count(*) FROM holds)
