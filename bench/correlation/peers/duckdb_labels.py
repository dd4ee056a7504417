"""Label propagation in DuckDB: every record takes the least label of those it shares a value with,
until nothing changes. The fastest form we found: values and records as two sides of one graph, so
that no pair of records is ever written out."""

import duckdb
import pyarrow

from common import Run

run = Run()
database = duckdb.connect()
database.execute(f"SET threads = {run.threads}")
given = pyarrow.table({"record": run.column("record"), "value": run.column("value")})
database.register("given", given)
database.execute("CREATE TABLE carries AS SELECT record, value FROM given")
run.loaded()
database.execute("CREATE TABLE labels AS SELECT DISTINCT record, record AS label FROM carries")
rounds = 0
while True:
    rounds += 1
    database.execute("""
        CREATE OR REPLACE TABLE next AS
        WITH least AS (
            SELECT value, min(label) AS label FROM carries JOIN labels USING (record)
            GROUP BY value
        )
        SELECT record, min(least.label) AS label FROM carries JOIN least USING (value)
        GROUP BY record
    """)
    changed = database.execute("""
        SELECT count(*) FROM next JOIN labels USING (record) WHERE next.label <> labels.label
    """).fetchone()[0]
    database.execute("DROP TABLE labels")
    database.execute("ALTER TABLE next RENAME TO labels")
    if changed == 0:
        break
run.solved(f"{duckdb.__version__}, {rounds} rounds")
labels = database.execute("SELECT record, label FROM labels").fetchnumpy()
run.labels(labels["record"], labels["label"])
