# SPDX-License-Identifier: BSD-2-Clause
"""The examples compile without a warning, and sign_in.c signs in: against a
real gcisd, on a terminal."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import readme
import runner
import site_of
import terminal

LIBRARY = runner.BUILD / 'libgcisauth'
WARNINGS = ['-Wall', '-Wextra', '-Werror']
SECRET = 'Blue-Horse-77-Lamp'
CPLUSPLUS = '''
#include <gcisauth.h>
#include <gcisauth_admin.h>
int main() { return gcis_open(nullptr, nullptr) == GCIS_E_INVALID ? 0 : 1; }
'''
C = CPLUSPLUS.replace('nullptr', '0').replace('main()', 'main(void)')


def pkg_config(*what):
    path = runner.BUILD / 'meson-uninstalled'
    done = subprocess.run(
        ['pkg-config', *what, 'gcisauth'], text=True, check=True,
        env={**os.environ, 'PKG_CONFIG_PATH': str(path)},
        stdout=subprocess.PIPE)
    return done.stdout.split()


def compile(compiler, source, target, *flags):
    """What the compiler said; nothing where it is content."""
    done = subprocess.run(
        [compiler, *WARNINGS, *flags, '-o', str(target), str(source),
         f'-I{readme.HEADERS}', *pkg_config('--cflags', '--libs'),
         f'-Wl,-rpath,{LIBRARY}'], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    return done.stdout if done.returncode or done.stdout else ''


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gcis-docs-'))
        self.addCleanup(shutil.rmtree, self.folder)

    def source(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


class Compiling(Case):
    def test_every_example(self):
        examples = sorted(readme.EXAMPLES.glob('*.c'))
        self.assertTrue(examples)
        for example in examples:
            with self.subTest(example.name):
                self.assertEqual(compile('cc', example,
                                         self.folder / 'example'), '')

    def test_headers_in_c(self):
        source = self.source('use.c', C)
        for standard in ('c99', 'c11', 'gnu17'):
            with self.subTest(standard):
                self.assertEqual(compile('cc', source, self.folder / 'use',
                                         f'-std={standard}', '-pedantic'),
                                 '')

    def test_headers_in_cplusplus(self):
        if not shutil.which('c++'):
            self.skipTest('no compiler of C++')
        source = self.source('use.cc', CPLUSPLUS)
        program = self.folder / 'use'
        self.assertEqual(compile('c++', source, program, '-std=c++11',
                                 '-pedantic'), '')
        self.assertEqual(subprocess.run([str(program)]).returncode, 0)

    def test_readme_has_it_word_for_word(self):
        source = (readme.EXAMPLES / 'sign_in.c').read_text()
        shown = source.split('\n', 1)[1]  # without its licence line
        self.assertIn(shown, readme.blocks(readme.section('C')))

    def test_it_is_short(self):
        lines = (readme.EXAMPLES / 'sign_in.c').read_text().splitlines()
        self.assertLessEqual(len(lines), 42)


class SignIn(Case):
    @classmethod
    def setUpClass(cls):
        cls.site = site_of.Site(unix=True)
        cls.addClassCleanup(cls.site.remove)
        cls.person('wang', 'clerk')
        cls.person('lin')

    @classmethod
    def person(cls, name, *roles):
        for words in (
                ('account', 'add', name, '--full-name', '王小明', '--agency',
                 'TPE'),
                *(('grant', 'add', name, 'PRE', role) for role in roles)):
            done = cls.site(*words)
            if done.status:
                raise AssertionError(str(done))
        done = cls.site('password', 'set', name, '--no-must-change',
                        '--stdin', stdin=SECRET + '\n')
        if done.status:
            raise AssertionError(str(done))

    def setUp(self):
        super().setUp()
        self.program = self.folder / 'sign_in'
        self.assertEqual(compile('cc', readme.EXAMPLES / 'sign_in.c',
                                 self.program), '')

    def type(self, secret, *arguments, **env):
        words = [str(self.program), *arguments]
        person = terminal.Terminal(words, site_of.environment(
            **{'GCIS_CONFIG': str(self.site.config), **env}))
        person.expect('Password: ')
        person.type(secret)
        status, said = person.end()
        self.assertNotIn(secret, said)
        return status, said.strip()

    def test_wrong(self):
        no = (1, 'not proven, or may not sign in:')
        self.assertEqual(self.type('wrong', 'wang'), no)
        self.assertEqual(self.type(SECRET, 'nobody'), no)

    def test_no_role(self):
        self.assertEqual(self.type(SECRET, 'lin'),
                         (1, 'proven, but not allowed to do this:'))

    def test_no_account_said(self):
        self.assertEqual(self.type(SECRET),
                         (1, 'an argument or parameter is wrong:'))

    def test_right(self):
        self.assertEqual(self.type(SECRET, 'wang'),
                         (0, 'proven and allowed: clerk'))

    def test_bad_configuration(self):
        bad = self.source('bad.conf', '[client]\ncolour = red\n')
        self.assertEqual(
            self.type(SECRET, 'wang', GCIS_CONFIG=str(bad))[0], 1)
