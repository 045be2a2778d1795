# SPDX-License-Identifier: BSD-2-Clause
"""Every verb with good and with bad arguments, as words and as JSON: exit
status, what the message names, and one valid document for --json.
"""

import unittest

import site_of

ADD = ['account', 'add']
PERSON = ['--full-name', '陳大文', '--agency', 'TCG']

# status, arguments, what is said; in order, on one store
ROWS = [
    # agencies
    (0, ['agency', 'add', 'TCG', '--name', '臺北市政府'], ['TCG: added']),
    (1, ['agency', 'add', 'TCG', '--name', 'x'], ['TCG', 'there already']),
    (1, ['agency', 'add', 'a b', '--name', 'x'], ['agency:']),
    (0, ['agency', 'add', 'TCG-X', '--name', '某處', '--parent', 'TCG'],
     ['added']),
    (1, ['agency', 'add', 'TCG-Y', '--name', 'x', '--parent', 'NONE'],
     ['NONE', 'not found']),
    (1, ['agency', 'set', 'TCG', '--parent', 'TCG-X'], ['parent']),
    (0, ['agency', 'set', 'TCG-X', '--name', '商業處'], ['changed']),
    (0, ['agency', 'show', 'TCG-X'], ['商業處', 'TCG']),
    (0, ['agency', 'list'], ['CODE', 'TCG-X', '臺北市政府']),
    (1, ['agency', 'show', 'NONE'], ['NONE', 'gcisctl agency list']),
    (1, ['agency', 'remove', 'TCG'], ['TCG']),
    # applications and roles
    (0, ['application', 'add', 'DMS', '--name', '公文', '--url',
         'https://dms.example/', '--level', 'certificate', '--order', '7'],
     ['DMS: added', 'level certificate']),
    (1, ['application', 'add', 'DMS', '--name', 'x'], ['DMS']),
    (1, ['application', 'add', 'EMS', '--name', 'x', '--url', 'javascript:1'],
     ['url']),
    (0, ['application', 'set', 'DMS', '--inactive'], ['changed']),
    (0, ['application', 'show', 'DMS'], ['inactive', 'yes', 'https://dms']),
    (0, ['application', 'set', 'DMS', '--no-inactive', '--level', 'password'],
     ['changed']),
    (0, ['application', 'list'], ['BMS', 'DMS', '商業登記資訊系統']),
    (1, ['application', 'remove', 'CERT'], ['CERT', 'built']),
    (1, ['application', 'set', 'NONE', '--name', 'x'],
     ['gcisctl application list']),
    (0, ['role', 'add', 'DMS', 'clerk', '--name', '承辦'], ['added']),
    (1, ['role', 'add', 'DMS', 'clerk', '--name', '承辦'], ['clerk']),
    (1, ['role', 'add', 'NONE', 'clerk', '--name', 'x'], ['NONE']),
    (0, ['role', 'list', 'DMS'], ['clerk', '承辦']),
    # accounts and grants
    (0, [*ADD, 'chen.dw', *PERSON, '--title', '科員', '--email',
         'chen@gcis.example', '--phone', '02-2321-2200', '--id-tail', '1234',
         '--reference', '公文 1'], ['chen.dw: added, created']),
    (1, [*ADD, 'chen.dw', *PERSON], ['chen.dw', 'taken']),
    (1, [*ADD, 'CHEN.DW', *PERSON], ['taken']),
    (1, [*ADD, 'A123456789', *PERSON], ['name']),
    (1, [*ADD, '1chen', *PERSON], ['name']),
    (1, [*ADD, 'chen.two', *PERSON, '--id-tail', '1234'],
     ['--reason']),
    (1, [*ADD, 'chen.ml', *PERSON, '--id-tail', 'A123456789'], ['id_tail']),
    (1, [*ADD, 'chen.ml', *PERSON, '--email', 'nowhere'], ['email']),
    (1, [*ADD, 'chen.ml', *PERSON, '--until', '2020-01-01'], ['until']),
    (1, [*ADD, 'chen.ml', '--full-name', 'x', '--agency', 'NONE'],
     ['NONE', 'gcisctl agency list']),
    (1, [*ADD, 'm.one', *PERSON, '--kind', 'member'], ['member']),
    (0, [*ADD, 'm.one', '--full-name', '李民', '--kind', 'member'], ['added']),
    (0, ['account', 'set', 'chen.dw', '--title', '專員'], ['changed']),
    (2, ['account', 'set', 'chen.dw', '--agency', 'TCG-X'], ['--reference']),
    (0, ['account', 'show', 'chen.dw'], ['專員', 'created']),
    (1, ['account', 'show', 'none.such'], ['none.such', 'account list']),
    (0, ['account', 'list', '--agency', 'TCG', '--match', '大文'],
     ['chen.dw']),
    (0, ['account', 'list', '--state', 'closed'], ['']),
    (1, ['account', 'unlock', 'chen.dw'], ['not locked']),
    (1, ['account', 'resume', 'chen.dw'], ['chen.dw', 'is created']),
    (0, ['grant', 'add', 'chen.dw', 'DMS', 'clerk'], ['DMS/clerk granted']),
    (1, ['grant', 'add', 'chen.dw', 'DMS', 'clerk'], ['chen.dw']),
    (1, ['grant', 'add', 'chen.dw', 'DMS', 'queen'], ['queen']),
    (1, ['grant', 'add', 'm.one', 'REG', 'manager'], ['m.one']),
    (1, ['role', 'remove', 'DMS', 'clerk'], ['1 ']),
    (1, ['application', 'remove', 'DMS'], ['DMS']),
    (0, ['grant', 'list', 'chen.dw'], ['DMS', 'clerk', 'uid:']),
    (0, ['grant', 'remove', 'chen.dw', 'DMS', 'clerk'], ['removed']),
    (1, ['grant', 'remove', 'chen.dw', 'DMS', 'clerk'], ['chen.dw']),
    (0, ['role', 'remove', 'DMS', 'clerk'], ['removed']),
    (0, ['application', 'remove', 'DMS'], ['removed']),
    # passwords, one-day passwords, sessions
    (1, ['password', 'expire', 'chen.dw'], ['no password']),
    (1, ['password', 'set', 'chen.dw', '--hash', '$1$weak$x'], ['hash']),
    (1, ['oneday', 'issue', 'none.such'], ['none.such', 'not found']),
    (0, ['oneday', 'issue', 'chen.dw'], ['chen.dw: ', 'holds until']),
    (0, ['oneday', 'revoke', 'chen.dw'], ['revoked']),
    (0, ['session', 'list', 'chen.dw'], ['']),
    (1, ['session', 'revoke', 'chen.dw', 'xx'], ['session']),
    (0, ['session', 'revoke', 'chen.dw'], ['signed out']),
    # what happened, who may
    (0, ['audit', 'list', '--since', '2020-01-01', '--limit', '3'],
     ['store.init', '--cursor']),
    (1, ['audit', 'list', '--account', 'none.such'], ['none.such']),
    (1, ['audit', 'list', '--cursor', 'x'], ['cursor']),
    (1, ['audit', 'list', '--limit', '100000'], ['limit']),
    (0, ['audit', 'verify'], ['whole']),
    (1, ['explain', 'chen.dw'], ['✗ state', 'no: ']),
    (1, ['explain', 'chen.dw', 'BMS', 'queen'], ['queen']),
    (1, ['explain', 'chen.dw', 'BMS', '--network', 'here'], ['network']),
    (0, ['store', 'digest'], ['digest', 'seq']),
    # the end of an account
    (1, ['account', 'close', 'chen.dw', '--confirm', 'chen'],
     ['--confirm chen.dw']),
    (0, ['account', 'close', 'chen.dw', '--confirm', 'chen.dw'], ['closed']),
    (1, ['grant', 'add', 'chen.dw', 'BMS', 'clerk'], ['closed']),
    (0, ['agency', 'remove', 'TCG-X'], ['removed']),
]


