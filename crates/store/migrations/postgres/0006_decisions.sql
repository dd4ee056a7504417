-- What people decided about records and owners, in the order in which they did. All of it is
-- appended; what is in force follows from it.
CREATE TABLE inventory_decisions (
    number BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    because TEXT NOT NULL,
    what TEXT NOT NULL
);

CREATE TRIGGER inventory_decisions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory_decisions
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('decisions');
