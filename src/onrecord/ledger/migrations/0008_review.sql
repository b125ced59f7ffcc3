-- What reviewing needs beside decisions: that a request sent twice decides once, and reports drawn at random to measure what is missed.

ALTER TABLE decision ADD COLUMN request TEXT;      -- what its sender called it: the same name again decides nothing anew; NULL: it has none
CREATE UNIQUE INDEX decision_request ON decision (request) WHERE request IS NOT NULL;

-- Reports that were drawn at random, to be coded by a person before the machine's answer is shown. Rows are only ever added.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,                -- UTC, for people; order comes from ids
    coder  TEXT NOT NULL,
    sha256 TEXT NOT NULL                 -- of the text that was drawn
);
CREATE INDEX audit_text ON audit (sha256);

-- How a drawn report ended: coded, or set aside with a reason, which counts too.
CREATE TABLE audited (
    audit   INTEGER PRIMARY KEY REFERENCES audit,
    at      TEXT NOT NULL,
    aside   TEXT,                        -- why it was not coded; NULL: it was
    coded   TEXT NOT NULL,               -- JSON: the events that the person found: words, span, action, status
    machine TEXT NOT NULL,               -- JSON: the events that the machine had then, in the same form
    version INTEGER REFERENCES version
);

-- Questions to the ledger that people named, to be asked again.
CREATE TABLE search (
    name  TEXT PRIMARY KEY,              -- as people named it
    asked TEXT NOT NULL                  -- the parameters of the question, as an address has them
) WITHOUT ROWID;
