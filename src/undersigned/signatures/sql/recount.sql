-- places_differ --
-- Where the kept number of standing signatures of a place is not what a recount of these petitions' signatures says.
-- Index: one_signature_per_petition_and_person and one_tally_per_place, by petition.
SELECT petition_id, country, state, coalesce(kept.standing, 0), coalesce(counted.standing, 0)
FROM (
    SELECT petition_id, country, state, standing FROM signatures_tally WHERE petition_id = ANY(%(petitions)b::text[])
) AS kept
FULL JOIN (
    SELECT petition_id, country, state, count(*)::integer AS standing
    FROM signatures_signature
    WHERE petition_id = ANY(%(petitions)b::text[]) AND withdrawn_at IS NULL
    GROUP BY petition_id, country, state
) AS counted USING (petition_id, country, state)
WHERE coalesce(kept.standing, 0) <> coalesce(counted.standing, 0)
ORDER BY petition_id, country, state;

-- hours_differ --
-- Where the kept number of an hour is not what a recount of these petitions' signatures says.
-- Index: one_signature_per_petition_and_person and one_tally_per_hour, by petition.
SELECT petition_id, hour, coalesce(kept.standing, 0), coalesce(counted.standing, 0)
FROM (
    SELECT petition_id, hour, standing FROM signatures_hourtally WHERE petition_id = ANY(%(petitions)b::text[])
) AS kept
FULL JOIN (
    SELECT petition_id, date_trunc('hour', confirmed_at, 'UTC') AS hour, count(*)::integer AS standing
    FROM signatures_signature
    WHERE petition_id = ANY(%(petitions)b::text[]) AND withdrawn_at IS NULL
    GROUP BY 1, 2
) AS counted USING (petition_id, hour)
WHERE coalesce(kept.standing, 0) <> coalesce(counted.standing, 0)
ORDER BY petition_id, hour;

-- set_places --
-- Sets the number of standing signatures of places of one petition.
-- Index: one_tally_per_place.
INSERT INTO signatures_tally (petition_id, country, state, standing)
SELECT %(petition)b::text, * FROM unnest(%(country)b::text[], %(state)b::text[], %(standing)b::integer[])
ON CONFLICT (petition_id, country, state) DO UPDATE SET standing = excluded.standing;

-- set_hours --
-- Sets the number of standing signatures of hours of one petition.
-- Index: one_tally_per_hour.
INSERT INTO signatures_hourtally (petition_id, hour, standing)
SELECT %(petition)b::text, * FROM unnest(%(hour)b::timestamptz[], %(standing)b::integer[])
ON CONFLICT (petition_id, hour) DO UPDATE SET standing = excluded.standing;
