#!/usr/bin/env python3
"""Compares `regulon simulate` with the results that MaBoSS published.

  benchmarks/maboss_expected.py bazel-bin/engine/cli/regulon ../shared

For each table of SHARED/reference/maboss/expected: the share of its entries,
probabilities of a state in a window, from which ours differs by no more than 3
standard errors of the difference. A state that only one of the two saw has
probability 0 in the other. We run as many trajectories as the .cfg asks for.
"""
import csv
import math
import os
import subprocess
import sys
import tempfile

# table: (network, settings)
TABLES = {
    "cellcycle": ("cellcycle", "cellcycle"),
    "cellfate": ("cellfate", "cellfate"),
    "cellfate_schedule": ("cellfate", "cellfate_schedule"),
    "ewing_full": ("ewing_full", "ewing_full"),
}


def expected(path):
    """{(time, frozenset of nodes on): (probability, error)}"""
    entries = {}
    with open(path, encoding="utf-8") as table:
        rows = [line.rstrip("\n").split("\t") for line in table]
    first = rows[0].index("State")
    for row in rows[1:]:
        for i in range(first, len(row) - 2, 3):
            nodes = frozenset() if row[i] == "<nil>" else frozenset(row[i].split(" -- "))
            entries[round(float(row[0]), 6), nodes] = float(row[i + 1]), float(row[i + 2])
    return entries


def simulated(regulon, genome):
    run = subprocess.run([regulon, "simulate", genome, "--format", "tsv"],
                         check=True, capture_output=True, text=True)
    entries = {}
    for row in csv.DictReader(run.stdout.splitlines(), delimiter="\t"):
        if row["what"] == "state":
            nodes = frozenset(filter(None, row["name"].strip("{}").split(",")))
            entries[round(float(row["time"]), 6), nodes] = (float(row["probability"]),
                                                            float(row["standard_error"]))
    return entries


def main(regulon, shared):
    folder = os.path.join(shared, "reference", "maboss")
    worst = 1
    with tempfile.TemporaryDirectory() as scratch:
        for table, (network, settings) in TABLES.items():
            genome = os.path.join(scratch, table + ".regulon")
            subprocess.run([regulon, "convert", os.path.join(folder, network + ".bnd"),
                            os.path.join(folder, settings + ".cfg"), "-o", genome],
                           check=True, stderr=subprocess.DEVNULL)
            theirs = expected(os.path.join(folder, "expected", table + "_probtraj.csv"))
            ours = simulated(regulon, genome)
            close = 0
            for key, (p, p_error) in theirs.items():
                q, q_error = ours.get(key, (0, 0))
                close += abs(p - q) <= 3 * math.hypot(p_error, q_error) + 1e-6  # their rounding
            extra = max((q for key, (q, _) in ours.items() if key not in theirs), default=0)
            share = close / len(theirs)
            worst = min(worst, share)
            print(f"{table}: {close} of {len(theirs)} entries within 3 standard errors "
                  f"({100 * share:.2f} %); the most probable state only we saw: {extra:.6f}")
    return 0 if worst >= 0.99 else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
