"""networkx.connected_components over the edges; one thread, an object for every edge."""

import networkx

from common import Run

run = Run()
left, right = run.column("left").tolist(), run.column("right").tolist()
run.loaded()
graph = networkx.Graph()
graph.add_edges_from(zip(left, right))
components = list(networkx.connected_components(graph))
run.solved(networkx.__version__)
records, labels = [], []
for component in components:
    label = min(component)
    records.extend(component)
    labels.extend([label] * len(component))
run.labels(records, labels)
