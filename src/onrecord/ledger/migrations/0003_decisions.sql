-- What people decided. Rows are only ever added.
CREATE TABLE decision (
    id     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,                -- UTC, for people; order comes from ids
    coder  TEXT NOT NULL,
    kind   TEXT NOT NULL,                -- accept reject correct add merge split merge-parties scope undo
    sha256 TEXT,                         -- of the text that it is anchored in
    start  INTEGER,                      -- of the trigger's words in that text
    stop   INTEGER,
    words  TEXT,                         -- the trigger's words
    type   TEXT,                         -- its action's type, as the machine had it: tells events with one trigger apart
    nth    INTEGER,                      -- which of the events with this trigger and this type, from 0
    field  TEXT,
    before TEXT,                         -- JSON: what was shown
    after  TEXT,                         -- JSON
    machine TEXT,                        -- JSON: the event as the machine had it, field by field
    why    TEXT,
    other  TEXT,                         -- JSON: the further anchors of a merge or split
    undoes INTEGER REFERENCES decision,
    batch  INTEGER REFERENCES decision   -- the first decision of the act that this one belongs to; NULL: it is that first one
);
CREATE INDEX decision_text ON decision (sha256);
CREATE INDEX decision_kind ON decision (kind);
CREATE INDEX decision_other ON decision (kind) WHERE other IS NOT NULL;
CREATE INDEX decision_undoes ON decision (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;

-- Decisions that do not take effect as they stand: no anchor in the current record, or the machine has changed its mind since.
CREATE TABLE dispute (
    decision INTEGER NOT NULL REFERENCES decision,
    kind     TEXT NOT NULL CHECK (kind IN ('unanchored', 'machine disagrees')),
    what     TEXT NOT NULL,
    PRIMARY KEY (decision, kind)
) WITHOUT ROWID;

-- What the anchors of merges and splits mean today: an event, or somebody of a report; looked for again when their report's rows change.
CREATE TABLE anchored (
    decision INTEGER NOT NULL REFERENCES decision,
    n        INTEGER NOT NULL,           -- which of its anchors, from 0
    sha256   TEXT NOT NULL,              -- of the anchor's text
    looked   INTEGER NOT NULL DEFAULT 0, -- 0: still to be looked for
    event    INTEGER REFERENCES event ON DELETE SET NULL,   -- NULL: none is found, or it means somebody
    party    TEXT,                       -- the key of whom it means
    PRIMARY KEY (decision, n)
) WITHOUT ROWID;
CREATE INDEX anchored_text ON anchored (sha256);
CREATE INDEX anchored_event ON anchored (event) WHERE event IS NOT NULL;
CREATE INDEX anchored_open ON anchored (looked) WHERE looked = 0;
