"""What every peer does the same way: load columns, write labels, tell what it took."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy


class Run:
    """One run of one peer on the folder and the threads it was given."""

    def __init__(self):
        self.folder = Path(sys.argv[1])
        self.threads = int(sys.argv[2])
        self.records = int((self.folder / "records.txt").read_text())
        self.began = time.perf_counter()
        self.read = 0.0

    def column(self, name):
        return numpy.fromfile(self.folder / f"{name}.u32", dtype="<u4")

    def loaded(self):
        """Call when the data is in the form the peer takes: matching begins."""
        now = time.perf_counter()
        self.read, self.began = now - self.began, now

    def solved(self, version):
        """Call when every record has its label in the peer's own form: time stops."""
        solve = time.perf_counter() - self.began
        # Kilobytes on Linux.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        told = {"read": self.read, "solve": solve, "peak": peak}
        self.told = told | {"more": {"version": version}}

    def write(self, labels):
        """Labels by record, for all records; prints what was measured."""
        labels = numpy.asarray(labels, dtype="<u4")
        assert len(labels) == self.records, f"{len(labels)} labels of {self.records} records"
        labels.tofile(self.folder / "labels.u32")
        print(json.dumps(self.told))

    def labels(self, records, labels):
        """Labels given as two columns; who is not among them is by himself."""
        all_of_them = numpy.arange(self.records, dtype="<u4")
        all_of_them[numpy.asarray(records)] = numpy.asarray(labels)
        self.write(all_of_them)
