-- How rules came into force: every step, and the texts and sheets that were signed. All of it is
-- appended; what stands in force follows from the steps.

CREATE TABLE governance_entries (
    number INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    step TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- By the digest that was signed.
CREATE TABLE governance_texts (
    digest TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE governance_sheets (
    digest TEXT NOT NULL PRIMARY KEY,
    sheet TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER governance_entries_stay BEFORE UPDATE ON governance_entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;

CREATE TRIGGER governance_entries_remain BEFORE DELETE ON governance_entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never deleted');
END;

CREATE TRIGGER governance_texts_stay BEFORE UPDATE ON governance_texts
BEGIN
    SELECT RAISE(ABORT, 'texts are never changed');
END;

CREATE TRIGGER governance_texts_remain BEFORE DELETE ON governance_texts
BEGIN
    SELECT RAISE(ABORT, 'texts are never deleted');
END;

CREATE TRIGGER governance_sheets_stay BEFORE UPDATE ON governance_sheets
BEGIN
    SELECT RAISE(ABORT, 'sheets are never changed');
END;

CREATE TRIGGER governance_sheets_remain BEFORE DELETE ON governance_sheets
BEGIN
    SELECT RAISE(ABORT, 'sheets are never deleted');
END;
