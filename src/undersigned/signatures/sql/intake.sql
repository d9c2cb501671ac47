-- asked --
-- What: whether these petitions can be signed, and what their letters say of them; the ORM takes ten times as long
-- to put this question.
-- Index: the primary key of petitions_petition.
SELECT id, state, title, lapses_at, closes_at FROM petitions_petition WHERE id = ANY(%(ids)b::text[]);

-- standing_of --
-- Which of these persons' signatures stand under these petitions: the place in the batch, and the signature's key.
-- Index: one_signature_per_petition_and_person.
SELECT asked.place, signature.key
FROM unnest(%(petition_id)b::text[], %(person)b::bytea[]) WITH ORDINALITY AS asked (petition_id, person, place)
JOIN signatures_signature AS signature
    ON signature.petition_id = asked.petition_id AND signature.person = asked.person
WHERE signature.withdrawn_at IS NULL;
