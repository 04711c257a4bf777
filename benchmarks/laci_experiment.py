#!/usr/bin/python3
"""LacI and IPTG: `regulon express` against measured fold changes.

Usage: benchmarks/laci_experiment.py [flow_master.csv]

Reads the measurements of Razo-Mejia et al. (2018), takes the mean of each
operator x strain x IPTG without the controls, writes the contexts, asks
`regulon express` for each operator, and prints R2 and RMSE. Nothing is fitted.
"""

import collections
import csv
import math
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REGULON = os.path.join(ROOT, "bazel-bin/engine/cli/regulon")
MEASURED = os.path.join(ROOT, "../shared/data/laci/flow_master.csv")
FITTED_STRAIN = ("O2", 260)  # K_A and K_I were estimated on it


def read_means(path):
    """(operator, heads, IPTG in uM) -> mean fold change."""
    values = collections.defaultdict(list)
    with open(path, newline="") as table:
        for row in csv.DictReader(table):
            if row["rbs"] in ("auto", "delta"):
                continue
            heads = 2 * int(row["repressors"])  # the column counts tetramers
            key = row["operator"], heads, float(row["IPTG_uM"])
            values[key].append(float(row["fold_change_A"]))
    return {key: sum(v) / len(v) for key, v in values.items()}


def predict(operator, conditions, folder):
    """(heads, IPTG) -> fold change, from `regulon express`."""
    contexts = os.path.join(folder, operator + ".tsv")
    with open(contexts, "w") as out:
        names = ["%d,%g" % c for c in conditions]
        print("regulator", *names, sep="\t", file=out)
        print("LacI", *[h for h, _ in conditions], sep="\t", file=out)
        print("IPTG", *[c for _, c in conditions], sep="\t", file=out)
    genome = os.path.join(ROOT, "bazel-bin/models/laci_%s.regulon" % operator.lower())
    answer = subprocess.run([REGULON, "express", genome, contexts, "--format", "tsv"],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = csv.DictReader(answer.splitlines(), delimiter="\t")
    return {tuple(map(float, row["context"].split(","))): float(row["value"]) for row in rows}


def print_fit(label, pairs):
    mean = sum(y for y, _ in pairs) / len(pairs)
    residual = sum((y - p) ** 2 for y, p in pairs)
    r2 = 1 - residual / sum((y - mean) ** 2 for y, _ in pairs)
    rmse = math.sqrt(residual / len(pairs))
    print("%s\t%d\t%.4f\t%.4f" % (label, len(pairs), r2, rmse))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else MEASURED
    if not os.path.exists(path):
        sys.exit("%s: not there; name the file flow_master.csv of Razo-Mejia et al. (2018)" % path)
    if not os.path.exists(REGULON):
        sys.exit("%s: not there; run: bazel build //engine/cli:regulon //models/..." % REGULON)
    means = read_means(path)
    every, others = [], []
    with tempfile.TemporaryDirectory() as folder:
        for operator in sorted({key[0] for key in means}):
            conditions = sorted(key[1:] for key in means if key[0] == operator)
            predicted = predict(operator, conditions, folder)
            for heads, iptg in conditions:
                pair = means[operator, heads, iptg], predicted[heads, iptg]
                every.append(pair)
                if (operator, heads) != FITTED_STRAIN:
                    others.append(pair)
    print("conditions\tmeans\tR2\tRMSE")
    print_fit("all", every)
    print_fit("without O2 at 260 heads", others)


if __name__ == "__main__":
    main()
