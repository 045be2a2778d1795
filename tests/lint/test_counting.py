# SPDX-License-Identifier: BSD-2-Clause
"""The counting of tests: a no is never lost on the way to the last line."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import textwrap
import unittest

import cmocka
import sources


class Programs(unittest.TestCase):
    """What a cmocka program says, and how it ends."""

    CASES = [
        # died before the first result
        ('1..2\n', -11, (0, 1, 0)),
        # died after some
        ('1..3\nok 1 - a\n', -6, (1, 1, 0)),
        # said nothing at all
        ('', 0, (0, 1, 0)),
        # one failed
        ('1..2\nok 1 - a\nnot ok 2 - b\n# x\n', 1, (1, 1, 0)),
        # left before the end with a yes
        ('1..2\nok 1 - a\n', 0, (1, 1, 0)),
        # all passed, the leak checker did not
        ('1..1\nok 1 - a\nLeakSanitizer\n', 23, (1, 1, 0)),
        # skipped is not passed
        ('1..2\nok 1 - a\nok 2 # SKIP b\n', 0, (1, 0, 1)),
        # two groups in one program
        ('1..1\nok 1 - a\n# ok - tests\n1..1\nok 1 - b\n', 0, (2, 0, 0)),
    ]

    def test_table(self):
        for output, status, wanted in self.CASES:
            with self.subTest(output=output, status=status):
                passed, failed, skips, _ = cmocka.count(output, status)
                self.assertEqual(wanted, (passed, failed, len(skips)))


class Suites(unittest.TestCase):
    """tests/run over suites of a tree of its own; meson and ninja are dummies
    there."""

    SUITES = {
        'fine': ('echo 3 passed, 0 failed, 0 skipped', (3, 0, 0)),
        'skips': ('echo SKIP x: why; echo 0 passed, 0 failed, 1 skipped',
                  (0, 0, 1)),
        'fails': ('echo 1 passed, 2 failed, 0 skipped; exit 1', (1, 2, 0)),
        'silent': ('true', (0, 1, 0)),
        'empty': ('echo 0 passed, 0 failed, 0 skipped', (0, 1, 0)),
        'ends': ('echo 1 passed, 0 failed, 0 skipped; exit 7', (1, 1, 0)),
        'dies': ('kill -9 $$', (0, 1, 0)),
        'late': ('echo 1 passed, 0 failed, 0 skipped; echo more', (0, 1, 0)),
        'asks': ('read -r x && exit 1; echo 1 passed, 0 failed, 0 skipped',
                 (1, 0, 0)),
    }

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / 'tests').mkdir()
        for name in 'run', 'count.sh':
            shutil.copy(sources.ROOT / 'tests' / name, self.root / 'tests')
        for tool in 'meson', 'ninja':
            self.script(self.root / 'bin' / tool, 'true')

    def script(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('#!/bin/sh\n' + textwrap.dedent(text) + '\n')
        path.chmod(0o755)

    def run_suites(self, *arguments):
        env = dict(os.environ, PATH=f'{self.root}/bin:' + os.environ['PATH'])
        return subprocess.run(
            [self.root / 'tests/run', '--no-install', *arguments], env=env,
            cwd='/', text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def last(self, done):
        return done.stdout.splitlines()[-1]

    def test_each_suite(self):
        for name, (body, counts) in self.SUITES.items():
            self.script(self.root / 'tests' / name / 'run', body)
            with self.subTest(suite=name):
                done = self.run_suites(name)
                self.assertEqual(
                    '{} passed, {} failed, {} skipped'.format(*counts),
                    self.last(done), done.stdout)
                self.assertEqual(1 if counts[1] else 0, done.returncode)

    def test_all_suites_are_added_up(self):
        for name in 'fine', 'fails', 'skips':
            self.script(self.root / 'tests' / name / 'run',
                        self.SUITES[name][0])
        done = self.run_suites()
        self.assertEqual('4 passed, 2 failed, 1 skipped', self.last(done))
        self.assertIn('SKIP x: why', done.stdout)

    def test_a_build_that_fails_is_a_failure(self):
        self.script(self.root / 'bin/ninja', 'exit 1')
        self.script(self.root / 'tests/fine/run', self.SUITES['fine'][0])
        done = self.run_suites('fine')
        self.assertEqual('0 passed, 1 failed, 0 skipped', self.last(done))
        self.assertEqual(1, done.returncode)

    def test_wrong_arguments(self):
        for argument in '--what', 'nothing-of-this-name':
            with self.subTest(argument=argument):
                self.assertEqual(2, self.run_suites(argument).returncode)
