# SPDX-License-Identifier: BSD-2-Clause
"""The command line: what is typed wrong names the input, the reason and the
mend, and ends in 2; every verb has its help; nothing is touched for any of it.
"""

import json
import re
import shutil
import subprocess
import tempfile
import unittest

import site_of

# arguments: what the message must hold
BAD = [
    ([], ['what shall it do', 'usage: gcisctl']),
    (['acount', 'list'], ['acount', 'no such noun', 'do you mean account?']),
    (['xyzzy'], ['xyzzy', 'no such noun', 'gcisctl --help']),
    (['account'], ['account', 'which verb?', 'account add']),
    (['account', 'lsit'], ['account lsit', 'no such verb',
                           'do you mean account list?']),
    (['account', 'frobnicate'], ['no such verb', 'account suspend']),
    (['--jsno', 'account', 'list'], ['--jsno', 'no such option', 'usage']),
    (['--store'], ['--store', 'wants a value']),
    (['--store', 'foo', 'account', 'list'],
     ['--store foo', 'unix:SOCKET or lmdb:DIR']),
    (['--store', 'lmdb:here', 'account', 'list'], ['absolute path']),
    (['--store', 'postgresql:dbname=x', 'account', 'list'],
     ['postgresql:dbname=x', 'not in this version']),
    (['account', 'list', '--stat', 'active'],
     ['--stat', 'spell it out: --state']),
    (['account', 'list', '--sate', 'active'],
     ['--sate', 'do you mean --state?']),
    (['account', 'list', '--zzz'], ['--zzz', 'no such option',
                                    'usage: gcisctl account list']),
    (['account', 'list', '-x'], ['-x', 'no such option']),
    (['account', 'list', '-xy'], ['-xy', 'no such option']),
    (['-v', 'account', 'list'], ['-v', 'no such option']),
    (['account', 'list', '--state'], ['--state', 'wants a value']),
    (['account', 'list', '--json=yes'], ['--json=yes', 'takes no value']),
    (['account', 'list', '--state', 'asleep'],
     ['state', 'created', 'suspended', 'usage']),
    (['account', 'list', '--state', 'active', '--state', 'closed'],
     ['state', 'given twice']),
    (['account', 'list', 'one'], ['one', 'one argument too many']),
    (['account', 'show'], ['ACCOUNT', 'missing', 'usage']),
    (['account', 'add', 'wang.xm'], ['--full-name', 'mandatory', 'usage']),
    (['account', 'add', 'wang.xm', '--full-name', 'X'],
     ['--agency', 'mandatory']),
    (['account', 'add', 'wang.xm', '--full-name', 'X', '--agency', 'A',
      '--until', '31.12.2026'], ['until', '2026-12-31']),
    (['account', 'add', 'wang.xm', '--full-name', 'X', '--agency', 'A',
      '--kind', 'robot'], ['kind', 'civil-servant member service']),
    (['account', 'add', b'wang\xff', '--full-name', 'X', '--agency', 'A'],
     ['name', 'is not UTF-8']),
    (['account', 'set', 'wang.xm'], ['nothing to change', 'usage']),
    (['agency', 'set', 'X'], ['nothing to change']),
    (['account', 'suspend', 'wang.xm'], ['--reason', 'mandatory']),
    (['account', 'close', 'wang.xm'], ['confirm', '--confirm NAME']),
    (['agency', 'add', 'X'], ['--name', 'mandatory']),
    (['application', 'add', 'X', '--name', 'X', '--order', 'first'],
     ['order', 'not a whole number']),
    (['application', 'add', 'X', '--name', 'X', '--hours', '8-18'],
     ['--hours', 'not in this version']),
    (['role', 'add', 'BMS'], ['ROLE', 'missing']),
    (['grant', 'add', 'wang.xm', 'BMS'], ['ROLE', 'missing']),
    (['grant', 'add', 'wang.xm', 'BMS', 'clerk', 'now'],
     ['now', 'one argument too many']),
    (['password', 'set', 'x', '--stdin', '--fd', '3'],
     ['--stdin, --fd', 'one of the two']),
    (['password', 'set', 'x', '--hash', '$y$x', '--stdin'],
     ['--hash', 'no --stdin']),
    (['password', 'set', 'x'], ['no terminal', '--stdin']),
    (['password', 'set', 'x', '--stdin'], ['password', 'none was given']),
    (['password', 'set', 'x', '--fd', '77'], ['descriptor 77', 'open']),
    (['password', 'blocklist'], ['WORDS', 'missing']),
    (['try', 'x', '--role', 'clerk', '--stdin'],
     ['--role', '--application CODE']),
    (['try', 'x', '--service', 'sshd', '--token', 'h', '--stdin'],
     ['--token', '--service', 'no token']),
    (['try', 'x', '--certificate', 'f'],
     ['--certificate', 'not in this version']),
    (['try', 'x'], ['no terminal', '--stdin']),
    (['explain', 'x', '--level', 'high'], ['password certificate']),
    (['explain'], ['ACCOUNT', 'missing']),
    (['audit', 'list', '--since', 'yesterday'], ['since', '2026-12-31']),
    (['status', '--prometheus'], ['--prometheus', 'not in this version']),
    (['check', '--pam', 'sshd'], ['--pam', 'not in this version']),
    (['completion', 'fish'], ['bash zsh']),
    (['--store', 'unix:/nowhere/s', 'init'], ['lmdb:DIR']),
    (['init', '--profile', 'home'], ['profile', 'government-high']),
]

