-- Numbers of the plan of action: what each means, and that it closed. The latest entry of a number
-- says how its item stands; a number is never given twice.
CREATE TABLE ledger_poam (
    entry BIGINT PRIMARY KEY,
    number BIGINT NOT NULL,
    item TEXT NOT NULL
);

CREATE TRIGGER ledger_poam_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_poam
FOR EACH STATEMENT EXECUTE FUNCTION history_stays('numbers');
