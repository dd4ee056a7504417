-- The order in which findings are listed: open risk first, then by deadline, those without one last,
-- then by severity. Behind it stands what a page may be narrowed down by, so that findings are read
-- only when they are shown.
DROP INDEX ledger_findings_by_urgency;

CREATE INDEX ledger_findings_by_urgency ON ledger_findings (
    (CASE WHEN state IN ('closed', 'detected') THEN 1 ELSE 0 END),
    (coalesce(due, '~')),
    (CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END),
    id,
    entity,
    state,
    severity,
    due
);
