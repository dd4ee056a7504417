"""The peer of the diff: a full outer join of who is missed with who has an open finding."""

import json
import sys
import time

import duckdb

count = int(sys.argv[1])
con = duckdb.connect(config={"threads": 2})
new = count + count // 10
# A rule and a number, as a finding has them.
con.execute(
    f"CREATE TABLE open AS SELECT (n * 2654435761) % 40 AS rule, n FROM range({count}) t(n) ORDER BY 1, 2"
)
con.execute(
    f"CREATE TABLE missed AS SELECT (n * 2654435761) % 40 AS rule, n FROM "
    f"(SELECT n FROM range({count}) t(n) WHERE n % 200 <> 0 "
    f"UNION ALL SELECT n FROM range({new}, {new + count // 200}) t(n)) ORDER BY 1, 2"
)
best = float("inf")
for _ in range(5):
    started = time.perf_counter()
    found = con.execute(
        "SELECT count(*) FILTER (o.n IS NULL), count(*) FILTER (m.n IS NULL) "
        "FROM open o FULL OUTER JOIN missed m USING (rule, n)"
    ).fetchone()
    best = min(best, (time.perf_counter() - started) * 1000)
print(json.dumps([found[0], found[1], best]))
