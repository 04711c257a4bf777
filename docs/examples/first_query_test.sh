#!/bin/sh
# The example prints what docs/model.md and the README say it does.
set -eu
got=$("$1" "$2")
want='reporter	0.474865	30 of 30 parameters read'
[ "$got" = "$want" ] || { echo "got '$got', want '$want'"; exit 1; }
if "$1" no_such.regulon 2>/dev/null; then
  echo 'a missing file was no error'; exit 1
fi
