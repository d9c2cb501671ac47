-- import_alone --
-- Waits for any other import to end; the lock falls with the transaction. The number is only a name.
-- Index: none.
SELECT pg_advisory_xact_lock(4215161920)

-- know_sizes --
-- Tells the planner how much there is now, instead of leaving it to the next round of autovacuum.
-- Index: none.
ANALYZE petitions_petition, petitions_word_use, petitions_petition_issues
