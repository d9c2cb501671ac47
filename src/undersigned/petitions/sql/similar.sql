-- words_said --
-- The words of a text, how much each says of it, and how many texts hold it (one more than held_at_most: too many).
-- Index: word_use_by_word, and reads no more than held_at_most rows for a word.
WITH said AS (
    SELECT lexeme AS word,
        cardinality(positions) + CASE WHEN 'A' = ANY(weights) THEN %(title_counts)s::float8 ELSE 0 END AS times,
        sum(cardinality(positions)) OVER () AS length
    FROM unnest(
        setweight(to_tsvector('pg_catalog.english', %(title)s), 'A')
        || setweight(to_tsvector('pg_catalog.english', %(body)s), 'B')
    )
)
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

-- petitions_sharing --
-- Petitions that hold some of these words, by the sum of what each word is worth times what it says there.
-- Index: word_use_by_word and petition_standing, then the primary key of petitions_word_use.
WITH telling AS (
    SELECT word, worth
    FROM unnest(%(words)s::text[], %(worths)s::float8[]) AS told (word, worth)
),
shared AS (
    SELECT used.petition_id, sum(telling.worth * used.weight) AS part
    FROM telling
    JOIN petitions_word_use AS used USING (word)
    GROUP BY used.petition_id
),
nearest AS (
    SELECT petition.id, shared.part
    FROM shared
    JOIN petitions_petition AS petition ON petition.id = shared.petition_id
    WHERE shared.part >= %(least)s::float8
        AND petition.state = ANY(%(states)s::text[])
        AND (%(authority)s::text IS NULL OR petition.authority_id = %(authority)s::text)
        AND petition.id <> ALL(%(without)s::text[])
    ORDER BY shared.part DESC, petition.id
    LIMIT %(candidates)s::int
)
SELECT nearest.id, nearest.part, words.by_worth
FROM nearest,
LATERAL (
    SELECT array_agg(telling.word ORDER BY telling.worth * used.weight DESC, telling.word) AS by_worth
    FROM telling
    JOIN petitions_word_use AS used ON used.petition_id = nearest.id AND used.word = telling.word
) AS words
