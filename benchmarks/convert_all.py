#!/usr/bin/env python3
"""benchmarks/convert_all.py REGULON FOLDER: converts every .bnet below FOLDER with that program and prints seconds and bytes of each.

Seconds are of the whole program; the sizes are those of the text and of the
genome file. Exit status 1 if a model does not convert.
"""

import os
import subprocess
import sys
import tempfile
import time


def models_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith('.bnet'):
                yield os.path.join(place, name)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1:]
    models = sorted(models_below(folder))
    total = text_bytes = genome_bytes = failed = 0
    slowest = (0, '')
    print(f'{"seconds":>8} {"text":>9} {"genome":>9}  model')
    with tempfile.TemporaryDirectory() as scratch:
        genome = os.path.join(scratch, 'model.regulon')
        for model in models:
            name = os.path.relpath(model, folder)
            begin = time.perf_counter()
            done = subprocess.run([program, 'convert', model, '-o', genome],
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True)
            seconds = time.perf_counter() - begin
            if done.returncode != 0:
                failed += 1
                print(f'{"FAILED":>8} {"":>9} {"":>9}  {name}: {done.stderr.strip()}')
                continue
            size = os.path.getsize(model), os.path.getsize(genome)
            print(f'{seconds:8.3f} {size[0]:9} {size[1]:9}  {name}')
            total += seconds
            text_bytes += size[0]
            genome_bytes += size[1]
            slowest = max(slowest, (seconds, name))
    print(f'{total:8.3f} {text_bytes:9} {genome_bytes:9}  all {len(models) - failed} '
          f'of {len(models)}; slowest {slowest[1]}')
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()
