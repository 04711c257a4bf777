#!/bin/bash
# benchmarks/specialize_figures.sh REGULON SHARED FOLDER: the figures of
# docs/specialize.md: a genome of GTEx (SHARED is ../shared) and a SYNTHETIC one
# of human scale, each made smaller for one corpus. A minute on two cores, and
# 400 MB in FOLDER.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
regulon=$(realpath "$1") shared=$(realpath "$2") folder=$3
mkdir -p "$folder" && cd "$folder"
gtex=$shared/data/gtex

run() {
  echo "\$ regulon $*"
  "$regulon" "$@" 2> /dev/null
  echo
}

# What both say of a corpus, but for the columns that only one has.
compare() {
  local before after
  before=$("$regulon" express "$1" "$3" --format tsv 2> /dev/null | cut -f 1-7 | sha256sum)
  after=$("$regulon" express "$2" "$3" --format tsv 2> /dev/null | cut -f 1-7 | sha256sum)
  [ "$before" = "$after" ] && echo "$1 and $2: the same answers to $3" ||
    echo "$1 and $2: OTHER ANSWERS to $3"
  echo
}

# How many contexts of a table would open what the genome has dropped.
marked() {
  "$regulon" express "$1" "$2" --format tsv 2> /dev/null | awk -F '\t' '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
    !($1 in seen) { seen[$1]; order[++all] = $1 }
    $column["missing"] && !(($1, $6) in lacks) { lacks[$1, $6]; ++count[$1]; ++sum }
    END {
      for (i = 1; i <= all; ++i) if (order[i] in count) ++out; else inside = inside " " order[i]
      printf "%d of %d contexts marked, who lack %.1f domains each; not marked:%s\n", out, all, out ? sum / out : 0, inside
    }'
  echo
}

zcat "$gtex/GTEx_Combine.expression.tsv.gz" | awk -F '\t' -v OFS='\t' '
  NR > 1 { for (i = 2; i <= NF; ++i) $i = sprintf("%.5f", log($i + 1) / log(2)) }
  { print }' > gtex_log2.tsv
"$regulon" fit gtex_log2.tsv --unit 'log2(tpm+1)' \
  --tfs "$shared/data/networks/lambert2018.txt" \
  --symbols "$gtex/humanGeneMapping.tsv.gz" --samples "$here/gtex_organs.tsv" \
  --group organ_system -o gtex.regulon --no-encoder > /dev/null
for tissue in Liver Brain Testis; do
  awk -F '\t' -v OFS='\t' -v tissue=$tissue '
    NR == 1 { for (i = 2; i <= NF; ++i) if ($i == tissue) at = i }
    { print $1, $at }' gtex_log2.tsv > "$tissue.tsv"
done
cp "$here/gtex_organs.tsv" .
run unopened gtex.regulon gtex_log2.tsv --group-by gtex_organs.tsv --top 5
for tissue in Liver Brain Testis; do
  run specialize gtex.regulon $tissue.tsv -o $tissue.regulon
  compare gtex.regulon $tissue.regulon $tissue.tsv
  marked $tissue.regulon gtex_log2.tsv
done

"$regulon" synth -o synth.regulon > /dev/null
seq 1200 | awk 'BEGIN { print "context\tprogram_A\tSYNTF0001" } { print "a" $1 "\t1\t" $1 % 7 }' > of_a.tsv
awk 'BEGIN { OFS = "\t"; print "context", "program_A", "program_B", "program_C"
  print "with_A", 1, "", ""; print "with_B", "", 1, ""; print "with_C", "", "", 1
  print "with_none", "", "", "" }' > others.tsv
run unopened synth.regulon of_a.tsv --top 5
run specialize synth.regulon of_a.tsv -o of_a.regulon
head -n 101 of_a.tsv > hundred.tsv
compare synth.regulon of_a.regulon hundred.tsv
marked of_a.regulon others.tsv
