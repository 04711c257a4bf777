#!/bin/bash
# benchmarks/fit_figures.sh REGULON SHARED FOLDER: every figure of docs/fit.md,
# from the data in SHARED (../shared), with what it makes on the way in FOLDER.
# About eight minutes on two cores; the last line needs Debian's python3-anndata.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
regulon=$(realpath "$1") shared=$(realpath "$2") folder=$3
mkdir -p "$folder" && cd "$folder"
bacillus=$shared/data/bsubtilis dream=$shared/data/dream4 gtex=$shared/data/gtex

run() {
  echo "\$ regulon $*" | sed "s|$shared/data/||g"
  /usr/bin/time -f '%e s, %M KiB resident' "$regulon" "$@"
  echo
}

# A line per knock-out G(-/-) and knock-down G(+/-) of the heading.
head -n 1 "$dream/expression.tsv" | tr -d '"' | tr '\t' '\n' | awk '
  BEGIN { print "sample\ttarget\tkind" }
  /\(-\/-\)/ { print $0 "\t" substr($0, 1, length($0) - 5) "\tknockout" }
  /\(\+\/-\)/ { print $0 "\t" substr($0, 1, length($0) - 5) "\tknockdown" }
' > perturbed.tsv
# log2(TPM + 1).
zcat "$gtex/GTEx_Combine.expression.tsv.gz" | awk -F '\t' -v OFS='\t' '
  NR > 1 { for (i = 2; i <= NF; ++i) $i = sprintf("%.5f", log($i + 1) / log(2)) }
  { print }' > gtex_log2.tsv

data=("$bacillus/expression.tsv.gz" --unit log2_intensity
  --tfs "$bacillus/tf_names.tsv" --samples "$bacillus/splits.tsv")
run fit "${data[@]}" --group series -o bsubtilis.regulon --timing
run fit "${data[@]}" --group series -o tried.regulon --no-encoder --gated
run fit "${data[@]}" --group series -o tried.regulon --no-encoder \
  --prior "$bacillus/gold_standard.edges.tsv.gz"
run calibrate bsubtilis.regulon --loss 0.01 -o lean.regulon
run eval "${data[@]}" --fold fold_series --group series \
  --replicates condition --no-encoder
run eval "${data[@]}" --fold fold_condition --group condition \
  --replicates condition --no-encoder
run eval "${data[@]}" --gold "$bacillus/gold_standard.edges.tsv.gz"

data=("$dream/expression.tsv" --unit fold_change --tfs "$dream/tf_names.tsv"
  --targets all --perturbations perturbed.tsv)
run eval "${data[@]}" --gold "$dream/gold_standard.tsv"
run eval "${data[@]}" --leave-target-out --controls wt
run eval "${data[@]}" --leave-target-out --controls wt --other-kinds

data=(gtex_log2.tsv --unit 'log2(tpm+1)'
  --tfs "$shared/data/networks/lambert2018.txt"
  --symbols "$gtex/humanGeneMapping.tsv.gz"
  --samples "$here/gtex_organs.tsv" --group organ_system)
run eval "${data[@]}" --folds 29 --no-encoder
run fit "${data[@]}" -o gtex.regulon --no-encoder
"$regulon" active gtex.regulon gtex_log2.tsv --format tsv 2> /dev/null |
  awk -F '\t' '
    $2 == "all" && $3 == "domains_open" { open[$1] = $4 }
    $2 == "all" && $3 == "domains" { all[$1] = $4 }
    $2 == "all" && $3 == "expressed_fraction_at_1" {
      print $1 "\t" $4 "\t" open[$1] / all[$1] }' |
  sort | sed '1i context\texpressed fraction\tdomains opened'

/usr/bin/python3 "$here/synthetic_expression.py" .
run fit matrix.h5ad --unit log2_intensity --tfs tfs.tsv --group group \
  -o synthetic.regulon --timing
