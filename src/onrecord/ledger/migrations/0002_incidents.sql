-- What is derived from records and decisions, and can be made again from them at any time.

CREATE TABLE party (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,      -- Actor.key; else "name/KIND/the-name"; for unnamed people "r…/a3" of their report
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    named     INTEGER NOT NULL,
    country   TEXT,
    role      TEXT,
    member_of INTEGER REFERENCES party,  -- the body that its members, named or not, speak for
    same_as   INTEGER REFERENCES party,  -- a person's merge: read through it; NULL for itself
    side      TEXT NOT NULL              -- whose word it is: voices of one side corroborate nothing among each other
);
CREATE INDEX party_by_name ON party (name COLLATE NOCASE) WHERE named = 0;
CREATE INDEX party_member ON party (member_of) WHERE member_of IS NOT NULL;
CREATE INDEX party_same ON party (same_as) WHERE same_as IS NOT NULL;

-- The user's own table of who is who: a name as reports write it, and the party's key.
CREATE TABLE party_name (
    name TEXT NOT NULL COLLATE NOCASE,
    key  TEXT NOT NULL,
    PRIMARY KEY (name, key)
) WITHOUT ROWID;

CREATE TABLE actor (
    report INTEGER NOT NULL REFERENCES report,
    name   TEXT NOT NULL,                -- the id in the record: a1
    party  INTEGER NOT NULL REFERENCES party,
    PRIMARY KEY (report, name)
) WITHOUT ROWID;
CREATE INDEX actor_party ON actor (party);

-- Sentences by the hash of their normal form. `source` is the first report, in the order of publication, that it was taken from;
-- `origin` the one at the end of that chain (the report itself: its own sentence). A sentence with an origin and no source is an
-- edited one of the report's main origin.
CREATE TABLE sentence (
    report INTEGER NOT NULL REFERENCES report,
    n      INTEGER NOT NULL,
    start  INTEGER NOT NULL,
    stop   INTEGER NOT NULL,
    words  INTEGER NOT NULL,
    own    INTEGER NOT NULL,             -- words outside quotation marks: two reports that quote the same words have not copied
    hash   INTEGER,                      -- NULL: too short to say anything, or a line that says who wrote it
    source INTEGER REFERENCES report,
    origin INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (report, n)
) WITHOUT ROWID;
CREATE INDEX sentence_hash ON sentence (hash) WHERE hash IS NOT NULL;
CREATE INDEX sentence_source ON sentence (source) WHERE source IS NOT NULL;

-- What a whole report is to another: a copy (then it is no text of its own) or partly one.
CREATE TABLE copy (
    report    INTEGER PRIMARY KEY REFERENCES report,
    origin    INTEGER NOT NULL REFERENCES report,   -- the first telling of its family
    share     REAL NOT NULL,             -- of its words that the origin has too
    whole     INTEGER NOT NULL,          -- 1: a copy, folded; 0: part copy, part own
    why       TEXT NOT NULL              -- for people: "sentences 1-9 of 11 as in r…"
);
CREATE INDEX copy_origin ON copy (origin);

CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    report      INTEGER NOT NULL REFERENCES report,
    name        TEXT NOT NULL,           -- the id in the record: e1
    key         TEXT NOT NULL UNIQUE,    -- "v" and 12 digits, of the text's hash and the trigger's place
    type        TEXT NOT NULL,
    mode        TEXT,
    plover_type TEXT,
    plover_mode TEXT,
    status      TEXT NOT NULL,
    prominence  TEXT NOT NULL,
    scale       TEXT NOT NULL,
    claimed_only INTEGER NOT NULL,
    score       REAL NOT NULL,
    trigger_start INTEGER NOT NULL,      -- of its first mention
    trigger_stop  INTEGER NOT NULL,
    words       TEXT NOT NULL,           -- the trigger's words
    earliest    TEXT,                    -- days, YYYY-MM-DD, both or neither where one is unknown
    latest      TEXT,
    basis       TEXT,
    place       TEXT,                    -- the first place of `at`
    geonames    INTEGER,
    place_kind  TEXT,
    country     TEXT,                    -- ISO 3166-1 alpha-3, of the place
    lat         REAL,
    lon         REAL,
    radius_km   REAL,
    origin      INTEGER NOT NULL REFERENCES report,  -- whose telling it is: the origin of the trigger's sentence
    state       TEXT NOT NULL DEFAULT 'machine' CHECK (state IN ('machine', 'accepted', 'corrected', 'added', 'rejected')),
    incident    INTEGER REFERENCES incident
);
CREATE INDEX event_report ON event (report);
CREATE INDEX event_incident ON event (incident);
CREATE INDEX event_type ON event (type, status, earliest);
CREATE INDEX event_when ON event (earliest);
CREATE INDEX event_where ON event (lat, lon) WHERE lat IS NOT NULL;

CREATE TABLE event_party (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    part  TEXT NOT NULL CHECK (part IN ('by', 'to')),
    party INTEGER NOT NULL REFERENCES party,
    PRIMARY KEY (event, part, party)
) WITHOUT ROWID;
CREATE INDEX event_party_party ON event_party (party, event);

-- Further places: all of `from` and `destination`, and those of `at` beyond the first.
CREATE TABLE event_place (
    event     INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    part      TEXT NOT NULL CHECK (part IN ('at', 'from', 'destination')),
    place     TEXT NOT NULL,
    geonames  INTEGER,
    kind      TEXT,
    country   TEXT,
    lat       REAL,
    lon       REAL,
    radius_km REAL
);
CREATE INDEX event_place_event ON event_place (event);

