# SPDX-License-Identifier: BSD-2-Clause
"""Runs the unittest cases of a suite's folder and ends with the closing line.

A suite's `run` is:

    #!/usr/bin/python3
    import pathlib, sys
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    import runner
    sys.exit(runner.main(__file__, sys.argv[1:]))

Its cases stand in test_*.py beside it.  Arguments choose the tests whose
dotted name holds one of the words.  Reasons of skipped tests, failures and
their traces come above the last line.
"""

import os
import pathlib
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get('GCIS_BUILD', ROOT / 'build'))


def need_reachable(path):
    """Skips where other users cannot come to what the test runs as one."""
    for parent in pathlib.Path(path).resolve().parents:
        if not parent.stat().st_mode & 0o001:
            raise unittest.SkipTest(f'no other user can reach {parent}')


class Counter(unittest.TestResult):
    """Counts, and says each failure and skip when it happens."""

    def __init__(self, verbose):
        super().__init__()
        self.verbose = verbose
        self.n_passed = 0
        self.n_failed = 0
        self.n_skipped = 0

    def startTest(self, test):
        super().startTest(test)
        self.begin = time.monotonic()

    def say(self, word, test, text=''):
        print(f'{word} {test.id()}{": " if text else ""}{text}', flush=True)

    def fail(self, test, err):
        self.n_failed += 1
        self.say('FAILED', test)
        print(self._exc_info_to_string(err, test), flush=True)

    def addSuccess(self, test):
        self.n_passed += 1
        if self.verbose:
            self.say('ok', test, f'{time.monotonic() - self.begin:.2f} s')

    def addFailure(self, test, err):
        self.fail(test, err)

    def addError(self, test, err):
        self.fail(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.fail(subtest, err)

    def addSkip(self, test, reason):
        self.n_skipped += 1
        self.say('SKIP', test, reason)

    def addUnexpectedSuccess(self, test):
        self.n_failed += 1
        self.say('FAILED', test, 'passed, though marked as failing')


def cases(suite):
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from cases(part)
        else:
            yield part


def main(script, arguments=()):
    """Runs test_*.py beside `script`; returns the exit status."""
    folder = pathlib.Path(script).resolve().parent
    verbose = '-v' in arguments
    words = [word for word in arguments if word != '-v']
    sys.path.insert(0, str(folder))
    found = unittest.TestLoader().discover(str(folder), 'test_*.py')
    chosen = unittest.TestSuite(
        case for case in cases(found)
        if not words or any(word in case.id() for word in words))

    result = Counter(verbose)
    chosen.run(result)
    if not result.testsRun and not result.n_skipped and not result.n_failed:
        print('FAILED: no test found', *words)
        result.n_failed = 1
    print(f'{result.n_passed} passed, {result.n_failed} failed, '
          f'{result.n_skipped} skipped', flush=True)
    return 1 if result.n_failed else 0
