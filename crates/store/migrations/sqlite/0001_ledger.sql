-- The ledger: findings with their clocks, what happened to them, and the passes that said so.
-- Instants are RFC 3339 in UTC, so that a person can read them and none loses a nanosecond.

CREATE TABLE ledger_findings (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    entity TEXT NOT NULL,
    state TEXT NOT NULL,
    closed_because TEXT,
    severity TEXT NOT NULL,
    missed_since TEXT NOT NULL,
    opened_at TEXT,
    closed_at TEXT,
    due TEXT,
    worst_assumed INTEGER NOT NULL,
    regressions INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    clean_snapshots TEXT NOT NULL,
    missed_snapshot TEXT,
    missed_evidence TEXT NOT NULL,
    because TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_clocks (
    finding TEXT NOT NULL REFERENCES ledger_findings (id),
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    anchor TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    due TEXT,
    cleared_at TEXT,
    PRIMARY KEY (finding, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_passes (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    run INTEGER NOT NULL,
    sources TEXT NOT NULL,
    rules TEXT NOT NULL
) STRICT;

CREATE TABLE ledger_events (
    number INTEGER PRIMARY KEY,
    pass INTEGER NOT NULL REFERENCES ledger_passes (number),
    finding TEXT NOT NULL REFERENCES ledger_findings (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- The one secondary index: the history of a finding.
CREATE INDEX ledger_events_by_finding ON ledger_events (finding);

CREATE TABLE ledger_rule_versions (
    rule TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (rule, version)
) STRICT, WITHOUT ROWID;

-- History is appended to and never rewritten.
CREATE TRIGGER ledger_events_stay BEFORE UPDATE ON ledger_events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER ledger_events_remain BEFORE DELETE ON ledger_events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
