-- What people decided about records and owners, in the order in which they did. All of it is
-- appended; what is in force follows from it.
CREATE TABLE inventory_decisions (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    because TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;

CREATE TRIGGER inventory_decisions_stay BEFORE UPDATE ON inventory_decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions are never changed');
END;

CREATE TRIGGER inventory_decisions_remain BEFORE DELETE ON inventory_decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions are never deleted');
END;
