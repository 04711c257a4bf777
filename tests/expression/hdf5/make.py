#!/usr/bin/env python3
"""make.py FOLDER: writes the files of this folder again, with h5py.

Each is an encoding that AnnData or 10x files have had, or one kind of damage;
tests/expression/hdf5_expression_test.cc says what is in them.
"""

import pathlib
import sys

import h5py
import numpy

folder = pathlib.Path(sys.argv[1])

# 3 samples, 4 genes.
VALUES = numpy.array([[0, 1.5, 0, 2], [3, 0, 0, 0], [0, 0, 4, 5]])
SAMPLES = ["s1", "s2", "s3"]
GENES = ["ga", "gb", "gc", "gd"]
TEXT = h5py.string_dtype()


def create(name, libver="latest"):
    return h5py.File(folder / name, "w", libver=libver)


def compress(values):
    """data, indices, indptr of the rows."""
    rows = [numpy.nonzero(row)[0] for row in values]
    data = numpy.concatenate([row[at] for row, at in zip(values, rows)])
    ends = numpy.cumsum([0] + [len(row) for row in rows])
    return data, numpy.concatenate(rows), ends


def put_sparse(group, values, dtype="f4"):
    data, indices, ends = compress(values)
    group["data"] = data.astype(dtype)
    group["indices"] = indices.astype("i4")
    group["indptr"] = ends.astype("i8")


def put_csr(parent, name, values, dtype="f4"):
    group = parent.create_group(name)
    group.attrs["encoding-type"] = "csr_matrix"
    group.attrs["shape"] = values.shape
    put_sparse(group, values, dtype)
    return group


def put_texts(parent, name, texts):
    parent.create_dataset(name, data=numpy.array(texts, object), dtype=TEXT)


def put_frame(parent, name, index):
    frame = parent.create_group(name)
    frame.attrs["encoding-type"] = "dataframe"
    frame.attrs["_index"] = "names"
    put_texts(frame, "names", index)
    return frame


def put_masked(parent, name, values, mask, dtype):
    group = parent.create_group(name)
    group.create_dataset("values", data=values, dtype=dtype)
    group["mask"] = numpy.array(mask, bool)


def put_names(file):
    return put_frame(file, "obs", SAMPLES), put_frame(file, "var", GENES)


# Every column and matrix that anndata writes today.
with create("current.h5ad") as f:
    obs, var = put_names(f)
    f.create_group("layers")
    transposed = f.create_group("X")
    transposed.attrs["encoding-type"] = "csc_matrix"
    transposed.attrs["shape"] = VALUES.shape
    put_sparse(transposed, VALUES.T, "f8")
    f["layers/half"] = (VALUES * 2).astype("f2")
    f["layers/bytes"] = VALUES.astype("u1")
    f["layers/big_endian"] = VALUES.astype(">i8")
    missing = VALUES.astype("f4")
    missing[1, 2] = numpy.nan
    f["layers/missing"] = missing
    raw = put_frame(f.create_group("raw"), "var", GENES + ["ge"])
    put_csr(f["raw"], "X", numpy.hstack([VALUES, [[7], [8], [9]]]), "u2")
    put_texts(var, "gene_ids", ["E1", "E2", "E3", "E4"])
    type_of = obs.create_group("type")
    put_texts(type_of, "categories", ["B cell", "T cell"])
    type_of["codes"] = numpy.array([1, -1, 0], "i1")
    put_masked(obs, "count", [5, 0, 7], [0, 1, 0], "i4")
    put_masked(obs, "note", ["x", "", "z"], [0, 1, 0], TEXT)
    obs["score"] = numpy.array([0.5, 1e-7, 3])
    obs["kept"] = numpy.array([True, False, True])

# What anndata wrote up to 0.6: tables as records, sparse matrices by h5sparse.
with create("records.h5ad", "earliest") as f:
    x = f.create_group("X")
    x.attrs["h5sparse_format"] = "csr"
    x.attrs["h5sparse_shape"] = VALUES.shape
    put_sparse(x, VALUES)
    f["obs"] = numpy.array(
        [(b"s1", 1, 0.25), (b"s2", 0, 2), (b"s3", -1, 4)],
        [("index", "S2"), ("type", "i1"), ("score", "f4")],
    )
    f["var"] = numpy.array([(g.encode(),) for g in GENES], [("index", "S2")])
    f["uns/type_categories"] = numpy.array([b"B cell", b"T cell"])
    f["raw.X"] = VALUES.astype("f4")[:, :2]
    f["raw.var"] = numpy.array([(b"ga",), (b"gb",)], [("index", "S2")])

