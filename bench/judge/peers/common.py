"""What every peer does the same way: read the questions, answer rounds of them, tell the results."""

import json
import sys
import time
from pathlib import Path

TABLES = ["device", "software", "agent", "person"]


class Task:
    """The folder with `TABLE.parquet` and the rules in SQL, the threads, and the rounds."""

    def __init__(self):
        self.folder = Path(sys.argv[1])
        self.threads = int(sys.argv[2])
        self.rounds = int(sys.argv[3])
        self.rules = json.loads((self.folder / "rules.json").read_text())
        self.told = []

    def table(self, name):
        return str(self.folder / f"{name}.parquet")

    def fused(self, rules):
        """Several rules as one question: a small number per device and rule."""
        joins = list(dict.fromkeys(join for rule in rules for join in rule["joins"]))
        codes = ", ".join(f"{rule['code']} AS r{at}" for at, rule in enumerate(rules))
        return f"SELECT d.number, {codes} FROM device d {' '.join(joins)}"

    def measure(self, form, answer, load=0.0):
        """Runs `answer()` for every round; it gives (missed ids, unknown ids) of every rule as
        arrays. The median round counts."""
        times = []
        for _ in range(self.rounds):
            began = time.perf_counter()
            ids = answer()
            times.append(time.perf_counter() - began)
        times.sort()
        counts = [[len(m), len(u), int(m.sum()), int(u.sum())] for m, u in ids]
        self.told.append({
            "form": form,
            "load": load,
            "seconds": times[len(times) // 2],
            "rounds": times,
            "peak": peak(),
            "counts": counts,
        })

    def tell(self, version):
        print(json.dumps({"version": version, "forms": self.told}))


def peak():
    """The most memory this process ever held; what the system tells of a process at its end counts
    its parent in."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def split(table):
    """Missed and unknown ids of one rule's answer (columns number, missed)."""
    number = table.column("number").to_numpy()
    missed = table.column("missed").to_numpy().astype(bool)
    return number[missed], number[~missed]


def split_codes(batches, count):
    """The same from numbers per device and rule: 2 missed, 1 unknown."""
    import numpy

    missed, unknown = [[] for _ in range(count)], [[] for _ in range(count)]
    for batch in batches:
        number = batch.column("number").to_numpy()
        for at in range(count):
            code = batch.column(f"r{at}").to_numpy()
            missed[at].append(number[code == 2])
            unknown[at].append(number[code == 1])
    return [
        (numpy.concatenate(m), numpy.concatenate(u)) for m, u in zip(missed, unknown)
    ]
