"""DuckDB: rule by rule and several rules at once, from Parquet and from its own tables."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import duckdb

from common import TABLES, Task, split, split_codes

task = Task()
FORM = sys.argv[4]


def connect():
    base = duckdb.connect(":memory:" if FORM.startswith("parquet") else str(task.folder / "native.duckdb"))
    base.execute(f"SET threads = {task.threads}")
    return base


def rule_by_rule(base, connections):
    cursors = [base.cursor() for _ in range(connections)]

    def some(at):
        return [
            (index, split(cursors[at].execute(task.rules[index]["query"]).to_arrow_table()))
            for index in range(at, len(task.rules), connections)
        ]

    with ThreadPoolExecutor(connections) as pool:
        parts = [one for part in pool.map(some, range(connections)) for one in part]
    return [ids for _, ids in sorted(parts, key=lambda part: part[0])]


def at_once(base, width):
    ids = []
    for at in range(0, len(task.rules), width):
        rules = task.rules[at : at + width]
        reader = base.execute(task.fused(rules)).to_arrow_reader(131_072)
        ids += split_codes(reader, len(rules))
    return ids


base = connect()
began = time.perf_counter()
for table in TABLES:
    if FORM.startswith("parquet"):
        base.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{task.table(table)}')")
    else:
        base.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_parquet('{task.table(table)}')")
load = time.perf_counter() - began
where = "from Parquet" if FORM.startswith("parquet") else "own tables"
for connections in (1, 2):
    task.measure(f"DuckDB {where}, rule by rule, {connections} connections", lambda: rule_by_rule(base, connections), load)
for width in (50, len(task.rules)):
    task.measure(f"DuckDB {where}, {width} rules at once", lambda: at_once(base, width), load)
task.tell(duckdb.__version__)
