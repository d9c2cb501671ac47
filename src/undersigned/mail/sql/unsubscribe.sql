-- suppress --
-- What: a person declines letters; the wider scope stays, and so does the first date.
-- Index: the primary key.
INSERT INTO mail_suppression AS suppression (person, scope, at) VALUES (%(person)s, %(scope)s, %(now)s)
ON CONFLICT (person) DO UPDATE SET scope = 'all', at = excluded.at
WHERE suppression.scope <> excluded.scope AND excluded.scope = 'all'
