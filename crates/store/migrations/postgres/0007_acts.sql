-- What people decided about findings, exceptions, responsibilities and duties, in the order in which
-- they did. All of it is appended; what is in force follows from it.
CREATE TABLE ledger_acts (
    number BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    because TEXT NOT NULL,
    what TEXT NOT NULL
);

CREATE TRIGGER ledger_acts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_acts
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('acts');

-- Exceptions that a pass found stale: what they were granted for is not what is there any more.
CREATE TABLE ledger_exceptions_ended (
    exception BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    because TEXT NOT NULL
);

CREATE TRIGGER ledger_exceptions_ended_stay
BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_exceptions_ended
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('ends');

-- What people said about a finding, as JSON, as long as it holds.
ALTER TABLE ledger_findings ADD COLUMN handling TEXT NOT NULL DEFAULT '{}';

-- What an event rests on, and the act it follows from.
ALTER TABLE ledger_events ADD COLUMN evidence TEXT NOT NULL DEFAULT '{}';
ALTER TABLE ledger_events ADD COLUMN act BIGINT;
