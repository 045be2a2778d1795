# SPDX-License-Identifier: BSD-2-Clause
"""All of it once more, with the module and the library under ASan and UBSan,
where such a build is there (tests/run makes one for the unit tests)."""

import os
import pathlib
import subprocess
import unittest

import runner

FOLDER = pathlib.Path(__file__).resolve().parent
BUILD = runner.ROOT / 'build-asan'
MODULE = BUILD / 'ngx_http_gcis_module/ngx_http_gcis_module.so'


class Sanitized(unittest.TestCase):
    @unittest.skipUnless(MODULE.exists(), 'no module in build-asan')
    def test_suites(self):
        suites = [path.stem for path in sorted(FOLDER.glob('test_*.py'))
                  if path.stem not in ('test_sanitized',
                                       'test_configuration')]
        done = subprocess.run(
            [FOLDER / 'run', *(f'{suite}.' for suite in suites)],
            env=dict(os.environ, GCIS_MODULE_BUILD=str(BUILD)), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.assertEqual(0, done.returncode, done.stdout[-8000:])
        self.assertRegex(done.stdout, r'\b\d{2,} passed, 0 failed')
