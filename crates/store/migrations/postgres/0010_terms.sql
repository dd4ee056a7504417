-- On what terms a clock has its due date, as JSON; none where no deadline table speaks of it.
ALTER TABLE ledger_clocks ADD COLUMN terms TEXT COLLATE "C";
