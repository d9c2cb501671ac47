-- insert_signatures --
-- Makes signatures, or lets withdrawn ones stand again; those whose person has a standing one are left out.
-- xmax is 0 in a row that this statement inserted, and this transaction's id in one that it updated.
-- Index: one_signature_per_petition_and_person decides who was first.
INSERT INTO signatures_signature AS kept
    (key, petition_id, person, email, name, salt, domain, country, state, zip3,
     declines_answer, wants_news, is_petitioner, confirmed_at)
SELECT * FROM unnest(
    %(key)b::uuid[], %(petition_id)b::text[], %(person)b::bytea[], %(email)b::bytea[], %(name)b::bytea[],
    %(salt)b::bytea[], %(domain)b::bytea[], %(country)b::text[], %(state)b::text[], %(zip3)b::text[],
    %(declines_answer)b::boolean[], %(wants_news)b::boolean[], %(is_petitioner)b::boolean[],
    %(confirmed_at)b::timestamptz[]
)
ON CONFLICT (petition_id, person) DO UPDATE
    SET withdrawn_at = NULL,
        declines_answer = excluded.declines_answer,
        wants_news = excluded.wants_news
    WHERE kept.withdrawn_at IS NOT NULL
RETURNING
    kept.id, kept.key, kept.petition_id, kept.person, kept.country, kept.state, kept.confirmed_at, kept.xmax = 0;
