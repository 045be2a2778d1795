# SPDX-License-Identifier: BSD-2-Clause
"""A stranger compiles against what `meson install` leaves behind."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import runner

PROGRAM = '''
#include <gcisauth.h>
#include <gcisauth_admin.h>
#include <stdio.h>

int
main(void)
{
    return puts(gcis_version()) < 0;
}
'''


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        subprocess.run(
            ['meson', 'install', '-C', runner.BUILD, '--no-rebuild',
             '--destdir', cls.root / 'installed'],
            check=True, stdout=subprocess.DEVNULL)
        cls.pc = next((cls.root / 'installed').rglob('gcisauth.pc'))

    def pkg_config(self, *arguments):
        env = dict(os.environ, PKG_CONFIG_PATH=str(self.pc.parent),
                   PKG_CONFIG_SYSROOT_DIR=str(self.root / 'installed'))
        return subprocess.run(
            ['pkg-config', *arguments, 'gcisauth'], env=env, check=True,
            stdout=subprocess.PIPE, text=True).stdout.split()

    def compile(self, compiler, name, *options):
        source = self.root / name
        source.write_text(PROGRAM)
        program = source.with_suffix('.out')
        subprocess.run(
            [compiler, *options, '-Wall', '-Wextra', '-Werror', '-pedantic',
             '-o', program, source, *self.pkg_config('--cflags', '--libs')],
            check=True)
        library = self.pc.parent.parent
        done = subprocess.run(
            [program], env=dict(os.environ, LD_LIBRARY_PATH=str(library)),
            check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def test_a_c_program(self):
        self.assertEqual(self.pkg_config('--modversion'),
                         [self.compile('cc', 'program.c', '-std=c11')])

    @unittest.skipUnless(shutil.which('c++'), 'no C++ compiler')
    def test_a_cpp_program(self):
        self.assertEqual(self.pkg_config('--modversion'),
                         [self.compile('c++', 'program.cc', '-std=c++11')])

    def test_the_libraries_of_ours_are_private(self):
        self.assertEqual(['-lgcisauth'], self.pkg_config('--libs-only-l'))

    def test_files(self):
        names = {path.name for path in (self.root / 'installed').rglob('*')}
        self.assertEqual(set(), {
            'libgcisauth.so', 'libgcisauth.so.0', 'gcisauth.h',
            'gcisauth_admin.h', 'pam_gcis.so', 'ngx_http_gcis_module.so',
        } - names)
        self.assertEqual([], [name for name in names if name.endswith('.a')],
                         'no static library is for others')
