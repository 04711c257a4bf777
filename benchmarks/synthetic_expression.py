#!/usr/bin/env python3
"""synthetic_expression.py FOLDER: a SYNTHETIC expression matrix of 2,000 samples
in 200 groups by 20,000 genes, 1,000 of them TFs, to time `regulon fit` on.

Genes are bent functions of 40 hidden programs of the TFs, plus noise; units are
log2 intensities.  Writes matrix.h5ad, tfs.tsv and the groups into its obs.
Needs Debian's python3-anndata.
"""
import sys

import anndata
import numpy as np

SAMPLES, GENES, TFS, PROGRAMS, GROUPS = 2000, 20000, 1000, 40, 200


def main():
    folder = sys.argv[1]
    rng = np.random.default_rng(1)
    group = np.arange(SAMPLES) % GROUPS
    program = rng.normal(size=(GROUPS, PROGRAMS))[group]
    program = program + 0.3 * rng.normal(size=(SAMPLES, PROGRAMS))
    tfs = program @ rng.normal(size=(PROGRAMS, TFS)) / PROGRAMS**0.5
    tfs += 0.3 * rng.normal(size=tfs.shape)
    loads = rng.normal(size=(PROGRAMS, GENES - TFS)) / PROGRAMS**0.5
    genes = np.tanh(program @ loads) + 0.3 * rng.normal(size=(SAMPLES, GENES - TFS))
    x = (np.hstack([tfs, genes]) + 10).astype(np.float32)
    names = [f"SYNTF{t:04d}" for t in range(TFS)]
    names += [f"SYNG{g:05d}" for g in range(GENES - TFS)]
    matrix = anndata.AnnData(x, dtype=np.float32)
    matrix.var_names = names
    matrix.obs_names = [f"s{i}" for i in range(SAMPLES)]
    matrix.obs["group"] = [f"g{g}" for g in group]
    matrix.write_h5ad(folder + "/matrix.h5ad")
    with open(folder + "/tfs.tsv", "w") as out:
        out.write("\n".join(names[:TFS]) + "\n")


main()
