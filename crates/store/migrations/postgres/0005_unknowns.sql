-- Since when verdicts are unknown, for rules that say after how long that counts as missed. Only the
-- state after the latest pass is kept: it is what the next one goes on from.
CREATE TABLE ledger_unknowns (
    rule TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    since TEXT NOT NULL,
    seen TEXT NOT NULL,
    counts BOOLEAN NOT NULL,
    PRIMARY KEY (rule, entity)
);
