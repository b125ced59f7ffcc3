-- What incidents can be found by, in the order in which answers are shown; derived like the tables that it is made from.

-- Words that a facet can stand for: "status/denied", "action/RETREAT/withdraw", "country/PSE", "told/2024-04", "voices/2".
CREATE TABLE label (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- The places of all events; a place that reports write in two ways has two rows.
CREATE TABLE site (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,       -- the GeoNames id, else country and middle; and the folded name
    folded   TEXT NOT NULL,              -- the name in lower case, without accents and marks
    kind     TEXT,
    geonames INTEGER,
    country  TEXT,
    lat      REAL,
    lon      REAL
);
CREATE INDEX site_folded ON site (folded);
CREATE INDEX site_geonames ON site (geonames) WHERE geonames IS NOT NULL;
CREATE INDEX site_lat ON site (lat, lon) WHERE lat IS NOT NULL;

-- The incidents that are shown, by their place in the order of "when".
CREATE TABLE faceted (
    rank     INTEGER PRIMARY KEY,        -- of its first day and its key: the same in every ledger
    incident INTEGER NOT NULL UNIQUE,
    told     INTEGER NOT NULL,           -- the day of its last telling, as a number; 0 where it is not known
    voices   INTEGER NOT NULL,           -- as in `incident`, for the order
    reports  INTEGER NOT NULL,
    held     BLOB NOT NULL               -- its values in `facet`, in order, four bytes each
);
CREATE INDEX faceted_told ON faceted (told);
CREATE INDEX faceted_voices ON faceted (voices) WHERE voices > 1;
CREATE INDEX faceted_reports ON faceted (reports) WHERE reports > 1;

-- One list for each thing that incidents can be found by.
CREATE TABLE facet (
    value INTEGER NOT NULL,              -- 8 times the row of what it is, plus 0 label, 1 party that acts, 2 party acted on, 3 voice, 4 site
    rank  INTEGER NOT NULL,              -- of an incident in `faceted`
    PRIMARY KEY (value, rank)
) WITHOUT ROWID;

-- Parties whose body or merge has changed, or that are gone: the lists of who is in them are made again by the next update.
CREATE TABLE relisted (
    party INTEGER PRIMARY KEY
);
CREATE TRIGGER party_moved AFTER UPDATE OF member_of, same_as ON party
WHEN old.member_of IS NOT new.member_of OR old.same_as IS NOT new.same_as
BEGIN INSERT OR IGNORE INTO relisted VALUES (old.id); END;
CREATE TRIGGER party_gone AFTER DELETE ON party
BEGIN INSERT OR IGNORE INTO relisted VALUES (old.id); END;

-- Indices that these lists stand in for, and two that answer more by themselves.
DROP INDEX IF EXISTS event_type;
DROP INDEX IF EXISTS event_when;
DROP INDEX IF EXISTS event_where;
DROP INDEX IF EXISTS incident_type;
DROP INDEX IF EXISTS incident_when;
DROP INDEX IF EXISTS incident_voices;
DROP INDEX IF EXISTS incident_conflicts;
DROP INDEX event_report;
DROP INDEX event_incident;
CREATE INDEX event_report ON event (report, incident);
CREATE INDEX event_incident ON event (incident, report);
CREATE INDEX party_named ON party (name COLLATE NOCASE, named) WHERE named = 1;

-- The events that count: not rejected, of reports that are neither replaced nor taken down, withdrawn or out of scope. The columns are those of `event`.
CREATE VIEW shown AS
SELECT e.* FROM event e JOIN report r ON r.id = e.report
WHERE e.state != 'rejected' AND r.replaced_by IS NULL AND r.purged = 0 AND r.scope IS NOT 'out' AND r.kind != 'retraction';

-- One row an incident: what happened, as all reports together tell it.
CREATE VIEW incidents AS
SELECT i.key AS incident, i.type, i.mode, i.status, i.scale, i.prominence, i.earliest, i.latest,
    (SELECT group_concat(name, '; ') FROM (
        SELECT DISTINCT coalesce(s.name, p.name) AS name FROM shown e JOIN event_party x ON x.event = e.id AND x.part = 'by'
        JOIN party p ON p.id = x.party LEFT JOIN party s ON s.id = p.same_as WHERE e.incident = i.id ORDER BY name)) AS by_names,
    (SELECT group_concat(name, '; ') FROM (
        SELECT DISTINCT coalesce(s.name, p.name) AS name FROM shown e JOIN event_party x ON x.event = e.id AND x.part = 'to'
        JOIN party p ON p.id = x.party LEFT JOIN party s ON s.id = p.same_as WHERE e.incident = i.id ORDER BY name)) AS to_names,
    i.place, i.place_kind, i.country, i.lat, i.lon, i.radius_km,
    i.reports, i.texts, i.voices, i.own_voice, i.denied, i.conflicts
FROM faceted d JOIN incident i ON i.id = d.incident;

-- One row for each report that tells an incident, with the sentence that tells it.
CREATE VIEW tellings AS
SELECT i.key AS incident, e.key AS event, r.key AS report, r.title, r.publisher, r.published, r.address, o.key AS copy_of,
    e.type, e.mode, e.status, e.prominence, e.scale, e.state, e.earliest, e.latest, e.place, e.country, e.lat, e.lon, e.words,
    substr(r.text, coalesce(s.start, e.trigger_start) + 1, coalesce(s.stop - s.start, length(e.words))) AS sentence
FROM shown e JOIN incident i ON i.id = e.incident JOIN report r ON r.id = e.report
LEFT JOIN sentence s ON s.report = e.report AND s.start <= e.trigger_start AND s.stop > e.trigger_start
LEFT JOIN copy c ON c.report = e.report AND c.whole = 1
LEFT JOIN copy f ON f.report = coalesce(c.origin, e.origin) AND f.whole = 1
LEFT JOIN report o ON o.id = nullif(coalesce(f.origin, c.origin, e.origin), e.report);

-- One row for each voice's word on an incident in a report.
CREATE VIEW accounts AS
SELECT i.key AS incident, e.key AS event, r.key AS report, r.published, a.voice,
    CASE WHEN p.id IS NOT NULL THEN coalesce(m.name, p.name)
        WHEN a.voice = 'report' THEN coalesce(r.publisher, 'report ' || r.key) ELSE 'an unnamed voice' END AS name,
    coalesce(m.key, p.key) AS party, a.side, a.status, a.certainty,
    (SELECT group_concat(words, ' … ') FROM (
        SELECT substr(r.text, s.start + 1, s.stop - s.start) AS words FROM json_each(a.statements) j
        JOIN statement s ON s.report = e.report AND s.name = j.value ORDER BY s.start)) AS words
FROM account a JOIN shown e ON e.id = a.event JOIN incident i ON i.id = e.incident JOIN report r ON r.id = e.report
LEFT JOIN party p ON p.id = a.party LEFT JOIN party m ON m.id = p.same_as;

-- One row for each figure that a voice gives, and for each that an event has from all its voices together.
CREATE VIEW figures AS
SELECT i.key AS incident, e.key AS event, r.key AS report, r.published, f.effect, coalesce(q.name, o.name) AS "of", f.low, f.high, f.best,
    CASE WHEN a.id IS NULL THEN NULL WHEN p.id IS NOT NULL THEN coalesce(m.name, p.name)
        WHEN a.voice = 'report' THEN coalesce(r.publisher, 'report ' || r.key) ELSE 'an unnamed voice' END AS voice
FROM figure f JOIN shown e ON e.id = f.event JOIN incident i ON i.id = e.incident JOIN report r ON r.id = e.report
LEFT JOIN account a ON a.id = f.account LEFT JOIN party p ON p.id = a.party LEFT JOIN party m ON m.id = p.same_as
LEFT JOIN party o ON o.id = f.of LEFT JOIN party q ON q.id = o.same_as;

-- One row for each stretch of a report that it ascribes to a voice other than its own.
CREATE VIEW statements AS
SELECT r.key AS report, r.published, s.name AS statement,
    (SELECT group_concat(name, '; ') FROM (SELECT coalesce(m.name, p.name) AS name FROM statement_party x JOIN party p ON p.id = x.party
        LEFT JOIN party m ON m.id = p.same_as WHERE x.statement = s.id AND x.part = 'speaker' ORDER BY x.n)) AS speaker,
    (SELECT group_concat(name, '; ') FROM (SELECT coalesce(m.name, p.name) AS name FROM statement_party x JOIN party p ON p.id = x.party
        LEFT JOIN party m ON m.id = p.same_as WHERE x.statement = s.id AND x.part = 'relay' ORDER BY x.n)) AS relay,
    s.form, s.act, s.medium, substr(r.text, s.start + 1, s.stop - s.start) AS words
FROM statement s JOIN report r ON r.id = s.report
WHERE r.replaced_by IS NULL AND r.purged = 0 AND r.scope IS NOT 'out' AND r.kind != 'retraction';

-- Where two accounts of an incident do not agree, where they do, and where one revises the other.
CREATE VIEW conflicts AS
SELECT i.key AS incident, c.kind, c.field, json_extract(c.what, '$.a') AS first, json_extract(c.what, '$.b') AS second,
    json_extract(c.what, '$.why') AS why
FROM conflict c JOIN faceted d ON d.incident = c.incident JOIN incident i ON i.id = c.incident;

-- What was planned, threatened or expected, and the incident that may have come of it.
CREATE VIEW outcomes AS
SELECT e.key AS expected, i.key AS incident, o.score, o.why
FROM outcome o JOIN faceted a ON a.incident = o.expected JOIN faceted b ON b.incident = o.incident
JOIN incident e ON e.id = o.expected JOIN incident i ON i.id = o.incident;

-- Reports that are copies of another, or partly so.
CREATE VIEW copies AS
SELECT r.key AS report, o.key AS origin, c.share, c.whole, c.why FROM copy c JOIN report r ON r.id = c.report JOIN report o ON o.id = c.origin;

-- Who is who across reports.
CREATE VIEW parties AS
SELECT p.key AS party, p.name, p.kind, p.named, p.country, p.role, p.side, b.key AS member_of, s.key AS same_as
FROM party p LEFT JOIN party b ON b.id = p.member_of LEFT JOIN party s ON s.id = p.same_as;
