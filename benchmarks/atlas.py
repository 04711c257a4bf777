#!/usr/bin/env python3
"""100,000 SYNTHETIC contexts on the human-scale SYNTHETIC genome (`regulon
synth` as it is: 1,839 regulators, 20,000 genes, 512 domains, 16.8 M
parameters), each of them expressed: nothing is extrapolated.

    bazel run //benchmarks:atlas
    benchmarks/atlas.py REGULON [CONTEXTS]

Seconds are of the whole process, opening and printing included. Takes some
400 MB in the temporary folder.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time

GENES = ','.join('SYNG%05d' % (2000 * i + 1) for i in range(10))

# What is asked, and its flags.
QUESTIONS = [
    ('20 highest genes', ['--top', '20']),
    ('20 highest of open domains', ['--active', '--top', '20']),
    ('10 selected genes', ['--genes', GENES]),
    ('means of 16 groups', ['--group-by', 'synthetic_group']),
]


def measure(arguments, output):
    """Wall seconds, and what the system says of the process."""
    with open(output, 'wb') as out:
        start = time.monotonic()
        process = subprocess.Popen(arguments, stdout=out,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    if status != 0:
        sys.exit('failed: ' + ' '.join(arguments))
    return seconds, usage


def make(regulon, folder, count):
    genome = os.path.join(folder, 'atlas.regulon')
    contexts = os.path.join(folder, 'contexts.tsv')
    quiet = {'stderr': subprocess.DEVNULL}
    subprocess.run([regulon, 'synth', '-o', genome], check=True, **quiet)
    regulators = subprocess.run(
        [regulon, 'inspect', genome, '--list', 'regulators', '--format',
         'tsv'], check=True, stdout=subprocess.PIPE, **quiet).stdout
    maker = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                         'atlas_contexts.py')
    with open(contexts, 'wb') as out:
        subprocess.run([sys.executable, maker, str(count)], check=True,
                       input=regulators, stdout=out)
    return genome, contexts


def open_share(means):
    """Share of genes whose domain is open, over all contexts."""
    genes = contexts = 0
    with open(means, newline='') as table:
        for row in csv.DictReader(table, delimiter='\t'):
            genes += float(row['open']) * int(row['n'])
            contexts += int(row['n'])
    return genes / contexts


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    regulon = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        genome, contexts = make(regulon, folder, count)
        print('SYNTHETIC: %d contexts (%.0f MB), 20,000 genes, %d cores' %
              (count, os.path.getsize(contexts) / 1e6, os.cpu_count()))
        print('%-27s %10s %8s %8s %8s %10s %8s' %
              ('question', 'contexts/s', 'wall s', 'user s', 'system s',
               'peak MB', 'out MB'))
        for question, flags in QUESTIONS:
            output = os.path.join(folder, 'output.tsv')
            seconds, usage = measure(
                [regulon, 'express', genome, contexts, '--format', 'tsv'] +
                flags, output)
            print('%-27s %10.0f %8.2f %8.2f %8.2f %10.0f %8.1f' %
                  (question, count / seconds, seconds, usage.ru_utime,
                   usage.ru_stime, usage.ru_maxrss / 1024,
                   os.path.getsize(output) / 1e6), flush=True)
        print('genes in open domains, mean over all contexts: %.1f %%' %
              (100 * open_share(output)))


if __name__ == '__main__':
    main()
