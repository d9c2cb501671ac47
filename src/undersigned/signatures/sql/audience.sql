-- enlist --
-- One letter for each person who signed any of the petitions, whose signature stands and who wants the answer; who
-- is enlisted already stays as enlisted. It goes out in the language of the petition they signed first. People are
-- told apart by narrow rows; the wide ones are read once, and letters come in the order of both their indexes: by
-- person, and by ids that are version 7 UUIDs of %(now)s with a counter of 24 bits (RFC 9562, 6.2, method 1).
-- Index: one_signature_per_petition_and_person by petition; letters are unique by campaign and person.
INSERT INTO mail_letter (
    id, kind, campaign_id, person, sealed_for, email, name, domain, language, created_at, next_at
)
SELECT
    (
        lpad(to_hex((extract(epoch FROM %(now)s::timestamptz) * 1000)::bigint), 12, '0')
        || '7' || lpad(to_hex(signer.number >> 12 & 4095), 3, '0')
        || '8' || lpad(to_hex(signer.number & 4095), 3, '0')
        || right(gen_random_uuid()::text, 12)
    )::uuid,
    %(kind)s, %(campaign)s, signer.person, signer.key, signer.email, signer.name, signer.domain, signer.language,
    %(now)s, %(now)s
FROM (
    SELECT signature.*, petition.language, row_number() OVER (ORDER BY signature.person) AS number
    FROM (
        SELECT min(id) AS id
        FROM signatures_signature
        WHERE petition_id = ANY(%(petitions)s)
            AND withdrawn_at IS NULL
            AND person IS NOT NULL
            AND NOT declines_answer
            AND (wants_news OR NOT %(news_only)s)
        GROUP BY person
    ) AS first
    JOIN signatures_signature AS signature USING (id)
    JOIN petitions_petition AS petition ON petition.id = signature.petition_id
    ORDER BY signature.person
) AS signer
ON CONFLICT (campaign_id, person) WHERE campaign_id IS NOT NULL DO NOTHING;