LATER = ['top', 'certificate list', 'trust add', 'batch upload', 'review list',
         'key rotate', 'backup', 'restore', 'import', 'export',
         'audit export', 'store upgrade', 'store export', 'store import',
         'certificate register x --file y', 'batch import 1 --dry-run']


def verbs():
    """(words, is it there) of every verb that --help lists."""
    for line in site_of.gcisctl('--help').out.splitlines():
        found = re.match(r'  ([a-z]+(?: [a-z]+)?) {2,}(.*)', line)
        if found:
            yield found[1].split(), 'not in this version' not in found[2]


class Arguments(unittest.TestCase):
    def setUp(self):
        # a socket that nobody serves: whatever asks it would end in 3
        self.away = '/nonexistent/gcisd.sock'

    def test_bad(self):
        for arguments, wanted in BAD:
            with self.subTest(arguments=arguments):
                words = [word if isinstance(word, str)
                         else word.decode(errors='surrogateescape')
                         for word in arguments]
                done = site_of.gcisctl(*words)
                self.assertEqual(2, done.status, done)
                self.assertTrue(done.err.startswith('gcisctl: '), done)
                for part in wanted:
                    self.assertIn(part, done.err)
                self.assertEqual('', done.out)

    def test_bad_under_json_is_one_document(self):
        for arguments, wanted in BAD:
            if not arguments or arguments[0].startswith('-') or \
                    any(isinstance(word, bytes) for word in arguments):
                continue
            with self.subTest(arguments=arguments):
                done = site_of.gcisctl('--json', *arguments)
                self.assertEqual(2, done.status, done)
                error = done.json()
                self.assertRegex(error['error'], r'^G\d{3}$')
                self.assertIn(error['reason'],
                              ('invalid', 'not_in_this_version'))
                self.assertIn('message', error)

    def test_later_verbs_say_so(self):
        for line in LATER:
            with self.subTest(verb=line):
                done = site_of.gcisctl(*line.split())
                self.assertEqual(2, done.status, done)
                self.assertIn('not in this version', done.err)

    def test_values_of_later_verbs_are_not_judged(self):
        done = site_of.gcisctl('--json', 'batch', 'upload', '/x', '--odd')
        self.assertEqual('not_in_this_version', done.json()['reason'])

    def test_help_of_every_verb(self):
        found = list(verbs())
        self.assertGreater(len(found), 60)
        for words, there in found:
            with self.subTest(verb=words):
                done = site_of.gcisctl(*words, '--help')
                self.assertEqual(0 if there else 2, done.status, done)
                if there:
                    self.assertTrue(done.out.startswith(
                        'usage: gcisctl ' + ' '.join(words)), done.out)
                    for line in done.out.splitlines():
                        if line.startswith(('usage', '       ')):
                            self.assertLess(len(line), 80)

    def test_help_of_nouns_and_version(self):
        for noun in {words[0] for words, _ in verbs() if len(words) > 1}:
            with self.subTest(noun=noun):
                done = site_of.gcisctl(noun, '--help')
                self.assertEqual(0, done.status)
                self.assertIn(f'  {noun} ', done.out)
        self.assertRegex(site_of.gcisctl('--version').out,
                         r'^gcisctl \d+\.\d+\.\d+\n$')

    def test_global_options_may_stand_behind(self):
        done = site_of.gcisctl('account', 'list', '--json', '--store',
                               'unix:' + self.away)
        self.assertEqual(3, done.status, done)
        self.assertEqual('engine_away', done.json()['reason'])

    def test_typed_control_characters_stay_visible(self):
        done = site_of.gcisctl('account', 'show', 'a\x1b[2Jb',
                               '\x1b]0;title\x07')
        self.assertNotIn('\x1b', done.err)
        self.assertIn('\\x1b', done.err)

    def test_no_abbreviated_verb_or_value(self):
        for words in (['acc', 'list'], ['account', 'li'],
                      ['completion', 'ba']):
            with self.subTest(words=words):
                self.assertEqual(2, site_of.gcisctl(*words).status)


