-- insert_submissions --
-- Keeps a batch of filled-in forms.
-- Index: none needed; the primary key grows in order of time.
INSERT INTO signatures_submission
    (id, petition_id, person, email, name, country, state, zip3, declines_answer, wants_news, starts_petition)
SELECT * FROM unnest(
    %(id)s::uuid[], %(petition_id)s::text[], %(person)s::bytea[], %(email)s::bytea[], %(name)s::bytea[],
    %(country)s::text[], %(state)s::text[], %(zip3)s::text[],
    %(declines_answer)s::boolean[], %(wants_news)s::boolean[], %(starts_petition)s::boolean[]
);

-- standing_of --
-- Which of these persons' signatures stand under these petitions: the place in the batch, and the signature's key.
-- Index: one_signature_per_petition_and_person.
SELECT asked.place, signature.key
FROM unnest(%(petition_id)s::text[], %(person)s::bytea[]) WITH ORDINALITY AS asked (petition_id, person, place)
JOIN signatures_signature AS signature
    ON signature.petition_id = asked.petition_id AND signature.person = asked.person
WHERE signature.withdrawn_at IS NULL;
