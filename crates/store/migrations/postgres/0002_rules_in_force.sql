-- Since when each rule is in force, as it reads now. Carried from pass to pass, so that the latest
-- one answers; passes from before this was kept answer nothing.
ALTER TABLE ledger_passes ADD COLUMN in_force TEXT NOT NULL DEFAULT '{}';
