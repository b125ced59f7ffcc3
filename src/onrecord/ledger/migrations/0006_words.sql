-- What the comparison of events keeps. The words are numbers of stems, not the words themselves.

-- Of the sentence that an event's trigger stands in, without the trigger; `sentence` is the hash of its normal form, NULL if too short.
-- `keys` are those under which the event stands in `block`, eight bytes each.
CREATE TABLE context (
    event    INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE,
    sentence INTEGER,
    words    BLOB NOT NULL,
    keys     BLOB NOT NULL DEFAULT x''
);

-- That a report is known by.
CREATE TABLE sketch (
    report INTEGER PRIMARY KEY REFERENCES report,
    words  BLOB NOT NULL
);

-- Events whose incident may have changed with that of others that are gone: the next update sorts them.
CREATE TABLE unsorted (
    event INTEGER PRIMARY KEY REFERENCES event ON DELETE CASCADE
);
