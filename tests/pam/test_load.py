# SPDX-License-Identifier: BSD-2-Clause
"""The module as a guest in somebody else's process: loaded again and again,
without leaving descriptors, children or secrets behind."""

import os
import pathlib
import subprocess
import unittest

import runner
import stage

EXAMPLES = runner.ROOT / 'pam_gcis/examples'
MARKERS = ('Marker-Right-71-Sun', 'Marker-Wrong-72-Sun', 'Marker-Next-73-Sun')


class Loading(unittest.TestCase):
    def load(self, build):
        program = build / 'tests/pam/pam_loader'
        done = subprocess.run(
            [program, build / 'pam_gcis/pam_gcis.so'], text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ''))

    def test_hundred_times_beside_a_thread(self):
        self.load(runner.BUILD)

    @unittest.skipUnless((stage.ASAN / 'tests/pam/pam_loader').exists(),
                         'no build-asan: run the suite unit, too')
    def test_hundred_times_under_asan(self):
        self.load(stage.ASAN)


class Guest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = stage.Site()
        cls.addClassCleanup(cls.site.close)
        cls.site.account('wang')
        cls.site.call('password.set', account='wang', password=MARKERS[0],
                      must_change=False)
        cls.site.stack(stage.SERVICE, *(
            f'{kind} required pam_gcis.so nodelay' for kind in (
                'auth', 'account', 'password', 'session')))

    def whole_life(self, driver, secret, new):
        """Everything once, with a wrong one and a change."""
        driver.tell(f'start {stage.SERVICE} wang')
        for answer in (MARKERS[1], secret, secret, new, new):
            driver.tell(f'answer {answer}')
        self.assertEqual(driver.code('authenticate'), 'AUTH_ERR')
        codes = [driver.code(call) for call in (
            'authenticate', 'acct_mgmt', 'chauthtok', 'setcred',
            'open_session', 'close_session')]
        driver.tell('end')
        return codes

    def test_nothing_is_left_behind(self):
        with stage.Driver(self.site) as driver:
            folder = pathlib.Path(f'/proc/{driver.process.pid}')
            driver.sign_in('wang', MARKERS[0])
            files = os.listdir(folder / 'fd')
            for _ in range(20):
                driver.sign_in('wang', MARKERS[0])
            self.assertEqual(os.listdir(folder / 'fd'), files)
            self.assertEqual(len(os.listdir(folder / 'task')), 1)
            children = (folder / f'task/{driver.process.pid}/children')
            self.assertEqual(children.read_text(), '')

    def test_no_secret_is_left_behind(self):
        with stage.Driver(self.site) as driver:
            self.assertEqual(
                self.whole_life(driver, MARKERS[0], MARKERS[2]),
                ['SUCCESS'] * 6)
            self.whole_life(driver, MARKERS[2], MARKERS[2])
            driver.tell(f'start {stage.SERVICE} wang')
            folder = pathlib.Path(f'/proc/{driver.process.pid}')
            for name in ('environ', 'cmdline'):
                self.assertNotIn(b'Marker-', (folder / name).read_bytes())
            self.assertEqual(list(self.search(folder)), [])
            # and the search finds what is there
            driver.tell(f'answer {MARKERS[0]}')
            self.assertNotEqual(list(self.search(folder)), [])

    @staticmethod
    def search(folder):
        """Where markers stand in what a core would hold."""
        with open(folder / 'mem', 'rb', buffering=0) as memory:
            for line in (folder / 'maps').read_text().splitlines():
                place, modes, *_, name = f'{line} -'.split(None, 6)
                if 'w' not in modes:
                    continue
                begin, end = (int(part, 16) for part in place.split('-'))
                memory.seek(begin)
                try:
                    held = memory.read(end - begin)
                except OSError:
                    continue
                for marker in MARKERS:
                    if marker.encode() in held:
                        at = held.index(marker.encode())
                        yield f'{name} {begin + at:x}', marker

    def test_examples_are_read(self):
        """libpam has nothing to say against a line of them."""
        for file in sorted(EXAMPLES.iterdir()):
            with self.subTest(file=file.name):
                self.site.stack(file.name, *file.read_text().split('\n'))
                with stage.Driver(self.site) as driver:
                    self.assertEqual(
                        driver.tell(f'start {file.name} wang'), [])
                    driver.tell('end')
