-- What each report gives of a party, so that the party's row follows from all of them and not from the last one.

ALTER TABLE actor ADD COLUMN gave TEXT;   -- JSON: name, kind, named, country, role, key of the body; NULL for those that stay with their report
CREATE TABLE party_gave (
    party   INTEGER NOT NULL REFERENCES party ON DELETE CASCADE,
    field   TEXT NOT NULL CHECK (field IN ('name', 'rest')),  -- the name, or all else of `actor.gave` together, as JSON
    value   TEXT NOT NULL,
    actors  INTEGER NOT NULL,             -- of how many reports, who are this party, it is given
    PRIMARY KEY (party, field, value)
) WITHOUT ROWID;
ALTER TABLE party ADD COLUMN surname TEXT;  -- of people with a name: whose word a bare surname is, is told from those who share it
CREATE INDEX party_surname ON party (surname, side) WHERE surname IS NOT NULL;
CREATE INDEX figure_of ON figure (of) WHERE of IS NOT NULL;

-- What the user's table of who is who says of a party beside its key. The name is stored folded: lower case, no accents, no marks.
ALTER TABLE party_name ADD COLUMN called TEXT;  -- the name as it is written
ALTER TABLE party_name ADD COLUMN kind TEXT;
ALTER TABLE party_name ADD COLUMN country TEXT;
ALTER TABLE party_name ADD COLUMN role TEXT;
CREATE INDEX party_name_key ON party_name (key);

-- How the events of one report bear on each other: about, condition, cause, purpose, tension.
CREATE TABLE event_link (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    kind  TEXT NOT NULL,
    other INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (event, kind, other)
) WITHOUT ROWID;
CREATE INDEX event_link_other ON event_link (other);

-- The day on which an incident was first told: what is planned or threatened is looked for among what was told later.
ALTER TABLE incident ADD COLUMN told TEXT;
CREATE TABLE outcome_key (
    key      INTEGER NOT NULL,            -- of type and place, or of type and parties; of what is ahead and of what was done apart
    told     TEXT NOT NULL,
    incident INTEGER NOT NULL REFERENCES incident,
    PRIMARY KEY (key, told, incident)
) WITHOUT ROWID;
CREATE INDEX outcome_key_incident ON outcome_key (incident);

-- What is deleted with an account is found by it.
CREATE INDEX figure_account ON figure (account) WHERE account IS NOT NULL;
CREATE INDEX conflict_a ON conflict (a) WHERE a IS NOT NULL;
CREATE INDEX conflict_b ON conflict (b) WHERE b IS NOT NULL;
