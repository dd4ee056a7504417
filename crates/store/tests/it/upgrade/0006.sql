-- Rows as tables 6 held them: those of the demo organisation, fewer of each.

INSERT INTO ledger_passes (number, key, at, run, sources, rules, in_force, vocabulary) VALUES
    (1, '5a87f051184bd4434e059157cbbb1f317fdda501ec9d68f9e62dc744cb9eec15', '2026-05-18T07:00:00Z', 1, '{"github":"complete","jamf":"complete"}', '{"accounts-use-two-factor-sign-in":{"met":491,"missed":54,"unknown":8,"not_applicable":2},"laptops-are-encrypted":{"met":426,"missed":22,"unknown":4,"not_applicable":95}}', '{"accounts-use-two-factor-sign-in":{"version":"9ce4526ccaa6d554","since":"2026-05-18T07:00:00Z"},"laptops-are-encrypted":{"version":"18b600aa6e55e2b0","since":"2026-05-18T07:00:00Z"}}', 'a7875e980f69631f');
INSERT INTO ledger_passes (number, key, at, run, sources, rules, in_force, vocabulary) VALUES
    (2, '57b10c5e0c2f0e4d67b23d066421c94bf2f460fcaed48218f3af7e69b45cf23a', '2026-05-25T07:00:00Z', 2, '{"github":"complete","jamf":"complete"}', '{"accounts-use-two-factor-sign-in":{"met":505,"missed":40,"unknown":8,"not_applicable":2},"laptops-are-encrypted":{"met":445,"missed":3,"unknown":4,"not_applicable":95}}', '{"accounts-use-two-factor-sign-in":{"version":"9ce4526ccaa6d554","since":"2026-05-18T07:00:00Z"},"laptops-are-encrypted":{"version":"18b600aa6e55e2b0","since":"2026-05-18T07:00:00Z"}}', 'a7875e980f69631f');
INSERT INTO ledger_passes (number, key, at, run, sources, rules, in_force, vocabulary) VALUES
    (3, '34d28b26328b652776bd2b7d8cd8e447bdb67af04b15018b50cb7519c74cb24c', '2026-06-01T07:00:00Z', 3, '{"github":"complete","jamf":"complete"}', '{"accounts-use-two-factor-sign-in":{"met":538,"missed":9,"unknown":8,"not_applicable":3},"laptops-are-encrypted":{"met":446,"missed":2,"unknown":4,"not_applicable":95}}', '{"accounts-use-two-factor-sign-in":{"version":"9ce4526ccaa6d554","since":"2026-05-18T07:00:00Z"},"laptops-are-encrypted":{"version":"18b600aa6e55e2b0","since":"2026-05-18T07:00:00Z"}}', 'a7875e980f69631f');
INSERT INTO ledger_passes (number, key, at, run, sources, rules, in_force, vocabulary) VALUES
    (4, 'cc7f36c3ac856d84a8cc56f77bb1ddf4642babfe69ff5184abd7fae04197705f', '2026-06-02T07:00:00Z', 4, '{"github":"complete","jamf":"complete"}', '{"accounts-use-two-factor-sign-in":{"met":538,"missed":8,"unknown":8,"not_applicable":3},"laptops-are-encrypted":{"met":446,"missed":2,"unknown":4,"not_applicable":95}}', '{"accounts-use-two-factor-sign-in":{"version":"9ce4526ccaa6d554","since":"2026-05-18T07:00:00Z"},"laptops-are-encrypted":{"version":"18b600aa6e55e2b0","since":"2026-05-18T07:00:00Z"}}', 'a7875e980f69631f');
INSERT INTO ledger_passes (number, key, at, run, sources, rules, in_force, vocabulary) VALUES
    (5, '7cd41b8d379a1bf82ad4319d0feee5baa85fc83e767f623ad1cfbd9c41e46d31', '2026-06-09T07:00:00Z', 5, '{"github":"complete","jamf":"complete"}', '{"accounts-use-two-factor-sign-in":{"met":539,"missed":8,"unknown":8,"not_applicable":3},"laptops-are-encrypted":{"met":445,"missed":3,"unknown":4,"not_applicable":95}}', '{"accounts-use-two-factor-sign-in":{"version":"9ce4526ccaa6d554","since":"2026-05-18T07:00:00Z"},"laptops-are-encrypted":{"version":"18b600aa6e55e2b0","since":"2026-05-18T07:00:00Z"}}', 'a7875e980f69631f');
