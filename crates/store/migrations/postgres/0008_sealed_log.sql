-- The sealed log: one entry for each thing that is written, in the transaction that writes it.
-- Entries hold no personal data; what they commit to stands beside them and can be erased.
CREATE TABLE log_entries (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TRIGGER log_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('entries');

-- Who, why and what, with the salt of the entry. A row is deleted to erase it.
CREATE TABLE log_words (
    seq BIGINT PRIMARY KEY REFERENCES log_entries (seq),
    salt TEXT NOT NULL,
    actor TEXT,
    reason TEXT,
    after TEXT NOT NULL
);

CREATE TRIGGER log_words_stay BEFORE UPDATE OR TRUNCATE ON log_words
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('words');

-- How a finding stood after an entry: a hash of it.
CREATE TABLE log_findings (
    seq BIGINT NOT NULL REFERENCES log_entries (seq),
    finding TEXT COLLATE "C" NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (seq, finding)
);

CREATE TRIGGER log_findings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_findings
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('seals');

-- What the log said of itself, signed.
CREATE TABLE log_checkpoints (
    number BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TRIGGER log_checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('checkpoints');

-- The hash an event was sealed with, once somebody was erased from it.
CREATE TABLE log_events (
    event BIGINT PRIMARY KEY,
    hash TEXT NOT NULL
);

-- Holds a row while a transaction erases, and none outside of one.
CREATE TABLE log_erasing (seq BIGINT PRIMARY KEY);

-- A row that somebody wrote may lose who they are, and nothing else of when and where it stands.
CREATE FUNCTION history_erases() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept TEXT;
BEGIN
    FOREACH kept IN ARRAY TG_ARGV[1:] LOOP
        IF to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept THEN
            RAISE EXCEPTION '% are never changed', TG_ARGV[0];
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM log_erasing) THEN
        RAISE EXCEPTION '% are never changed', TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER ledger_acts_stay ON ledger_acts;
CREATE TRIGGER ledger_acts_stay BEFORE DELETE OR TRUNCATE ON ledger_acts
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('acts');
CREATE TRIGGER ledger_acts_remain BEFORE UPDATE ON ledger_acts
FOR EACH ROW EXECUTE FUNCTION history_erases('acts', 'number', 'at');

DROP TRIGGER inventory_decisions_stay ON inventory_decisions;
CREATE TRIGGER inventory_decisions_stay BEFORE DELETE OR TRUNCATE ON inventory_decisions
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('decisions');
CREATE TRIGGER inventory_decisions_remain BEFORE UPDATE ON inventory_decisions
FOR EACH ROW EXECUTE FUNCTION history_erases('decisions', 'number', 'at');

DROP TRIGGER governance_entries_stay ON governance_entries;
CREATE TRIGGER governance_entries_stay BEFORE DELETE OR TRUNCATE ON governance_entries
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('entries');
CREATE TRIGGER governance_entries_remain BEFORE UPDATE ON governance_entries
FOR EACH ROW EXECUTE FUNCTION history_erases('entries', 'number', 'at', 'rule', 'version');

DROP TRIGGER ledger_events_stay ON ledger_events;
CREATE TRIGGER ledger_events_stay BEFORE DELETE OR TRUNCATE ON ledger_events
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('events');
CREATE TRIGGER ledger_events_remain BEFORE UPDATE ON ledger_events
FOR EACH ROW EXECUTE FUNCTION history_erases('events', 'number', 'at', 'finding', 'what');
