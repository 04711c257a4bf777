#!/usr/bin/env python3
"""Checks `regulon control` against trying every set of up to two clamps.

    benchmarks/control_check.py REGULON GENOME... [--phenotype FORMULA]... [--time-only]

For each genome, both updatings and each phenotype (without any: some variables
off, on and in pairs), the minimal sets that `control --max 2` finds must be
those after which `attractors --screen` finds the phenotype in every attractor.
Prints a line per genome: genes, targets, questions, sets, and seconds of control.
"""

import argparse
import json
import subprocess
import sys
import time


def run(*arguments):
  done = subprocess.run(arguments, capture_output=True, text=True)
  if done.returncode != 0:
    raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
  return json.loads(done.stdout), done.stderr


def genes_and_targets(regulon, genome):
  """How many genes there are, and the names of those that are no inputs."""
  genes, _ = run(regulon, "inspect", genome, "--list", "genes", "--format",
                 "json")
  return len(genes), sorted(gene["gene"] for gene in genes
                            if gene["rule"] != gene["gene"])


def screened(regulon, genome, update, phenotypes):
  """Phenotype -> sets of clamps after which it always holds."""
  works = {phenotype: [] for phenotype in phenotypes}
  for size in ("singles", "pairs"):
    command = [regulon, "attractors", genome, "--screen", size, "--update",
               update, "--format", "json"]
    for i, phenotype in enumerate(phenotypes):
      command += ["--phenotype", f"p{i}={phenotype}"]
    rows, said = run(*command)
    if "lower bounds" in said:
      raise RuntimeError(f"{genome}: too large to be tried")
    for row in rows:
      clamps = frozenset(row["clamps"].split()) - {"none"}
      if size == "pairs" and not clamps:
        continue
      for i, phenotype in enumerate(phenotypes):
        if row[f"p{i} always"] == row["attractors"]:
          works[phenotype].append(clamps)
  return works


def minimal(sets):
  return {s for s in sets if not any(t < s for t in sets)}


def check(regulon, genome, phenotypes, compare):
  questions = sets = slowest = seconds = 0
  genes, names = genes_and_targets(regulon, genome)
  for update in ("sync", "async"):
    asked = phenotypes or [
        formula
        for a, b in zip(names[:: max(1, len(names) // 4)], names[1:])
        for formula in (a, "!" + a, f"{a} & !{b}", f"{a} | {b}")]
    works = screened(regulon, genome, update, asked) if compare else None
    for phenotype in asked:
      begin = time.time()
      rows, _ = run(regulon, "control", genome, "--phenotype", phenotype,
                    "--max", "2", "--update", update, "--targets",
                    ",".join(names), "--limit", "1000000", "--format", "json")
      took = time.time() - begin
      seconds, slowest = seconds + took, max(slowest, took)
      found = {frozenset(row["clamps"].split()) - {"none"} for row in rows}
      if compare and found != minimal(works[phenotype]):
        print(f"{genome} {update} {phenotype}: control {sorted(map(sorted, found))},"
              f" tried {sorted(map(sorted, minimal(works[phenotype])))}")
        return False
      questions += 1
      sets += len(found)
  print(f"{genome}\t{genes} genes\t{len(names)} targets\t"
        f"{questions} questions\t{sets} sets\t{seconds / questions:.2f} s each, "
        f"slowest {slowest:.2f} s", flush=True)
  return True


def main():
  parser = argparse.ArgumentParser()
  parser.add_argument("regulon")
  parser.add_argument("genome", nargs="+")
  parser.add_argument("--phenotype", action="append", default=[])
  parser.add_argument("--time-only", action="store_true",
                      help="do not compare: for networks too large to be tried")
  flags = parser.parse_args()
  sys.exit(0 if all([check(flags.regulon, genome, flags.phenotype,
                           not flags.time_only)
                     for genome in flags.genome]) else 1)


main()