INSERT INTO ledger_findings (id, rule, rule_version, entity, state, closed_because, severity, missed_since, opened_at, closed_at, due, worst_assumed, regressions, episode, clean_snapshots, missed_snapshot, missed_evidence, because) VALUES
    ('accounts-use-two-factor-sign-in@account-103', 'accounts-use-two-factor-sign-in', '9ce4526ccaa6d554', 'account-103', 'closed', 'fixed_verified', 'high', '2026-05-18T06:20:00Z', '2026-05-18T07:00:00Z', '2026-06-01T07:00:00Z', '2026-06-01T21:59:59Z', FALSE, 0, 1, '[]', '2026-05-25T06:20:00Z', '{"github":"2026-05-25T06:20:00Z"}', 'met because: two-factor is on (github)');
INSERT INTO ledger_findings (id, rule, rule_version, entity, state, closed_because, severity, missed_since, opened_at, closed_at, due, worst_assumed, regressions, episode, clean_snapshots, missed_snapshot, missed_evidence, because) VALUES
    ('accounts-use-two-factor-sign-in@account-139', 'accounts-use-two-factor-sign-in', '9ce4526ccaa6d554', 'account-139', 'open', NULL, 'high', '2026-05-18T06:20:00Z', '2026-05-18T07:00:00Z', NULL, '2026-06-01T21:59:59Z', FALSE, 0, 1, '[]', '2026-06-09T06:20:00Z', '{"github":"2026-06-09T06:20:00Z"}', 'missed because: two-factor is off (github)');
INSERT INTO ledger_findings (id, rule, rule_version, entity, state, closed_because, severity, missed_since, opened_at, closed_at, due, worst_assumed, regressions, episode, clean_snapshots, missed_snapshot, missed_evidence, because) VALUES
    ('accounts-use-two-factor-sign-in@account-88', 'accounts-use-two-factor-sign-in', '9ce4526ccaa6d554', 'account-88', 'closed', 'entity_gone', 'high', '2026-05-18T06:20:00Z', '2026-05-18T07:00:00Z', '2026-06-02T07:00:00Z', '2026-06-01T21:59:59Z', FALSE, 0, 1, '[]', '2026-05-25T06:20:00Z', '{"github":"2026-05-25T06:20:00Z"}', 'missed because: two-factor is off (github)');
INSERT INTO ledger_findings (id, rule, rule_version, entity, state, closed_because, severity, missed_since, opened_at, closed_at, due, worst_assumed, regressions, episode, clean_snapshots, missed_snapshot, missed_evidence, because) VALUES
    ('laptops-are-encrypted@device-224', 'laptops-are-encrypted', '18b600aa6e55e2b0', 'device-224', 'open', NULL, 'high', '2026-06-09T06:00:00Z', '2026-05-18T07:00:00Z', NULL, '2026-05-25T21:59:59Z', FALSE, 1, 1, '[]', '2026-06-09T06:00:00Z', '{"jamf":"2026-06-09T06:00:00Z"}', 'missed because: disk encryption is off (jamf)');
INSERT INTO ledger_clocks (finding, key, label, anchor, first_seen, last_seen, due, cleared_at) VALUES
    ('accounts-use-two-factor-sign-in@account-103', 'accounts-use-two-factor-sign-in#0', '', '2026-05-18T07:00:00Z', '2026-05-18T06:20:00Z', '2026-05-25T06:20:00Z', '2026-06-01T21:59:59Z', '2026-06-01T06:20:00Z');
INSERT INTO ledger_clocks (finding, key, label, anchor, first_seen, last_seen, due, cleared_at) VALUES
    ('accounts-use-two-factor-sign-in@account-139', 'accounts-use-two-factor-sign-in#0', '', '2026-05-18T07:00:00Z', '2026-05-18T06:20:00Z', '2026-06-09T06:20:00Z', '2026-06-01T21:59:59Z', NULL);
