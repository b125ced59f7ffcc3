-- Of a sentence that more reports have than ledger/lineage.FIRST says: the first of them in the order of publication. The others lead to no report.
CREATE TABLE common (
    hash   INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (hash, report)
) WITHOUT ROWID;
CREATE INDEX common_report ON common (report);
