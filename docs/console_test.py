#!/usr/bin/python3
"""The pages' commands, run: what they print is what the page shows.

Usage: docs/console_test.py REGULON FOLDER_OF_GENOMES PAGE...

Of a page, in its order: a `console` block, each line after "$ " a command and
what follows its output; and an `sh` block that is followed by a block without a
language, its output. Blocks that do not begin with regulon, and those without
an output, are not run. `$ cat FILE` makes the file of its output where there is
none.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$\n*", re.M | re.S)


def examples(page):
    """(line number, command, output) of the page."""
    with open(page) as file:
        text = file.read()
    blocks = list(BLOCK.finditer(text))
    for block, after in zip(blocks, blocks[1:] + [None]):
        line = text.count("\n", 0, block.start()) + 1
        language, body = block.groups()
        if language == "console":
            for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                yield line, command, output
        elif (language == "sh" and body.startswith("regulon") and after and
              after.group(1) == "" and after.start() == block.end()):
            yield line, body, after.group(2)


def plain(text):
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]


def main():
    program, genomes, *pages = sys.argv[1:]
    wrong = run = 0
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.abspath(program), os.path.join(folder, "regulon"))
            for name in os.listdir(genomes):
                if name.endswith(".regulon"):
                    shutil.copy(os.path.join(genomes, name), folder)
            around = dict(os.environ, PATH=folder + ":" + os.environ["PATH"])
            for line, command, output in examples(page):
                shown = re.fullmatch(r"cat (\S+)", command.strip())
                if shown and not os.path.exists(os.path.join(folder, shown[1])):
                    with open(os.path.join(folder, shown[1]), "w") as file:
                        file.write(output)
                    continue
                done = subprocess.run(["bash", "-c", command], cwd=folder, env=around,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True, check=False)
                run += 1
                if plain(done.stdout) != plain(output):
                    wrong += 1
                    print(f"{page}:{line}: {command.strip()}\nprints\n{done.stdout}\nnot\n{output}")
    print(f"{run} commands run, {wrong} print something else")
    sys.exit(wrong != 0 or run == 0)


if __name__ == "__main__":
    main()
