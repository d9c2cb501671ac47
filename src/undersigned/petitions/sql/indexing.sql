-- index_search --
-- Writes the words of each text, those of the title with weight A, of the body with weight B.
-- Index: the primary key of petitions_petition.
UPDATE petitions_petition
SET search = setweight(to_tsvector('pg_catalog.english', said.title), 'A')
    || setweight(to_tsvector('pg_catalog.english', said.body), 'B')
FROM unnest(%(ids)s::text[], %(titles)s::text[], %(bodies)s::text[]) AS said (id, title, body)
WHERE petitions_petition.id = said.id

-- index_words --
-- Writes how much each word says of its text: BM25 without the rarity, which changes and is counted when asked.
-- Index: the primary key of petitions_petition.
INSERT INTO petitions_word_use (petition_id, word, weight)
SELECT id, word, times * (1 + %(soon)s::float8)
    / (times + %(soon)s::float8 * (1 - %(discount)s::float8 + %(discount)s::float8 * length / %(usual)s::float8))
FROM petitions_petition,
LATERAL (
    SELECT lexeme AS word,
        cardinality(positions) + CASE WHEN 'A' = ANY(weights) THEN %(title_counts)s::float8 ELSE 0 END AS times,
        sum(cardinality(positions)) OVER () AS length
    FROM unnest(search)
) AS said
WHERE id = ANY(%(ids)s::text[])

-- forget_words --
-- Takes the word statistics of a text away.
-- Index: the primary key of petitions_word_use.
DELETE FROM petitions_word_use
WHERE petition_id = ANY(%(ids)s::text[])
