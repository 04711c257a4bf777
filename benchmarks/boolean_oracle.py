#!/usr/bin/python3
"""Every figure of oracle.json against `regulon`: 214 published Boolean models.

    bazel build //engine/cli:regulon && benchmarks/boolean_oracle.py [PART OF A NAME]

Reads ../shared/reference/bnet. Per model: conversion, fixed points counted,
minimal trap spaces, digests of synchronous and asynchronous attractors, with
inputs free, all 0 and all 1. Two processes at a time. Ends with the number of
figures, of mismatches, and the time.
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "../bazel-bin/engine/cli/regulon")
BNET = os.path.join(HERE, "../../shared/reference/bnet")
INPUTS = {"free": "free", "in0": "0", "in1": "1"}


def ask(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "error: " + done.stderr.strip()


def questions(facts):
    """(figure, what it must be, arguments) for all that the oracle holds."""
    for name, inputs in INPUTS.items():
        also = ["--inputs", inputs]
        if facts.get("fp_" + name) is not None:
            yield "fp_" + name, str(facts["fp_" + name]), ["--fixed-points", "--count", *also]
        traps = facts.get("mts_" + name)
        if traps is not None and traps > 100000:
            yield "mts_" + name, "more", ["--trap-spaces", "--count", "--limit", "100000", *also]
        elif traps is not None:
            yield "mts_" + name, str(traps), ["--trap-spaces", "--count", "--limit", "100001", *also]
        for update in "sync", "async":
            if facts.get(f"{update}_{name}"):
                yield (f"{update}_{name}", facts[f"{update}_{name}"]["digest"],
                       ["--digest", "--update", update, *also])


def check(model, facts, folder):
    lines, wrong, asked, seconds = [], 0, 0, {}
    genome = os.path.join(folder, model.replace("/", "_") + ".regulon")
    start = time.time()
    converted = ask("convert", os.path.join(BNET, model), "-o", genome)
    seconds["convert"] = time.time() - start
    if converted:
        return [f"{model}: {converted}"], 1, 1, seconds
    for figure, wanted, arguments in questions(facts):
        start = time.time()
        got = ask("attractors", genome, *arguments)
        took = time.time() - start
        kind = figure.split("_")[0]
        seconds[kind] = seconds.get(kind, 0) + took
        if wanted == "more" and "more than 100000" in got:
            got = wanted
        asked += 1
        if got != wanted:
            wrong += 1
            lines.append(f"WRONG {model} {figure}: {got[:100]}, not {wanted}")
        if took > 5:
            lines.append(f"slow  {model} {figure}: {took:.1f} s")
    return lines, asked, wrong, seconds


def main():
    with open(os.path.join(BNET, "oracle.json")) as file:
        oracle = json.load(file)
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    models = [m for m in oracle if chosen in m]
    # The largest first, so that no core is left waiting for one.
    models.sort(key=lambda m: -oracle[m]["n_total"])
    asked = wrong = 0
    total = {}
    start = time.time()
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(check, m, oracle[m], folder) for m in models]
        for job in concurrent.futures.as_completed(jobs):
            lines, figures, mismatches, seconds = job.result()
            asked += figures
            wrong += mismatches
            for kind, took in seconds.items():
                total[kind] = total.get(kind, 0) + took
            for line in lines:
                print(line, flush=True)
    for kind, took in sorted(total.items()):
        print(f"{kind:8} {took:8.1f} s")
    print(f"{len(models)} models, {asked} figures, {wrong} wrong, "
          f"{time.time() - start:.1f} s with 2 processes")
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
