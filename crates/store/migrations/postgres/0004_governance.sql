-- How rules came into force: every step, and the texts and sheets that were signed. All of it is
-- appended; what stands in force follows from the steps.

CREATE TABLE governance_entries (
    number BIGINT PRIMARY KEY,
    rule TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    step TEXT NOT NULL,
    reason TEXT NOT NULL
);

-- By the digest that was signed.
CREATE TABLE governance_texts (
    digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    words TEXT NOT NULL
);

CREATE TABLE governance_sheets (
    digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sheet TEXT NOT NULL
);

CREATE TRIGGER governance_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON governance_entries
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('entries');

CREATE TRIGGER governance_texts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON governance_texts
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('texts');

CREATE TRIGGER governance_sheets_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON governance_sheets
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('sheets');
