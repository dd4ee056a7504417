-- The ledger: findings with their clocks, what happened to them, and the passes that said so.
-- Instants are RFC 3339 in UTC, so that a person can read them and none loses a nanosecond. Text is
-- compared byte by byte, so that everything has the order it has in SQLite and in the program.
--
-- Rows that speak of another row are written in one transaction with it. There are no foreign keys
-- here: each check would lock the row it finds.

CREATE TABLE ledger_findings (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    rule TEXT COLLATE "C" NOT NULL,
    rule_version TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    closed_because TEXT COLLATE "C",
    severity TEXT COLLATE "C" NOT NULL,
    missed_since TEXT COLLATE "C" NOT NULL,
    opened_at TEXT COLLATE "C",
    closed_at TEXT COLLATE "C",
    due TEXT COLLATE "C",
    worst_assumed BOOLEAN NOT NULL,
    regressions BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    clean_snapshots TEXT NOT NULL,
    missed_snapshot TEXT,
    missed_evidence TEXT NOT NULL,
    because TEXT NOT NULL
);

CREATE TABLE ledger_clocks (
    finding TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    anchor TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    due TEXT,
    cleared_at TEXT,
    PRIMARY KEY (finding, key)
);

CREATE TABLE ledger_passes (
    number BIGINT PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL UNIQUE,
    at TEXT NOT NULL,
    run BIGINT NOT NULL,
    sources TEXT NOT NULL,
    rules TEXT NOT NULL
);

CREATE TABLE ledger_events (
    number BIGINT PRIMARY KEY,
    pass BIGINT NOT NULL,
    finding TEXT COLLATE "C" NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL
);

-- The one secondary index: the history of a finding.
CREATE INDEX ledger_events_by_finding ON ledger_events (finding);

CREATE TABLE ledger_rule_versions (
    rule TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (rule, version)
);

-- History is appended to and never rewritten. The argument says what the rows are called.
CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are never %', TG_ARGV[0],
        CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END;
END $$;

CREATE TRIGGER ledger_events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_events
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('events');
