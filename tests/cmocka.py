# SPDX-License-Identifier: BSD-2-Clause
"""Runs the cmocka programs of one meson suite and counts their tests.

Knows meson's list of tests and the TAP lines of cmocka.  A program that dies,
that reports fewer tests than it announced, or that says no with every test
passed, is one failure more.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLAN = re.compile(r'^\s*1\.\.(\d+)', re.MULTILINE)
RESULT = re.compile(r'^\s*(not ok|ok) \d+ ?(?:- )?(.*)$', re.MULTILINE)


def count(output, status):
    """Returns (passed, failed, skips, trouble) of what one program said."""
    n_planned = sum(int(n) for n in PLAN.findall(output))
    passed = failed = 0
    skips = []
    for verdict, name in RESULT.findall(output):
        if '# SKIP' in name.upper():
            skips.append(name)
        elif verdict == 'ok':
            passed += 1
        else:
            failed += 1
    n_seen = passed + failed + len(skips)

    trouble = None
    if status < 0:
        trouble = f'died of signal {-status}'
    elif n_seen == 0:
        trouble = f'reported no test, exit status {status}'
    elif n_seen != n_planned:
        trouble = f'{n_planned} tests announced, {n_seen} reported'
    elif status != 0 and failed == 0:
        trouble = f'exit status {status} and no failure reported'
    if trouble:
        failed += 1
    return passed, failed, skips, trouble


def run_program(test):
    env = dict(os.environ, **test['env'])
    env['CMOCKA_MESSAGE_OUTPUT'] = 'TAP'
    env.setdefault('UBSAN_OPTIONS', 'print_stacktrace=1')
    try:
        done = subprocess.run(
            test['cmd'], env=env, cwd=test['workdir'], text=True,
            errors='replace', stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=4 * test['timeout'])
        return done.stdout, done.returncode
    except subprocess.TimeoutExpired as slow:
        said = (slow.stdout or b'').decode(errors='replace')
        return said + f'\nno end after {slow.timeout} s\n', -9


def programs_of(build, suite):
    listed = subprocess.run(
        ['meson', 'introspect', '--tests', str(build)], check=True,
        stdout=subprocess.PIPE, text=True).stdout
    return [test for test in json.loads(listed)
            if any(name.split(':')[-1] == suite for name in test['suite'])]


def main(suite, only=()):
    """Runs a suite, or those of its programs whose name holds a given word."""
    build = pathlib.Path(os.environ.get('GCIS_BUILD', ROOT / 'build'))
    tests = [test for test in programs_of(build, suite)
             if not only or any(word in test['name'] for word in only)]
    totals = [0, 0, 0]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for test, (output, status) in zip(tests, pool.map(run_program, tests)):
            passed, failed, skips, trouble = count(output, status)
            if failed:
                print(output)
                print(f'FAILED: {test["name"]}' +
                      (f': {trouble}' if trouble else ''))
            for skip in skips:
                print(f'SKIP {test["name"]}: {skip}')
            for i, n in enumerate((passed, failed, len(skips))):
                totals[i] += n
    print('{} passed, {} failed, {} skipped'.format(*totals))
    return 1 if totals[1] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2:]))
