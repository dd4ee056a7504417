"""scipy.sparse.csgraph.connected_components over the edges; one thread."""

import numpy
import scipy
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from common import Run

run = Run()
left, right = run.column("left").astype("i4"), run.column("right").astype("i4")
run.loaded()
shape = (run.records, run.records)
graph = coo_array((numpy.ones(len(left), dtype="i1"), (left, right)), shape=shape).tocsr()
_, labels = connected_components(graph, directed=False)
run.solved(scipy.__version__)
run.write(labels)
