-- enlist --
-- One letter for each person who signed any of the petitions, whose signature stands and who wants the answer; who
-- is enlisted already stays as enlisted. Letter ids are version 7 UUIDs (RFC 9562) made from %(now)s.
-- Index: one_signature_per_petition_and_person by petition; letters are unique by campaign and person.
INSERT INTO mail_letter (id, kind, campaign_id, person, sealed_for, email, name, domain, created_at, next_at)
SELECT DISTINCT ON (signature.person)
    overlay(
        overlay(replace(gen_random_uuid()::text, '-', '') PLACING '7' FROM 13 FOR 1)
        PLACING lpad(to_hex((extract(epoch FROM %(now)s::timestamptz) * 1000)::bigint), 12, '0') FROM 1 FOR 12
    )::uuid,
    %(kind)s, %(campaign)s, signature.person, signature.key, signature.email, signature.name, signature.domain,
    %(now)s, %(now)s
FROM signatures_signature AS signature
WHERE signature.petition_id = ANY(%(petitions)s)
    AND signature.withdrawn_at IS NULL
    AND signature.person IS NOT NULL
    AND NOT signature.declines_answer
    AND (signature.wants_news OR NOT %(news_only)s)
ORDER BY signature.person, signature.confirmed_at
ON CONFLICT (campaign_id, person) WHERE campaign_id IS NOT NULL DO NOTHING;
