"""SYNTHETIC contexts for the genome of `regulon synth`, as a table with a row
for each: one to three programs at random levels and some forty other
regulators. The same for the same seed; describes nothing in nature.

    regulon inspect GENOME --list regulators --format tsv |
        python3 benchmarks/atlas_contexts.py 100000 > contexts.tsv
"""

import random
import sys


def main():
    count = int(sys.argv[1])
    rows = [line.rstrip('\n').split('\t') for line in sys.stdin]
    column = rows[0].index('regulator')
    regulators = [row[column] for row in rows[1:]]
    programs = [i for i, r in enumerate(regulators)
                if r.startswith('program_')]
    others = [i for i, r in enumerate(regulators)
              if not r.startswith('program_')]
    chance = random.Random(1).random
    out = sys.stdout
    out.write('\t'.join(['context', 'synthetic_group'] + regulators) + '\n')
    for i in range(count):
        cells = [''] * len(regulators)
        chosen = [programs[int(chance() * len(programs))]
                  for _ in range(1 + int(chance() * 3))]
        for t in chosen:
            cells[t] = '%.3f' % (0.2 + 1.8 * chance())
        for _ in range(40):
            t = others[int(chance() * len(others))]
            cells[t] = '%.3f' % (3 * chance())
        # By the program that was drawn first.
        group = 'synthetic_' + regulators[chosen[0]][len('program_'):]
        out.write('synthetic_%06d\t%s\t%s\n' %
                  (i + 1, group, '\t'.join(cells)))


if __name__ == '__main__':
    main()
