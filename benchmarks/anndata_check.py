#!/usr/bin/env python3
"""anndata_check.py DUMP FOLDER: every value of every AnnData and 10x file.

DUMP is the program //tests/expression:dump_expression, FOLDER the one of the
files.  Compares what it reads, all names and all values, with what anndata
reads (h5py for the 10x file), and prints the facts that
tests/expression/anndata_files_test.cc restates.  Needs Debian's
python3-anndata, python3-h5py.
"""

import pathlib
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")

import anndata
import h5py
import numpy
import scipy.sparse


def dumped(program, path, layer, values):
    # A unit whose range has all the values.
    counts = values is not None and values.min() >= 0
    unit = "counts" if counts else "log2_intensity"
    run = subprocess.run(
        [program, path, unit, layer], capture_output=True
    )
    if run.returncode != 0:
        return run.stderr.decode().strip()
    first, rest = run.stdout.split(b"\n", 1)
    samples, genes = (int(x) for x in first.split()[:2])
    *names, values = rest.split(b"\n", samples + genes)
    names = [name.decode() for name in names]
    values = numpy.frombuffer(values, numpy.float32).reshape(samples, genes)
    return names[:samples], names[samples:], values


def dense(matrix):
    if scipy.sparse.issparse(matrix):
        matrix = matrix.toarray()
    return numpy.asarray(matrix).astype(numpy.float32)


def expected(path):
    """(layer, samples, genes, values) of every matrix of a file."""
    if path.suffix == ".h5":
        group = h5py.File(path)["matrix"]
        shape = tuple(group["shape"])
        matrix = scipy.sparse.csc_matrix(
            (group["data"][:], group["indices"][:], group["indptr"][:]), shape
        )
        text = lambda name: [x.decode() for x in group[name][:]]
        yield "X", text("barcodes"), text("features/id"), dense(matrix.T)
        return
    data = anndata.read_h5ad(path)
    layers = {"X": (data.var_names, data.X)}
    layers.update(
        {"layers/" + k: (data.var_names, v) for k, v in data.layers.items()}
    )
    if data.raw is not None:
        layers["raw"] = (data.raw.var_names, data.raw.X)
    for layer, (genes, matrix) in layers.items():
        values = None if matrix is None else dense(matrix)
        yield layer, list(data.obs_names), list(genes), values


def main():
    program, folder = sys.argv[1:]
    failed = 0
    for path in sorted(pathlib.Path(folder).glob("*.h5*")):
        for layer, samples, genes, values in expected(path):
            got = dumped(program, path, layer, values)
            if values is None:
                same = isinstance(got, str) and "holds no expression" in got
                print("equal" if same else "DIFFERS", path.name, layer, "no matrix:", got)
                failed += not same
                continue
            same = not isinstance(got, str) and (
                got[0] == samples
                and got[1] == genes
                and numpy.array_equal(got[2], values)
            )
            failed += not same
            print("equal" if same else "DIFFERS", path.name, layer, values.shape)
            if isinstance(got, str):
                print("  ", got)
            print("   sum %.10g, nonzeros %d" % (values.sum(dtype=numpy.float64), (values != 0).sum()))
            print("   samples", samples[0], samples[-1], "genes", genes[0], genes[-1])
            rows, columns = numpy.nonzero(values)
            picks = numpy.linspace(0, len(rows) - 1, min(10, len(rows))).astype(int)
            print("   values", ", ".join(
                "{%d, %d, %.9g}" % (rows[i], columns[i], values[rows[i], columns[i]])
                for i in picks))
    return failed


sys.exit(main())
