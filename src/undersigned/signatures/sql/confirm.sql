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
RETURNING kept.id, kept.key, kept.petition_id, kept.person, kept.country, kept.state, kept.xmax = 0;

-- add_to_tally --
-- Moves the number of standing signatures per petition and place.
-- Index: one_tally_per_place.
INSERT INTO signatures_tally AS tally (petition_id, country, state, standing)
SELECT * FROM unnest(%(petition_id)s::text[], %(country)s::text[], %(state)s::text[], %(standing)s::integer[])
ON CONFLICT (petition_id, country, state) DO UPDATE SET standing = tally.standing + excluded.standing;

-- take_from_tally --
-- Lowers the number of standing signatures of places that have some.
-- Index: one_tally_per_place.
UPDATE signatures_tally AS tally
SET standing = tally.standing + moved.standing
FROM unnest(%(petition_id)s::text[], %(country)s::text[], %(state)s::text[], %(standing)s::integer[])
    AS moved (petition_id, country, state, standing)
WHERE (tally.petition_id, tally.country, tally.state) = (moved.petition_id, moved.country, moved.state);
