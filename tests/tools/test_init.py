# SPDX-License-Identifier: BSD-2-Clause
"""init, check, status and the list of refused passwords: what is made, for
whom, and that nothing is made over what is there.
"""

import os
import pathlib
import stat
import subprocess
import unittest

import site_of

WRAPPER = next(pathlib.Path('/usr/lib').glob('*/libnss_wrapper.so'), None)
SYSTEMS = ('CERT IMS-C IMS-B BMS IMS-L REG LMS CSM PRE SPOB GCR EDD FMS'
           ).split()


class Case(unittest.TestCase):
    def site(self, **how):
        site = site_of.Site(**how)
        self.addCleanup(site.remove)
        return site


class Init(Case):
    def test_over_a_store(self):
        site = self.site(sample=False)
        before = site('store', 'digest').out
        for words in ([], ['--sample'], ['--profile', 'government-high']):
            with self.subTest(words=words):
                done = site('init', *words)
                self.assertEqual(1, done.status, done)
                self.assertIn('gcisctl status', done.err)
                self.assertEqual('exists', site('--json', 'init', *words)
                                 .json()['reason'])
        self.assertEqual(before, site('store', 'digest').out)

    def test_sample_has_the_13_systems_in_order(self):
        site = self.site()
        items = site('--json', 'application', 'list').json()['items']
        items.sort(key=lambda item: item['order'])
        self.assertEqual(SYSTEMS, [item['code'] for item in items])
        self.assertEqual({'reader', 'clerk', 'chief'}, {
            item['role'] for item in site('--json', 'role', 'list',
                                          'BMS').json()['items']})
        states = {item['state'] for item in site(
            '--json', 'account', 'list').json()['items']}
        self.assertEqual({'created'}, states)

    def test_plain_has_two(self):
        site = self.site(sample=False)
        items = site('--json', 'application', 'list').json()['items']
        self.assertEqual(['CERT', 'REG'],
                         sorted(item['code'] for item in items))
        self.assertEqual([], site('--json', 'account', 'list')
                         .json()['items'])

    def test_manager(self):
        site = self.site(sample=None)
        done = site('--json', 'init', '--manager', 'lin.manager',
                    '--full-name', '林主任', '--agency', 'TCG-COM')
        self.assertEqual(0, done.status, done)
        oneday = done.json()['oneday_password']
        self.assertIn('expires_s', done.json())
        self.assertIn('system', site('grant', 'list', 'lin.manager').out)
        done = site('try', 'lin.manager', '--stdin',
                    stdin=f'{oneday}\nGood-Horse-91\n')
        self.assertEqual(0, done.status, done)
        done = site('try', 'lin.manager', '--stdin', '--application', 'REG',
                    '--role', 'system', stdin='Good-Horse-91\n')
        self.assertEqual(0, done.status, done)

    def test_bad_managers_make_nothing(self):
        for words, wanted in (
                (['--manager', 'A123456789', '--full-name', 'x', '--agency',
                  'X'], 'manager'),
                (['--manager', 'lin', '--agency', 'X'], 'full_name'),
                (['--manager', 'lin', '--full-name', 'x'], 'agency')):
            with self.subTest(words=words):
                site = self.site(sample=None)
                done = site('init', *words)
                self.assertIn(done.status, (1, 2), done)
                self.assertIn(wanted, done.err)
                self.assertFalse((site.store / 'vault').exists())

    def test_profile_is_written_whole(self):
        site = self.site(sample=None)
        site.config.unlink()
        done = site('init', '--profile', 'government-high', '--sample')
        self.assertEqual(0, done.status, done)
        self.assertIn(str(site.config), done.out)
        self.assertEqual(0o644, stat.S_IMODE(site.config.stat().st_mode))
        text = site.config.read_text()
        for line in ('level = certificate', 'min_length = 12', 'history = 3',
                     f'store = lmdb:{site.store}', 'dormant_after = 90d',
                     f'path = {site.store}/projection'):
            self.assertIn('\n' + line + '\n', text)
        done = site('application', 'add', 'NEW', '--name', 'x')
        self.assertIn('level certificate', done.out)

    def test_profile_never_over_a_file(self):
        site = self.site(sample=None)
        before = site.config.read_text()
        done = site('init', '--profile', 'government-high')
        self.assertEqual(1, done.status, done)
        self.assertIn('--profile', done.err)
        self.assertEqual(before, site.config.read_text())
        self.assertFalse((site.store / 'vault').exists())
        target = site.folder / 'elsewhere'
        site.config.unlink()
        site.config.symlink_to(target)
        self.assertEqual(1, site('init', '--profile',
                                 'government-high').status)
        self.assertFalse(target.exists())

    def test_the_configured_store_is_made(self):
        site = self.site(sample=None)
        done = site_of.gcisctl('--config', site.config, 'init')
        self.assertEqual(0, done.status, done)
        self.assertTrue((site.store / 'vault').is_dir())
        self.assertIn('gcisd', done.out)

    def test_into_folders_that_a_package_made(self):
        site = self.site(sample=None)
        for name, mode in (('', 0o755), ('vault', 0o700), ('node', 0o700),
                           ('projection', 0o750)):
            (site.store / name).mkdir(mode)
        done = site('status')
        self.assertEqual(3, done.status, done)
        self.assertIn('gcisctl init', done.err)
        self.assertEqual(0, site('init').status)
        self.assertEqual(1, site('init').status)

    @unittest.skipUnless(os.geteuid() == 0, 'only root becomes another')
    @unittest.skipUnless(WRAPPER, 'no libnss_wrapper')
    def test_root_makes_it_for_the_user_gcis(self):
        site = self.site(sample=None)
        passwd, group = site.folder / 'passwd', site.folder / 'group'
        passwd.write_text('root:x:0:0::/root:/bin/sh\n'
                          'gcis:x:4242:4242::/:/bin/false\n')
        group.write_text('root:x:0:\ngcis:x:4242:\ngcis-read:x:4243:\n')
        wrapped = {'LD_PRELOAD': str(WRAPPER),
                   'NSS_WRAPPER_PASSWD': str(passwd),
                   'NSS_WRAPPER_GROUP': str(group)}
        self.assertEqual(0, site('init', **wrapped).status)
        self.assertEqual(0, site('agency', 'add', 'X', '--name', 'x',
                                 **wrapped).status)
        owners = {path.lstat().st_uid for path in site.store.rglob('*')}
        self.assertEqual({4242}, owners)
        self.assertEqual(4243, (site.store / 'projection').stat().st_gid)
        self.assertEqual({'uid:0'}, {item['actor'] for item in site.record()
                                     if item['event'] != 'key.add'})