-- One voice's word on an event. `party` NULL: the report itself (voice "report") or a voice that cannot be named ("unknown").
CREATE TABLE account (
    id        INTEGER PRIMARY KEY,
    event     INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    voice     TEXT NOT NULL,             -- actor id, "report" or "unknown", as in the record
    party     INTEGER REFERENCES party,
    side      TEXT,                      -- whose word; NULL: cannot be told, and counts as nobody's
    status    TEXT NOT NULL,
    certainty TEXT NOT NULL,
    says      TEXT NOT NULL DEFAULT '{}',-- JSON: what this voice itself gives: action {type, mode}, by and to [party ids],
                                         -- at [[name, kind, geonames, country, lat, lon, radius_km]], days [earliest, latest, basis]
    statements TEXT NOT NULL DEFAULT '[]' -- JSON: the record's ids of the statements
);
CREATE INDEX account_event ON account (event);
CREATE INDEX account_party ON account (party) WHERE party IS NOT NULL;

CREATE TABLE figure (
    id      INTEGER PRIMARY KEY,
    event   INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    account INTEGER REFERENCES account ON DELETE CASCADE,   -- NULL: the event's own
    effect  TEXT NOT NULL,
    of      INTEGER REFERENCES party,
    low     REAL,
    high    REAL,
    best    REAL
);
CREATE INDEX figure_event ON figure (event);

CREATE TABLE statement (
    id     INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report,
    name   TEXT NOT NULL,
    start  INTEGER NOT NULL,             -- of its content
    stop   INTEGER NOT NULL,
    form   TEXT NOT NULL,
    act    TEXT NOT NULL,
    medium TEXT
);
CREATE INDEX statement_report ON statement (report);
CREATE TABLE statement_party (
    statement INTEGER NOT NULL REFERENCES statement ON DELETE CASCADE,
    part      TEXT NOT NULL CHECK (part IN ('speaker', 'relay', 'addressee')),
    n         INTEGER NOT NULL,
    party     INTEGER NOT NULL,          -- of `party`; not declared so, as it would need an index that no question asks for
    PRIMARY KEY (statement, part, n)
) WITHOUT ROWID;

-- Happenings: events of one or more reports. The key is that of the event that founds it, so the order of arrival does not matter.
CREATE TABLE incident (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,    -- "i" and 12 digits, of the founding event
    moved_to    INTEGER REFERENCES incident,  -- it was merged into this one: ids that were given out stay good
    type        TEXT, mode TEXT, status TEXT, scale TEXT, prominence TEXT,
    earliest    TEXT, latest TEXT,
    place       TEXT, geonames INTEGER, place_kind TEXT, country TEXT, lat REAL, lon REAL, radius_km REAL,
    reports     INTEGER NOT NULL DEFAULT 0,   -- that tell it, copies too
    texts       INTEGER NOT NULL DEFAULT 0,   -- tellings left when copies are folded
    voices      INTEGER NOT NULL DEFAULT 0,   -- independent: one for each side that affirms it
    own_voice   INTEGER NOT NULL DEFAULT 0,   -- 1: at least one report vouches for it itself
    denied      INTEGER NOT NULL DEFAULT 0,   -- sides that deny it
    conflicts   INTEGER NOT NULL DEFAULT 0    -- rows of `conflict` that are no mere revision
);
CREATE INDEX incident_moved ON incident (moved_to) WHERE moved_to IS NOT NULL;
CREATE INDEX incident_type ON incident (type, status, earliest);
CREATE INDEX incident_when ON incident (earliest);
CREATE INDEX incident_voices ON incident (voices);
CREATE INDEX incident_conflicts ON incident (conflicts) WHERE conflicts > 0;

-- Keys by which events find others that may be the same happening; `rank` puts those of one key in content order, and its last two
-- bits say how the event stands. The keys of one event are in `context`; what is taken out of the ledger is taken out of here first.
CREATE TABLE block (
    key   INTEGER NOT NULL,
    rank  INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (key, rank, event)
) WITHOUT ROWID;

-- Scored pairs at or above the threshold, a < b. Why they are can be told from the events at any time (`incident --why`).
CREATE TABLE pair (
    a     INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    b     INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    score REAL NOT NULL,
    PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX pair_b ON pair (b);

-- Where accounts of one incident do not agree, and where they do.
CREATE TABLE conflict (
    id       INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incident,
    kind     TEXT NOT NULL,              -- status, by, to, action, place, date, figures, tension; agreement; revision
    field    TEXT,
    a        INTEGER REFERENCES account ON DELETE CASCADE,
    b        INTEGER REFERENCES account ON DELETE CASCADE,
    what     TEXT NOT NULL               -- JSON: the two values and the words of why
);
CREATE INDEX conflict_incident ON conflict (incident);
CREATE INDEX conflict_kind ON conflict (kind);

-- A plan, threat or expectation, and the incident that may have come of it: a suggestion.
CREATE TABLE outcome (
    expected INTEGER NOT NULL REFERENCES incident,
    incident INTEGER NOT NULL REFERENCES incident,
    score    REAL NOT NULL,
    why      TEXT NOT NULL,
    PRIMARY KEY (expected, incident)
) WITHOUT ROWID;
CREATE INDEX outcome_incident ON outcome (incident);
