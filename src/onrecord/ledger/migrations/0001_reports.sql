-- What came in, as it came, and what was read from it. Nothing here is overwritten.

CREATE TABLE raw (
    id      INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE,        -- of the bytes as they came
    size    INTEGER NOT NULL,            -- of the bytes as they came
    bytes   BLOB,                        -- compressed with zlib, the report's text as dictionary; NULL after a takedown
    report  INTEGER REFERENCES report    -- whose text it was packed with
);

CREATE TABLE report (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,    -- "r" and 12 hexadecimal digits of the text's SHA-256: the same everywhere
    sha256      TEXT NOT NULL UNIQUE,    -- of the canonical text
    title       TEXT,                    -- this and what follows: of the carrier that leads
    address     TEXT,
    publisher   TEXT,
    agencies    TEXT NOT NULL DEFAULT '[]',
    published   TEXT,
    language    TEXT NOT NULL DEFAULT 'en',
    kind        TEXT NOT NULL DEFAULT 'report' CHECK (kind IN ('report', 'correction', 'retraction')),
    replaced_by INTEGER REFERENCES report,   -- a later text at all of its addresses: this one counts no more
    scope       TEXT CHECK (scope IN ('in', 'out')),  -- a person's decision; NULL: none yet
    purged      INTEGER NOT NULL DEFAULT 0,  -- 1 after a takedown
    first       TEXT GENERATED ALWAYS AS (  -- who told it first: by publication, of one day an agency's own report before those that credit it
        coalesce(published, '9999') || CASE
            WHEN agencies != '[]' AND coalesce(publisher, json_extract(agencies, '$[0]')) = json_extract(agencies, '$[0]') THEN ' 0 '
            ELSE ' 1 '
        END || key
    ) VIRTUAL,
    version     INTEGER REFERENCES version,  -- that read it
    text        TEXT NOT NULL,           -- canonical; "" after a takedown
    record      BLOB                     -- what was read from it, without the text, packed with zlib against ledger/shapes-1.json; NULL after a takedown
);
CREATE INDEX report_published ON report (published);
CREATE INDEX report_replaced ON report (replaced_by) WHERE replaced_by IS NOT NULL;

-- Where a text was found: the same text under forty mastheads is one report with forty carriers.
CREATE TABLE carrier (
    id        INTEGER PRIMARY KEY,
    report    INTEGER NOT NULL REFERENCES report,
    raw       INTEGER REFERENCES raw,
    source    TEXT NOT NULL,             -- the file, feed or address it was taken from, for people
    line      INTEGER,
    given     TEXT,                      -- the id that came with it
    title     TEXT,
    url       TEXT,                      -- as it was given
    address   TEXT,                      -- the url without tracking and mobile variants, or NULL
    publisher TEXT,
    published TEXT,
    bylines   TEXT NOT NULL DEFAULT '[]',
    agencies  TEXT NOT NULL DEFAULT '[]',
    run       INTEGER REFERENCES run,
    replaced_by INTEGER REFERENCES report   -- a later text at this address
);
CREATE INDEX carrier_report ON carrier (report);
CREATE INDEX carrier_address ON carrier (address) WHERE address IS NOT NULL;

CREATE TABLE version (
    id       INTEGER PRIMARY KEY,
    made_by  TEXT NOT NULL UNIQUE        -- JSON: program, model, knowledge, gazetteer
);

-- Records that a later one has taken the place of: nothing is overwritten.
CREATE TABLE earlier (
    id      INTEGER PRIMARY KEY,
    report  INTEGER NOT NULL REFERENCES report,
    version INTEGER NOT NULL REFERENCES version,
    record  BLOB NOT NULL                -- packed as that of a report
);
CREATE INDEX earlier_report ON earlier (report);

CREATE VIRTUAL TABLE report_words USING fts5 (title, text, content='report', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');

-- Runs, and how each of their inputs ended.
CREATE TABLE run (
    id       INTEGER PRIMARY KEY,
    verb     TEXT NOT NULL,              -- add, follow, retry, read again
    sources  TEXT NOT NULL,              -- JSON: as they were named
    options  TEXT NOT NULL DEFAULT '{}',
    started  TEXT NOT NULL,              -- UTC, for people; order comes from ids
    ended    TEXT,                       -- NULL: it was stopped, or it still runs
    seconds  REAL,
    words    INTEGER NOT NULL DEFAULT 0,
    version  INTEGER REFERENCES version
);

CREATE TABLE input (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES run,
    source  TEXT NOT NULL,
    line    INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('added', 'duplicate', 'revision', 'skipped', 'failed')),
    reason  TEXT,                        -- for all but "added"
    cause   TEXT,                        -- a word or two to count failures by
    report  INTEGER REFERENCES report
);
CREATE INDEX input_run ON input (run, outcome);
CREATE INDEX input_source ON input (source, line);

CREATE TABLE feed (
    url      TEXT PRIMARY KEY,
    title    TEXT,
    etag     TEXT,
    modified TEXT,
    checked  TEXT,                       -- UTC, when it last answered
    trouble  TEXT                        -- why the last attempt failed, or NULL
);
CREATE TABLE feed_item (
    feed    TEXT NOT NULL REFERENCES feed,
    item    TEXT NOT NULL,               -- its id, else its address
    report  INTEGER REFERENCES report,
    PRIMARY KEY (feed, item)
) WITHOUT ROWID;