class Configuration(unittest.TestCase):
    TEXTS = [
        # a key that is none
        ('[client]\nsokcet = /x\n', [':2: ', 'sokcet']),
        # a section that is none
        ('[clients]\n', [':1: ', 'clients']),
        # a bad value
        ('[password]\nmin_length = many\n', [':2: ', 'min_length']),
        # twice
        ('[time]\nzone = UTC\nzone = UTC\n', [':3: ', 'zone']),
    ]

    def run_with(self, text, mode=0o644):
        with tempfile.NamedTemporaryFile('w', suffix='.conf') as file:
            file.write(text)
            file.flush()
            subprocess.run(['chmod', oct(mode)[2:], file.name], check=True)
            return file.name, site_of.gcisctl('--config', file.name,
                                              'account', 'list')

    def test_bad_files_end_in_3(self):
        for text, wanted in self.TEXTS:
            with self.subTest(text=text):
                name, done = self.run_with(text)
                self.assertEqual(3, done.status, done)
                for part in (name, *wanted):
                    self.assertIn(part, done.err)

    def test_a_file_that_others_write_is_refused(self):
        _, done = self.run_with('[time]\nzone = UTC\n', 0o666)
        self.assertEqual(3, done.status)
        self.assertIn('chmod go-w', done.err)

    def test_a_missing_file_is_refused(self):
        for env, words in (({}, ['--config', '/nonexistent/x.conf']),
                           ({'GCIS_CONFIG': '/nonexistent/x.conf'}, [])):
            with self.subTest(env=env):
                done = site_of.gcisctl(*words, '--json', 'account', 'list',
                                       **env)
                self.assertEqual(3, done.status, done)
                self.assertIn('/nonexistent/x.conf', done.json()['message'])


class Completion(unittest.TestCase):
    ASK = '''eval "$("$1" completion bash)"; shift
COMP_WORDS=(gcisctl "$@"); COMP_CWORD=$#
_gcisctl; printf '%s\\n' "${COMPREPLY[@]}"'''

    # words typed so far, the last one unfinished: among what comes
    ROWS = [
        ([''], ['account', 'try', '--store']),
        (['acc'], ['account']),
        (['account', ''], ['add', 'suspend']),
        (['account', 'add', '--f'], ['--full-name']),
        (['account', 'list', '--state', 'su'], ['suspended']),
        (['--store', 'lmdb:/x', 'or'], []),
        (['--config', '/x', 'onedayx'], []),
        (['explain', 'x', '--level', ''], ['password', 'certificate']),
        (['password', 'set', 'x', '--no'], ['--no-must-change']),
        (['completion', 'z'], ['zsh']),
    ]

    def test_bash(self):
        for words, wanted in self.ROWS:
            with self.subTest(words=words):
                done = subprocess.run(
                    ['bash', '-c', self.ASK, 'bash', str(site_of.GCISCTL),
                     *words], capture_output=True, text=True)
                self.assertEqual('', done.stderr)
                for word in wanted:
                    self.assertIn(word, done.stdout.split())

    def test_scripts_are_whole(self):
        for shell in ('bash', 'zsh'):
            text = site_of.gcisctl('completion', shell).out
            for words, there in verbs():
                if there and len(words) == 2:
                    self.assertIn(f'"{" ".join(words)}")', text)
            if shutil.which(shell):
                subprocess.run([shell, '-n'], input=text.encode(),
                               check=True)


class Documents(unittest.TestCase):
    def test_json_of_bad_globals(self):
        done = site_of.gcisctl('--json', 'nothing')
        self.assertEqual('invalid', json.loads(done.out)['reason'])