class Verbs(unittest.TestCase):
    def site(self, **how):
        site = site_of.Site(**how)
        self.addCleanup(site.remove)
        return site

    def test_as_words(self):
        site = self.site(unix=True)
        for status, arguments, wanted in ROWS:
            with self.subTest(arguments=arguments):
                done = site(*arguments)
                self.assertEqual(status, done.status, done)
                for part in wanted:
                    self.assertIn(part, done.out + done.err)
                if status != 0 and arguments[0] != 'explain':
                    self.assertEqual('', done.out)
                    self.assertTrue(done.err.startswith('gcisctl: '), done)

    def test_as_json(self):
        site = self.site(unix=True)
        for status, arguments, _ in ROWS:
            with self.subTest(arguments=arguments):
                done = site('--json', *arguments)
                self.assertEqual(status, done.status, done)
                document = done.json()
                self.assertEqual(1, done.out.count('\n'))
                self.check_document(status, arguments, document)

    def check_document(self, status, arguments, document):
        if status == 0:
            self.assertNotIn('error', document)
        elif arguments[0] != 'explain' or 'error' in document:
            self.assertRegex(document['error'], r'^G\d{3}$')
            self.assertRegex(document['reason'], r'^[a-z_]+$')
            self.assertTrue(document['message'])
            self.assertRegex(document['reference'], r'^[0-9A-Z]{10}$')
        if status == 0 and arguments[1:2] == ['list']:
            self.assertEqual({'items', 'next'}, set(document))

    def test_quiet_says_what_was_asked_for_and_no_more(self):
        site = self.site(unix=True)
        site('--quiet', 'agency', 'add', 'A-1', '--name', 'x')
        done = site('--quiet', *ADD, 'q.one', '--full-name', 'x', '--agency',
                    'A-1')
        self.assertEqual((0, '', ''), (done.status, done.out, done.err))
        self.assertIn('q.one', site('--quiet', 'account', 'list').out)
        self.assertRegex(site('--quiet', 'oneday', 'issue', 'q.one').out,
                         r'^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\n$')

    def test_a_reference_that_is_configured(self):
        site = self.site(unix=True, account={'reference': 'required'})
        person = ['--full-name', 'x', '--agency', 'TPE']
        done = site(*ADD, 'r.one', *person)
        self.assertEqual(2, done.status, done)
        self.assertIn('--reference', done.err)
        self.assertIn('usage: gcisctl account add', done.err)
        self.assertEqual(0, site(*ADD, 'r.one', *person, '--reference',
                                 '公文 12').status)

    def test_control_characters_of_a_record_stay_visible(self):
        site = self.site(unix=True)
        done = site('agency', 'add', 'X-1', '--name', 'a\x1b[2J')
        self.assertEqual(1, done.status, done)
        self.assertNotIn('\x1b', done.out + done.err)

    def test_tables_are_utf8_in_the_c_locale(self):
        site = self.site(unix=True)
        done = site('application', 'list', LC_ALL='C')
        self.assertIn('商業登記資訊系統', done.out)

    def test_pages_go_on_by_the_cursor(self):
        site = self.site(unix=True)
        for i in range(53):
            site('agency', 'add', f'P-{i:03}', '--name', 'x')
        first = site('--json', 'agency', 'list').json()
        self.assertEqual(50, len(first['items']))
        self.assertIn('--cursor ' + first['next'],
                      site('agency', 'list').err)
        second = site('--json', 'agency', 'list', '--cursor',
                      first['next']).json()
        self.assertIsNone(second['next'])
        codes = [item['code'] for item in first['items'] + second['items']]
        self.assertEqual(len(set(codes)), len(codes))
        self.assertIn('P-052', codes)

    def test_a_full_output_is_no_success(self):
        with open('/dev/full', 'wb') as full:
            import subprocess
            done = subprocess.run([str(site_of.GCISCTL), '--help'],
                                  stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(3, done.returncode)
        self.assertIn(b'standard output', done.stderr)


class Away(unittest.TestCase):
    """X14: gcisd stopped; nothing is judged."""

    ASKED = [['status'], ['account', 'list'], ['audit', 'verify'],
             ['agency', 'add', 'X', '--name', 'x'], ['explain', 'x']]

    def test_everything_ends_in_3(self):
        site = site_of.Site(unix=True, sample=False)
        self.addCleanup(site.remove)
        site.stop()
        for arguments in self.ASKED:
            with self.subTest(arguments=arguments):
                done = site(*arguments)
                self.assertEqual(3, done.status, done)
                for part in ('gcisd', str(site.socket)):
                    self.assertIn(part, done.err)
                self.assertEqual('engine_away', site(
                    '--json', *arguments).json()['reason'])
        done = site('try', 'x', '--stdin', stdin='y\n')
        self.assertEqual(3, done.status, done)
        site.start()
        self.assertEqual(0, site('audit', 'verify').status)

    def test_no_store(self):
        site = site_of.Site(sample=None)
        self.addCleanup(site.remove)
        for arguments in (*self.ASKED, ['store', 'digest']):
            with self.subTest(arguments=arguments):
                done = site(*arguments)
                self.assertEqual(3, done.status, done)
                self.assertIn('gcisctl init', done.err)
        done = site('try', 'x', '--stdin', stdin='y\n')
        self.assertEqual(3, done.status, done)
        self.assertIn('gcisctl init', done.err)

    def test_a_store_in_use(self):
        site = site_of.Site(unix=True, sample=False)
        self.addCleanup(site.remove)
        done = site_of.gcisctl('--store', f'lmdb:{site.store}', 'status',
                               uid=site.uid)
        self.assertEqual(3, done.status, done)
        self.assertIn('in use by gcisd', done.err)
