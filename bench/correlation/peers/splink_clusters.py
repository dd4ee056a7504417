"""Splink's clustering, its connected components over given edges, on DuckDB. Splink's own work,
finding the edges by probability, is not asked of it: it gets the edges that passed our gate."""

import logging

import duckdb
import pyarrow
import splink
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from common import Run

logging.getLogger("splink").setLevel(logging.ERROR)
run = Run()
database = duckdb.connect()
database.execute(f"SET threads = {run.threads}")
left, right = run.column("left").astype("i4"), run.column("right").astype("i4")
given = pyarrow.table({"unique_id_l": left, "unique_id_r": right})
database.register("given", given)
database.execute("CREATE TABLE edges AS SELECT * FROM given")
# Records with an edge: the others are by themselves without asking.
database.execute("""
    CREATE TABLE nodes AS
    SELECT unique_id_l AS unique_id FROM edges UNION SELECT unique_id_r FROM edges
""")
api = DuckDBAPI(connection=database)
run.loaded()
clusters = cluster_pairwise_predictions_at_threshold(
    "nodes", "edges", db_api=api, node_id_column_name="unique_id"
)
run.solved(splink.__version__)
table = clusters.physical_name
found = database.execute(f"SELECT unique_id, cluster_id FROM {table}").fetchnumpy()
run.labels(found["unique_id"], found["cluster_id"])