class Check(Case):
    # how to break it, what is said, what mends it
    BREAKS = [
        (lambda site: (site.store / 'vault').chmod(0o755),
         'has mode 0755', 'chmod 0700'),
        (lambda site: (site.store / 'node').chmod(0o750),
         'has mode 0750', 'chmod 0700'),
        (lambda site: next((site.store / 'node').iterdir()).chmod(0o644),
         'has mode 0644', 'chmod 0400'),
        (lambda site: (site.store / 'projection').chmod(0o777),
         'has mode 0777', 'chmod go-w'),
    ]

    def bad(self, done):
        """What is red but for the machine's own clock and disk."""
        return [item for item in done.json()['items']
                if item['verdict'] == 'no'
                and item['what'] not in ('clock', 'disk')]

    def test_a_good_one(self):
        for unix in (False, True):
            with self.subTest(unix=unix):
                site = self.site(unix=unix)
                done = site('--json', 'check')
                self.assertIn(done.status, (0, 1), done)
                self.assertEqual([], self.bad(done))
                self.assertIn('✓ engine: answers', site('check').out)

    def test_broken_modes(self):
        for spoil, said, mend in self.BREAKS:
            with self.subTest(said=said):
                site = self.site(sample=False)
                spoil(site)
                done = site('check')
                self.assertIn(done.status, (1, 3), done)
                line = next(line for line in done.out.splitlines()
                            if said in line)
                self.assertTrue(line.startswith('✗ '), line)
                self.assertIn(mend, line)

    def test_a_broken_configuration(self):
        site = self.site(sample=None)
        broken = site.folder / 'broken.conf'
        broken.write_text('[engine]\nstor = x\n')
        done = site_of.gcisctl('check', broken)
        self.assertEqual(3, done.status, done)
        self.assertIn(f'{broken}:2: stor', done.err)

    def test_gcisd_away(self):
        site = self.site(unix=True, sample=False)
        site.stop()
        done = site('check')
        self.assertEqual(3, done.status, done)
        self.assertIn('✗ socket', done.out)
        self.assertIn('start gcisd', done.out)

    def test_readers_elsewhere_than_the_engine_writes(self):
        site = self.site(unix=True, sample=False)
        other = site.folder / 'other'
        other.mkdir()
        site.write_config(projection={'path': other})
        done = site('check')
        self.assertIn(done.status, (1, 3), done)
        self.assertIn(f'✗ [projection] path: {other}: gcisd does not start '
                      f'like this: path = {site.store}/projection', done.out)

    def test_no_store(self):
        site = self.site(sample=None)
        done = site('check')
        self.assertEqual(3, done.status, done)
        self.assertIn('no store here: gcisctl init', done.out)

    @unittest.skipIf(os.geteuid() != 0, 'only root can ask as another')
    def test_as_somebody_who_sees_little(self):
        site = self.site(unix=True, sample=False)
        done = site('--json', 'check', uid=site_of.NOBODY)
        self.assertEqual(1, done.status, done)
        self.assertEqual(['[projection] path'],
                         [item['what'] for item in self.bad(done)])
        self.assertIn('gcis-read', done.out)

    def test_status_is_red_only_for_the_machine(self):
        site = self.site(unix=True)
        done = site('--json', 'status')
        red = {item['what'] for item in done.json()['warnings']}
        self.assertLessEqual(red, {'clock', 'disk'})
        self.assertEqual(1 if red else 0, done.status)
        self.assertEqual(13, done.json()['applications'])


