"""DataFusion: rule by rule and several rules at once, from Parquet and from memory."""

import sys
import time

import datafusion

from common import TABLES, Task, split, split_codes

task = Task()
FORM = sys.argv[4]
config = datafusion.SessionConfig().with_target_partitions(task.threads)
context = datafusion.SessionContext(config)
began = time.perf_counter()
for table in TABLES:
    context.register_parquet(table, task.table(table))
    if FORM == "native":
        batches = context.table(table).collect_partitioned()
        context.deregister_table(table)
        context.register_record_batches(table, batches)
load = time.perf_counter() - began


def table_of(query):
    return context.sql(query).to_arrow_table()


def rule_by_rule():
    return [split(table_of(rule["query"])) for rule in task.rules]


def at_once(width):
    ids = []
    for at in range(0, len(task.rules), width):
        rules = task.rules[at : at + width]
        ids += split_codes(context.sql(task.fused(rules)).collect(), len(rules))
    return ids


where = "from Parquet" if FORM == "parquet" else "from memory"
task.measure(f"DataFusion {where}, rule by rule", rule_by_rule, load)
task.measure(f"DataFusion {where}, 50 rules at once", lambda: at_once(50), load)
task.tell(datafusion.__version__)
