-- What reviewing needs beside decisions: that a request sent twice decides once, and reports drawn at random to measure what is missed.

ALTER TABLE decision ADD COLUMN request TEXT;      -- what its sender called it: the same name again decides nothing anew; NULL: it has none
CREATE UNIQUE INDEX decision_request ON decision (request) WHERE request IS NOT NULL;
CREATE INDEX decision_batch ON decision (batch) WHERE batch IS NOT NULL;
CREATE INDEX decision_coder ON decision (coder, id);

-- Names that people withhold, in what is shown of a report. What is stored of it stays as it came.
ALTER TABLE report ADD COLUMN withheld TEXT;       -- JSON: the names that stand in it, with their decisions, and their parts that stand alone; NULL: none
ALTER TABLE report ADD COLUMN masked_title TEXT;   -- the title with a sign for each letter of a name; NULL: nothing is masked
ALTER TABLE report ADD COLUMN masked_text TEXT;    -- the text, as long as it was
ALTER TABLE report ADD COLUMN masked_address TEXT; -- the address
ALTER TABLE report ADD COLUMN shown_title TEXT GENERATED ALWAYS AS (coalesce(masked_title, title)) VIRTUAL;       -- the title as it is shown
ALTER TABLE report ADD COLUMN shown_text TEXT GENERATED ALWAYS AS (coalesce(masked_text, text)) VIRTUAL;          -- the text as it is shown, and as the search has it
ALTER TABLE report ADD COLUMN shown_address TEXT GENERATED ALWAYS AS (coalesce(masked_address, address)) VIRTUAL; -- the address as it is shown
CREATE INDEX report_withheld ON report (id) WHERE withheld IS NOT NULL;

DROP VIEW tellings;
-- One row for each report that tells an incident, with the sentence that tells it.
CREATE VIEW tellings AS
SELECT i.key AS incident, e.key AS event, r.key AS report, r.shown_title AS title, r.publisher, r.published, r.shown_address AS address, o.key AS copy_of,
    e.type, e.mode, e.status, e.prominence, e.scale, e.state, e.earliest, e.latest, e.place, e.country, e.lat, e.lon, e.words,
    substr(r.shown_text, coalesce(s.start, e.trigger_start) + 1, coalesce(s.stop - s.start, length(e.words))) AS sentence
FROM shown e JOIN incident i ON i.id = e.incident JOIN report r ON r.id = e.report
LEFT JOIN sentence s ON s.report = e.report AND s.start <= e.trigger_start AND s.stop > e.trigger_start
LEFT JOIN copy c ON c.report = e.report AND c.whole = 1
LEFT JOIN copy f ON f.report = coalesce(c.origin, e.origin) AND f.whole = 1
LEFT JOIN report o ON o.id = nullif(coalesce(f.origin, c.origin, e.origin), e.report);

DROP VIEW accounts;
-- One row for each voice's word on an incident in a report.
CREATE VIEW accounts AS
SELECT i.key AS incident, e.key AS event, r.key AS report, r.published, a.voice,
    CASE WHEN p.id IS NOT NULL THEN coalesce(m.name, p.name)
        WHEN a.voice = 'report' THEN coalesce(r.publisher, 'report ' || r.key) ELSE 'an unnamed voice' END AS name,
    coalesce(m.key, p.key) AS party, a.side, a.status, a.certainty,
    (SELECT group_concat(words, ' … ') FROM (
        SELECT substr(r.shown_text, s.start + 1, s.stop - s.start) AS words FROM json_each(a.statements) j
        JOIN statement s ON s.report = e.report AND s.name = j.value ORDER BY s.start)) AS words
FROM account a JOIN shown e ON e.id = a.event JOIN incident i ON i.id = e.incident JOIN report r ON r.id = e.report
LEFT JOIN party p ON p.id = a.party LEFT JOIN party m ON m.id = p.same_as;

DROP VIEW statements;
-- One row for each stretch of a report that it ascribes to a voice other than its own.
CREATE VIEW statements AS
SELECT r.key AS report, r.published, s.name AS statement,
    (SELECT group_concat(name, '; ') FROM (SELECT coalesce(m.name, p.name) AS name FROM statement_party x JOIN party p ON p.id = x.party
        LEFT JOIN party m ON m.id = p.same_as WHERE x.statement = s.id AND x.part = 'speaker' ORDER BY x.n)) AS speaker,
    (SELECT group_concat(name, '; ') FROM (SELECT coalesce(m.name, p.name) AS name FROM statement_party x JOIN party p ON p.id = x.party
        LEFT JOIN party m ON m.id = p.same_as WHERE x.statement = s.id AND x.part = 'relay' ORDER BY x.n)) AS relay,
    s.form, s.act, s.medium, substr(r.shown_text, s.start + 1, s.stop - s.start) AS words
FROM statement s JOIN report r ON r.id = s.report
WHERE r.replaced_by IS NULL AND r.purged = 0 AND r.scope IS NOT 'out' AND r.kind != 'retraction';

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