class Blocklist(Case):
    def test_made_and_obeyed(self):
        site = self.site(sample=None)
        words, made = site.folder / 'words', site.folder / 'blocklist'
        words.write_text('# common\nPass-Word-1234\nabc\r\nABC\n\n密碼Ab\n')
        done = site('password', 'blocklist', words, '--output', made)
        self.assertEqual(0, done.status, done)
        self.assertIn('3 words', done.out)
        lines = made.read_text().splitlines()
        self.assertEqual(['abc', 'pass-word-1234', '密碼ab'],
                         [line for line in lines if line[0] != '#'])
        site.write_config(password={'blocklist': made})
        site.init('--sample')
        done = site('--json', 'password', 'set', 'wu.clerk', '--stdin',
                    stdin='Pass-Word-1234\n')
        self.assertEqual(1, done.status, done)
        if done.json()['reason'] != 'not_found':
            self.assertIn('on_blocklist', done.json()['rules'])

    def test_bad_lists(self):
        site = self.site(sample=None)
        latin = site.folder / 'latin'
        latin.write_bytes(b'good\nb\xe9\n')
        for words, wanted in (('/nonexistent/words', 'No such file'),
                              (latin, ':2: ')):
            with self.subTest(words=words):
                done = site('password', 'blocklist', words, '--output',
                            site.folder / 'made')
                self.assertEqual(1, done.status, done)
                self.assertIn(wanted, done.err)
                self.assertFalse((site.folder / 'made').exists())
        done = site('password', 'blocklist', latin, '--output',
                    '/nonexistent/made')
        self.assertNotEqual(0, done.status)

    def test_not_over_a_folder(self):
        site = self.site(sample=None)
        words = site.folder / 'words'
        words.write_text('abc\n')
        done = site('password', 'blocklist', words, '--output', site.folder)
        self.assertEqual(3, done.status, done)
        left = subprocess.run(['ls', '-A', site.folder.parent],
                              capture_output=True, text=True).stdout
        self.assertNotIn(site.folder.name + '.', left)
