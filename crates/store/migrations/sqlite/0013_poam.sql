-- Numbers of the plan of action: what each means, and that it closed. The latest entry of a number
-- says how its item stands; a number is never given twice.
CREATE TABLE ledger_poam (
    entry INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    item TEXT NOT NULL
) STRICT;

CREATE TRIGGER ledger_poam_stay BEFORE UPDATE ON ledger_poam
BEGIN
    SELECT RAISE(ABORT, 'numbers are never changed');
END;

CREATE TRIGGER ledger_poam_remain BEFORE DELETE ON ledger_poam
BEGIN
    SELECT RAISE(ABORT, 'numbers are never deleted');
END;
