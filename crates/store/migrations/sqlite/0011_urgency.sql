-- The order in which open findings are listed: by deadline, those without one last, then by severity.
CREATE INDEX ledger_findings_by_urgency ON ledger_findings (
    (coalesce(due, '~')),
    (CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END),
    id
) WHERE state NOT IN ('closed', 'detected');
