#!/usr/bin/env python3
"""Checks `regulon control` against trying every set of up to two clamps.

    benchmarks/control_check.py REGULON GENOME... [--phenotype FORMULA]...

For each genome, both updatings and each phenotype (without any: some variables
off, on and in pairs), the minimal sets that `control --max 2` finds must be
those after which `attractors --screen` finds the phenotype in every attractor.
Prints a line per genome: variables, questions, sets, and seconds of control.
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


def screened(regulon, genome, update, phenotypes):
  """Phenotype -> sets of clamps after which it always holds, and all sets."""
  works = {phenotype: [] for phenotype in phenotypes}
  names = set()
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
      names |= {clamp.split("=")[0] for clamp in clamps}
      for i, phenotype in enumerate(phenotypes):
        if row[f"p{i} always"] == row["attractors"]:
          works[phenotype].append(clamps)
  return works, sorted(names)


def minimal(sets):
  return {s for s in sets if not any(t < s for t in sets)}


def check(regulon, genome, phenotypes):
  questions = sets = slowest = 0
  for update in ("sync", "async"):
    _, names = screened(regulon, genome, update, ["0"])
    asked = phenotypes or [
        formula
        for a, b in zip(names[:: max(1, len(names) // 4)], names[1:])
        for formula in (a, "!" + a, f"{a} & !{b}", f"{a} | {b}")]
    works, names = screened(regulon, genome, update, asked)
    for phenotype in asked:
      begin = time.time()
      rows, _ = run(regulon, "control", genome, "--phenotype", phenotype,
                    "--max", "2", "--update", update, "--targets",
                    ",".join(names), "--limit", "1000000", "--format", "json")
      slowest = max(slowest, time.time() - begin)
      found = {frozenset(row["clamps"].split()) - {"none"} for row in rows}
      if found != minimal(works[phenotype]):
        print(f"{genome} {update} {phenotype}: control {sorted(map(sorted, found))},"
              f" tried {sorted(map(sorted, minimal(works[phenotype])))}")
        return False
      questions += 1
      sets += len(found)
  print(f"{genome}\t{len(names)} targets\t{questions} questions\t{sets} sets\t"
        f"slowest {slowest:.2f} s", flush=True)
  return True


def main():
  parser = argparse.ArgumentParser()
  parser.add_argument("regulon")
  parser.add_argument("genome", nargs="+")
  parser.add_argument("--phenotype", action="append", default=[])
  flags = parser.parse_args()
  sys.exit(0 if all([check(flags.regulon, genome, flags.phenotype)
                     for genome in flags.genome]) else 1)


main()
