"""How judging grows with the entities and with the rules: measured, and drawn as growth.svg.

python3 growth.py PROGRAM DATA DEVICES... -- RULES...     (matplotlib)

Devices are judged by 200 rules, and the first number of devices by every number of rules. Seconds
are those of the processors, so that what else the machine does counts little.
"""

import re
import subprocess
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plot

LINES = {
    "decoding what is read, alone": "decoding alone",
    "from Parquet, ids too": "from Parquet, with ids",
}


def measure(program, data, devices, rules):
    """(seconds of the processors, MiB at most) by line."""
    command = [program, "--devices", f"{devices}M", "--people", "200k", "--rules", str(rules)]
    command += ["--rounds", "3", "--resident", "no", "--data", data]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = {}
    for line in said.splitlines():
        for start, name in LINES.items():
            if line.startswith(start):
                used = re.search(r"processors\s+([\d.]+) s", line)
                most = re.search(r"at most (\d+) MiB", line)
                told[name] = (float(used[1]), int(most[1]))
    print(f"{devices} M devices, {rules} rules: {told}", flush=True)
    return told


def draw(axes, numbers, told, label):
    for name in LINES.values():
        axes.plot(numbers, [one[name][0] for one in told], marker="o", label=name)
    axes.set_xlabel(label)
    axes.set_ylabel("seconds of the processors")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)


def main():
    program, data, *numbers = sys.argv[1:]
    at = numbers.index("--")
    devices, rules = [int(n) for n in numbers[:at]], [int(n) for n in numbers[at + 1 :]]
    by_devices = [measure(program, data, count, 200) for count in devices]
    by_rules = [measure(program, data, devices[0], count) for count in rules]
    figure, (left, middle, right) = plot.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    draw(left, devices, by_devices, "million devices, 200 rules")
    left.legend()
    draw(middle, rules, by_rules, f"rules, {devices[0]} million devices")
    memory = [one["from Parquet, with ids"][1] for one in by_devices]
    right.plot(devices, memory, marker="o")
    right.set_xlabel("million devices, 200 rules")
    right.set_ylabel("MiB at most, from Parquet")
    right.set_xlim(left=0)
    right.set_ylim(bottom=0)
    right.grid(alpha=0.3)
    figure.savefig(Path(__file__).with_name("growth.svg"), metadata={"Date": None})


main()
