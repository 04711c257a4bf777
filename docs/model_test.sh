#!/bin/sh
# Every textproto block of model.md compiles, without a warning.
set -eu
regulon=$1 page=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v folder="$folder" '
  /^```/ { if (out) { close(out); out = "" } else if ($0 == "```textproto") out = folder "/" ++n ".textproto"; next }
  out { print > out }' "$page"
count=0
for spec in "$folder"/*.textproto; do
  said=$("$regulon" compile "$spec" -o "$folder/genome.regulon" 2>&1) || { echo "$said"; cat "$spec"; exit 1; }
  [ -z "$said" ] || { echo "$said"; exit 1; }
  "$regulon" express "$folder/genome.regulon" --format tsv > /dev/null
  count=$((count + 1))
done
[ "$count" -ge 3 ] || { echo "only $count blocks found"; exit 1; }
