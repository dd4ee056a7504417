-- Whose turn it is to record passes. Each turn has a number: who recorded with an earlier one has
-- not seen what was written since, and is refused.
CREATE TABLE ledger_turns (
    name TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    holder TEXT NOT NULL
) STRICT, WITHOUT ROWID;