# 0.7: codes beside their categories; filter LZF, in several chunks.
with create("categories.h5ad", "earliest") as f:
    obs, var = put_names(f)
    f.create_dataset(
        "X",
        data=VALUES.astype("f4"),
        chunks=(2, 3),
        compression="lzf",
    )
    obs["type"] = numpy.array([0, 1, 0], "i1")
    put_texts(obs, "__categories/type", ["B cell", "T cell"])

with create("lzf.h5ad") as f:
    put_frame(f, "obs", ["s%d" % i for i in range(40)])
    put_frame(f, "var", ["g%d" % i for i in range(50)])
    ramp = numpy.arange(2000).reshape(40, 50) // 7
    f.create_dataset("X", data=ramp, dtype="f4", chunks=(16, 50), compression="lzf")

with create("empty.h5ad") as f:
    put_names(f)

# 10x: by genome, and with antibodies.
def put_barcodes(group, genes):
    group["barcodes"] = numpy.array([b"AAA-1", b"CCC-1", b"GGG-1"])
    group["shape"] = numpy.array([genes, 3], "i4")


with create("genomes.h5", "earliest") as f:
    for genome, factor in [("hg19", 1), ("mm10", 10)]:
        group = f.create_group(genome)
        put_barcodes(group, 4)
        put_sparse(group, (VALUES * factor).astype("i4"), "i4")
        group["genes"] = numpy.array([g.encode() for g in GENES])
        group["gene_names"] = numpy.array([b"A", b"B", b"C", b"D"])
with create("antibodies.h5") as f:
    group = f.create_group("matrix")
    put_barcodes(group, 4)
    put_sparse(group, VALUES.astype("i4"), "i4")
    group["features/id"] = numpy.array([g.encode() for g in GENES])
    group["features/name"] = numpy.array([b"A", b"B", b"C", b"D"])
    group["features/feature_type"] = numpy.array(
        [b"Gene Expression", b"Antibody Capture", b"Gene Expression", b"Gene Expression"]
    )


# Damage, each at one place.
def damaged(name):
    f = create("damaged_" + name + ".h5ad")
    put_names(f)
    return f


def replace(group, name, values, **kwargs):
    del group[name]
    group.create_dataset(name, data=values, **kwargs)


with damaged("index") as f:
    replace(put_csr(f, "X", VALUES), "indices", [1, 3, 0, 2, 4])
with damaged("negative") as f:
    replace(put_csr(f, "X", VALUES), "indices", [1, 3, 0, -2, 3])
with damaged("ends") as f:
    replace(put_csr(f, "X", VALUES), "indptr", [0, 3, 2, 5])
with damaged("last_end") as f:
    replace(put_csr(f, "X", VALUES), "indptr", [0, 2, 3, 6])
with damaged("few_ends") as f:
    replace(put_csr(f, "X", VALUES), "indptr", [0, 2, 5])
with damaged("few_indices") as f:
    replace(put_csr(f, "X", VALUES), "indices", [1, 3, 0, 2])
with damaged("shape") as f:
    put_csr(f, "X", VALUES).attrs["shape"] = [3, 5]
with damaged("dense_shape") as f:
    f["X"] = VALUES.T
with damaged("infinite") as f:
    f["X"] = numpy.where(VALUES == 4, numpy.inf, VALUES)
with damaged("text") as f:
    f.create_dataset("X", shape=(3, 4), dtype="S3")
with damaged("format") as f:
    put_csr(f, "X", VALUES).attrs["encoding-type"] = "coo_matrix"
with damaged("codes") as f:
    f["X"] = VALUES
    type_of = f["obs"].create_group("type")
    put_texts(type_of, "categories", ["B cell"])
    type_of["codes"] = numpy.array([0, 1, 0], "i1")
with damaged("external_link") as f:
    f["X"] = h5py.ExternalLink("other.h5ad", "X")
with damaged("soft_link") as f:
    f["layers/values"] = VALUES
    f["X"] = h5py.SoftLink("/layers/values")
with damaged("virtual") as f:
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("other.h5ad", "X", (3, 4))
    f.create_virtual_dataset("X", layout)
with damaged("external") as f:
    f.create_dataset("X", (3, 4), "f4", external=[("/etc/hostname", 0, 48)])
# Large on paper only.
with create("damaged_huge.h5ad") as f:
    put_frame(f, "var", GENES)
    obs = f.create_group("obs")
    obs.attrs["_index"] = "names"
    obs.create_dataset("names", (1 << 40,), "S64", chunks=(1 << 10,))
    f["X"] = VALUES
with damaged("huge_chunk") as f:
    f.create_dataset("X", (3, 4), "f8", chunks=(1 << 14, 1 << 14), maxshape=(None, None))
with damaged("huge_sparse") as f:
    group = put_csr(f, "X", VALUES)
    for name in "data", "indices":
        del group[name]
        group.create_dataset(name, (1 << 40,), "i4", chunks=(1 << 10,))
