-- add_to_tallies --
-- Raises the number of standing signatures per petition and place, and per petition and hour of confirmation.
-- Index: one_tally_per_place, one_tally_per_hour.
WITH places AS (
    INSERT INTO signatures_tally AS tally (petition_id, country, state, standing)
    SELECT * FROM unnest(%(petition)b::text[], %(country)b::text[], %(state)b::text[], %(standing)b::integer[])
    ON CONFLICT (petition_id, country, state) DO UPDATE SET standing = tally.standing + excluded.standing
)
INSERT INTO signatures_hourtally AS tally (petition_id, hour, standing)
SELECT * FROM unnest(%(of_hour)b::text[], %(hour)b::timestamptz[], %(in_hour)b::integer[])
ON CONFLICT (petition_id, hour) DO UPDATE SET standing = tally.standing + excluded.standing;

-- take_from_tallies --
-- Lowers the number of standing signatures of places and hours that have some. An upsert checks the row it proposes
-- before it meets the one that is there, and so could not.
-- Index: one_tally_per_place, one_tally_per_hour.
WITH places AS (
    UPDATE signatures_tally AS tally
    SET standing = tally.standing - moved.standing
    FROM unnest(%(petition)b::text[], %(country)b::text[], %(state)b::text[], %(standing)b::integer[])
        AS moved (petition_id, country, state, standing)
    WHERE (tally.petition_id, tally.country, tally.state) = (moved.petition_id, moved.country, moved.state)
)
UPDATE signatures_hourtally AS tally
SET standing = tally.standing - moved.standing
FROM unnest(%(of_hour)b::text[], %(hour)b::timestamptz[], %(in_hour)b::integer[])
    AS moved (petition_id, hour, standing)
WHERE (tally.petition_id, tally.hour) = (moved.petition_id, moved.hour);
