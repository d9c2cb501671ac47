-- similar_petitions --
-- Petitions that share the rarest words of a text, with the part of the text's own weight they share (0 to 1).
-- Uses word_use_by_word and petition_standing, and reads no more than held_at_most rows for a word.
WITH collection AS (
    SELECT count(*) AS size
    FROM (SELECT 1 FROM petitions_petition LIMIT %(collection_at_most)s::int) AS counted
),
said AS (
    SELECT lexeme AS word,
        cardinality(positions) + CASE WHEN 'A' = ANY(weights) THEN %(title_counts)s::float8 ELSE 0 END AS times,
        sum(cardinality(positions)) OVER () AS length
    FROM unnest(
        setweight(to_tsvector('pg_catalog.english', %(title)s), 'A')
        || setweight(to_tsvector('pg_catalog.english', %(body)s), 'B')
    )
),
weighed AS (
    SELECT word, held, times * (1 + %(soon)s::float8)
        / (times + %(soon)s::float8 * (1 - %(discount)s::float8 + %(discount)s::float8 * length / %(usual)s::float8))
        AS weight
    FROM said,
    LATERAL (
        SELECT count(*) AS held
        FROM (
            SELECT 1
            FROM petitions_word_use AS used
            WHERE used.word = said.word
            LIMIT %(held_at_most)s::int + 1
        ) AS counted
    ) AS found
),
telling AS (
    SELECT word, weight, weight * ln(1 + size / (held + 0.5)) ^ 1.5 AS worth
    FROM weighed, collection
    WHERE held <= %(held_at_most)s::int
    ORDER BY worth DESC, word
    LIMIT %(words_at_most)s::int
),
shared AS (
    SELECT used.petition_id, sum(telling.worth * used.weight) / (SELECT sum(worth * weight) FROM telling) AS score
    FROM telling
    JOIN petitions_word_use AS used USING (word)
    GROUP BY used.petition_id
),
nearest AS (
    SELECT petition.id, least(1, shared.score) AS score
    FROM shared
    JOIN petitions_petition AS petition ON petition.id = shared.petition_id
    WHERE shared.score >= %(least)s::float8
        AND petition.state = ANY(%(states)s::text[])
        AND (%(authority)s::text IS NULL OR petition.authority_id = %(authority)s::text)
        AND petition.id <> ALL(%(without)s::text[])
    ORDER BY score DESC, petition.id
    LIMIT %(candidates)s::int
)
SELECT nearest.id, nearest.score, words.by_worth
FROM nearest,
LATERAL (
    SELECT array_agg(telling.word ORDER BY telling.worth * used.weight DESC, telling.word) AS by_worth
    FROM telling
    JOIN petitions_word_use AS used ON used.petition_id = nearest.id AND used.word = telling.word
) AS words
