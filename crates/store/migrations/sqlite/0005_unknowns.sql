-- Since when verdicts are unknown, for rules that say after how long that counts as missed. Only the
-- state after the latest pass is kept: it is what the next one goes on from.
CREATE TABLE ledger_unknowns (
    rule TEXT NOT NULL,
    entity TEXT NOT NULL,
    since TEXT NOT NULL,
    seen TEXT NOT NULL,
    counts INTEGER NOT NULL,
    PRIMARY KEY (rule, entity)
) STRICT, WITHOUT ROWID;
