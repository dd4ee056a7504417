-- The words rules were judged with. A pass names them, so that what a changed word would change can
-- be told from what is in force; each text is kept once.
ALTER TABLE ledger_passes ADD COLUMN vocabulary TEXT NOT NULL DEFAULT '';

CREATE TABLE ledger_vocabularies (
    digest TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
