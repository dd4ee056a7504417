"""Cloud Custodian: each rule as one or two policies over the same devices, one after another.

The devices are given as resources of a kind of its own catalogue, whose policies filter what they
are handed; nothing is fetched and no cloud is asked.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from c7n.config import Config
from c7n.policy import PolicyCollection
from c7n.resources import load_resources

KIND = "aws.ec2"

task = json.loads(Path(sys.argv[1]).read_text())
rounds = int(sys.argv[2])
began = time.perf_counter()
load_resources((KIND,))
resources = [row | {"InstanceId": row["number"]} for row in task["rows"]]
columns = set(resources[0])


def managers(filters):
    """What filters by each of the policies."""
    policies = [
        {"name": f"rule-{at}", "resource": KIND, "filters": some} for at, some in enumerate(filters)
    ]
    found = PolicyCollection.from_data({"policies": policies}, Config.empty(region="us-east-1"))
    return [policy.resource_manager for policy in found]


missed = managers([rule["missed"] for rule in task["policies"]])
possibly = managers([rule["possibly"] for rule in task["policies"] if "possibly" in rule])
load = time.perf_counter() - began


def fitting(manager):
    """The numbers that fit and the processor's seconds that took. What it notes on its resources
    goes again outside the clock: a policy by itself would have fetched its own."""
    began = time.process_time()
    fit = [resource["number"] for resource in manager.filter_resources(resources)]
    took = time.process_time() - began
    for resource in resources:
        for noted in resource.keys() - columns:
            del resource[noted]
    return fit, took


times = []
for _ in range(rounds):
    total = 0.0
    ids = []
    for at, manager in enumerate(missed):
        miss, took = fitting(manager)
        total += took
        unknown = []
        if possibly:
            possible, took = fitting(possibly[at])
            total += took
            unknown = sorted(set(possible) - set(miss))
        ids.append([sorted(miss), unknown])
    times.append(total)
times.sort()
told = {"version": version("c7n"), "seconds": times[rounds // 2], "load": load, "ids": ids}
print(json.dumps(told))
