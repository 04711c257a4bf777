#!/usr/bin/python3
"""Types of one name in one namespace that two headers define.

The linker keeps one of their functions without a word, so that a program which
includes each of them somewhere may use the wrong one.
"""

import collections
import pathlib
import re
import sys

DEFINED = re.compile(
    r"^(?:struct|class|enum class|enum) (\w+)(?: final)?(?: : [^{;]*)?\s*\{",
    re.M)


def main():
    where = collections.defaultdict(set)
    for path in pathlib.Path("engine").rglob("*.h"):
        text = path.read_text()
        space = re.search(r"^namespace ([\w:]+) \{", text, re.M)
        for name in DEFINED.findall(text):
            where[space[1] if space else "", name].add(str(path))
    twice = {name: paths for name, paths in where.items() if len(paths) > 1}
    for (space, name), paths in sorted(twice.items()):
        print(f"{space}::{name} is defined in {' and '.join(sorted(paths))}")
    sys.exit(1 if twice else 0)


if __name__ == "__main__":
    main()