INSERT INTO ledger_clocks (finding, key, label, anchor, first_seen, last_seen, due, cleared_at) VALUES
    ('accounts-use-two-factor-sign-in@account-88', 'accounts-use-two-factor-sign-in#0', '', '2026-05-18T07:00:00Z', '2026-05-18T06:20:00Z', '2026-05-25T06:20:00Z', '2026-06-01T21:59:59Z', NULL);
INSERT INTO ledger_clocks (finding, key, label, anchor, first_seen, last_seen, due, cleared_at) VALUES
    ('laptops-are-encrypted@device-224', 'laptops-are-encrypted#0', '', '2026-05-18T07:00:00Z', '2026-05-18T06:00:00Z', '2026-06-09T06:00:00Z', '2026-05-25T21:59:59Z', NULL);
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (1, 1, 'accounts-use-two-factor-sign-in@account-103', '2026-05-18T07:00:00Z', 'judge', '{"event":"opened"}', 'missed because: two-factor is off (github)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (3, 1, 'accounts-use-two-factor-sign-in@account-139', '2026-05-18T07:00:00Z', 'judge', '{"event":"opened"}', 'missed because: two-factor is off (github)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (52, 1, 'accounts-use-two-factor-sign-in@account-88', '2026-05-18T07:00:00Z', 'judge', '{"event":"opened"}', 'missed because: two-factor is off (github)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (107, 1, 'laptops-are-encrypted@device-224', '2026-05-18T07:00:00Z', 'judge', '{"event":"opened"}', 'missed because: disk encryption is off (jamf)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (192, 2, 'laptops-are-encrypted@device-224', '2026-05-25T07:00:00Z', 'judge', '{"event":"closed","because":"fixed_verified"}', 'met because: disk encryption is on (jamf)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (215, 3, 'accounts-use-two-factor-sign-in@account-103', '2026-06-01T07:00:00Z', 'judge', '{"event":"closed","because":"fixed_verified"}', 'met because: two-factor is on (github)');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (290, 4, 'accounts-use-two-factor-sign-in@account-88', '2026-06-02T07:00:00Z', 'judge', '{"event":"closed","because":"entity_gone"}', 'no source reports the entity any more');
INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) VALUES
    (294, 5, 'laptops-are-encrypted@device-224', '2026-06-09T07:00:00Z', 'judge', '{"event":"reopened"}', 'missed because: disk encryption is off (jamf)');
INSERT INTO ledger_rule_versions (rule, version, text) VALUES
    ('accounts-use-two-factor-sign-in', '9ce4526ccaa6d554', 'Rule: Accounts use two-factor sign-in
Fix within: 14 days; 2 days where is privileged
');
INSERT INTO governance_entries (number, rule, version, at, actor, step, reason) VALUES
    (1, '', '', '2026-05-18T07:00:00Z', '{"who":"file"}', '{"step":"began"}', '');
INSERT INTO governance_entries (number, rule, version, at, actor, step, reason) VALUES
    (2, 'accounts-use-two-factor-sign-in', '9ce4526ccaa6d554', '2026-05-18T07:00:00Z',
    '{"who":"file"}', '{"step":"found","stage":"block","text":"664bc89d6f3e0539573479710ed7440c2a721392664c5e3640902aaaf6bc10cc"}', '');
INSERT INTO governance_texts (digest, text, words) VALUES
    ('664bc89d6f3e0539573479710ed7440c2a721392664c5e3640902aaaf6bc10cc', 'Rule: Accounts use two-factor sign-in
Fix within: 14 days; 2 days where is privileged
', '{}');
INSERT INTO ledger_vocabularies (digest, text) VALUES ('words', '{}');
INSERT INTO ledger_unknowns (rule, entity, since, seen, counts) VALUES
    ('laptops-are-encrypted', 'device-7', '2026-05-20T00:00:00.5Z', '2026-05-25T06:20:00Z', TRUE);
INSERT INTO inventory_decisions (number, at, author, because, what) VALUES
    (1, '2026-03-01T00:00:00.123456789Z', 'maria@linden.example', 'two boards, one "serial"',
    '{"decided":"undone","number":1}');
