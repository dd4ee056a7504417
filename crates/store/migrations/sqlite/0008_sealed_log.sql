-- The sealed log: one entry for each thing that is written, in the transaction that writes it.
-- Entries hold no personal data; what they commit to stands beside them and can be erased.
CREATE TABLE log_entries (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_entries_stay BEFORE UPDATE ON log_entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;

CREATE TRIGGER log_entries_remain BEFORE DELETE ON log_entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never deleted');
END;

-- Who, why and what, with the salt of the entry. A row is deleted to erase it.
CREATE TABLE log_words (
    seq INTEGER PRIMARY KEY REFERENCES log_entries (seq),
    salt TEXT NOT NULL,
    actor TEXT,
    reason TEXT,
    after TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_words_stay BEFORE UPDATE ON log_words
BEGIN
    SELECT RAISE(ABORT, 'words are never changed');
END;

-- How a finding stood after an entry: a hash of it.
CREATE TABLE log_findings (
    seq INTEGER NOT NULL REFERENCES log_entries (seq),
    finding TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (seq, finding)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_findings_stay BEFORE UPDATE ON log_findings
BEGIN
    SELECT RAISE(ABORT, 'seals are never changed');
END;

CREATE TRIGGER log_findings_remain BEFORE DELETE ON log_findings
BEGIN
    SELECT RAISE(ABORT, 'seals are never deleted');
END;

-- What the log said of itself, signed.
CREATE TABLE log_checkpoints (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_checkpoints_stay BEFORE UPDATE ON log_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never changed');
END;

CREATE TRIGGER log_checkpoints_remain BEFORE DELETE ON log_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never deleted');
END;

-- The hash an event was sealed with, once somebody was erased from it.
CREATE TABLE log_events (
    event INTEGER PRIMARY KEY REFERENCES ledger_events (number),
    hash TEXT NOT NULL
) STRICT;

-- Holds a row while a transaction erases, and none outside of one.
CREATE TABLE log_erasing (seq INTEGER PRIMARY KEY) STRICT;

-- A row that somebody wrote may lose who they are, and nothing else of when and where it stands.
DROP TRIGGER ledger_acts_stay;
CREATE TRIGGER ledger_acts_stay BEFORE UPDATE ON ledger_acts
WHEN NEW.number IS NOT OLD.number OR NEW.at IS NOT OLD.at
    OR NOT EXISTS (SELECT 1 FROM log_erasing)
BEGIN
    SELECT RAISE(ABORT, 'acts are never changed');
END;

DROP TRIGGER inventory_decisions_stay;
CREATE TRIGGER inventory_decisions_stay BEFORE UPDATE ON inventory_decisions
WHEN NEW.number IS NOT OLD.number OR NEW.at IS NOT OLD.at
    OR NOT EXISTS (SELECT 1 FROM log_erasing)
BEGIN
    SELECT RAISE(ABORT, 'decisions are never changed');
END;

DROP TRIGGER governance_entries_stay;
CREATE TRIGGER governance_entries_stay BEFORE UPDATE ON governance_entries
WHEN NEW.number IS NOT OLD.number OR NEW.at IS NOT OLD.at OR NEW.rule IS NOT OLD.rule
    OR NEW.version IS NOT OLD.version OR NOT EXISTS (SELECT 1 FROM log_erasing)
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;

DROP TRIGGER ledger_events_stay;
CREATE TRIGGER ledger_events_stay BEFORE UPDATE ON ledger_events
WHEN NEW.number IS NOT OLD.number OR NEW.at IS NOT OLD.at OR NEW.finding IS NOT OLD.finding
    OR NEW.what IS NOT OLD.what OR NOT EXISTS (SELECT 1 FROM log_erasing)
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
