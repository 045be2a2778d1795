# SPDX-License-Identifier: BSD-2-Clause
"""scripts/*.txt: options, calls, prompts with their answers, codes, and every
line of the log, word by word.

A script is a list of cases.  Lines of a case:

    case WORDS                      begins one
    account NAME [STATE [SECONDS]]  a new account, for that long; $ONEDAY is its
                                    one-day password
    grant NAME APPLICATION ROLE
    stack LINE                      of the service file of `start`'s service
    config FILE [MODE] = TEXT       a file; $DIR is the site's folder
    as nobody                       the application is not root
    engine WORD                     away, back, frozen, thawed, full, empty
    wait SECONDS
    show NAME MEMBER = VALUE        of `account show`
    > COMMAND                       to pam_driver (see driver.c)
      LINE                          what it says to that, all of it

$PASSWORD is the password of every account.  References are shown as `*`.
"""

import pathlib
import re
import signal
import time
import unittest

import stage

HERE = pathlib.Path(__file__).resolve().parent
SERVICES = (stage.SERVICE, 'sshd', 'sudo', 'ftpd', 'known', 'passwd',
            'dovecot', 'postgresql')
BYTE = re.compile(r'\\x([0-9a-f]{2})')
REFERENCE = re.compile(r'\bref=[0-9A-Z]{10}\b')


def byte(found):
    """What \\xHH stands for in an answer, also where it is no text."""
    value = int(found[1], 16)
    return chr(value if value < 0x80 else 0xdc00 + value)


class Case:
    def __init__(self, file, number, title):
        self.file = file
        self.number = number
        self.title = title
        self.steps = []

    def __str__(self):
        return f'{self.file.name}:{self.number}: {self.title}'


def read(file):
    """The cases of a script; a step is [number, verb, rest, expected]."""
    cases = []
    for number, line in enumerate(file.read_text().split('\n'), 1):
        if not line.strip() or line.startswith('#'):
            continue
        if line.startswith('  '):
            cases[-1].steps[-1][3].append(line[2:])
            continue
        verb, _, rest = line.partition(' ')
        if verb == 'case':
            cases.append(Case(file, number, rest))
        else:
            cases[-1].steps.append([number, verb, rest, []])
    return cases


class Run:
    """One case under way."""

    def __init__(self, case, site, test):
        self.case = case
        self.site = site
        self.test = test
        self.words = {'$PASSWORD': stage.PASSWORD, '$DIR': str(site.path)}
        self.stacks = []
        self.driver = None
        self.user = None

    def fill(self, text):
        for word, value in self.words.items():
            text = text.replace(word, value)
        return text

    def hide(self, line):
        line = REFERENCE.sub('ref=*', line)
        for word, value in self.words.items():
            line = line.replace(value, word)
        return line

    def run(self):
        try:
            for number, verb, rest, expected in self.case.steps:
                self.line = number
                self.step(verb, self.fill(rest), expected)
        finally:
            self.site.scatter()
            if self.site.process is None:
                self.site.start()
            self.site.process.send_signal(signal.SIGCONT)
            if self.driver:
                status, error = self.driver.close()
                self.test.assertEqual((status, error), (0, ''))

    def step(self, verb, rest, expected):
        if verb == '>':
            said = [self.hide(line) for line in self.tell(rest)]
            if said != expected:
                self.test.fail('\n'.join(
                    [f'{self.case.file.name}:{self.line}: > '
                     f'{self.hide(rest)}', 'expected:', *expected, 'said:',
                     *said]))
            return
        self.test.assertEqual(expected, [], 'nothing is said here')
        getattr(self, f'do_{verb}')(rest)

    def tell(self, command):
        command = BYTE.sub(byte, command)
        if self.driver is None:
            self.driver = stage.Driver(self.site, self.user,
                                       self.test.driver)
        return self.driver.tell(command)

    def do_account(self, rest):
        name, state, *seconds = rest.split()
        self.words['$ONEDAY'] = self.site.account(
            name, state, time.time() + int(seconds[0]) if seconds else None)
        if not self.words['$ONEDAY']:
            del self.words['$ONEDAY']

    def do_grant(self, rest):
        name, application, role = rest.split()
        self.site.call('grant.add', account=name, application=application,
                       role=role)

    def do_stack(self, rest):
        self.stacks.append(rest)
        for service in SERVICES:
            self.site.stack(service, *self.stacks, module=self.test.module)

    def do_config(self, rest):
        name, text = rest.split(' = ', 1)
        name, _, mode = name.partition(' ')
        path = self.site.path / name
        path.write_text(text.replace('\\n', '\n') + '\n')
        path.chmod(int(mode or '644', 8))

    def do_as(self, rest):
        if not stage.IS_ROOT:
            self.test.skipTest('only root can be somebody else')
        self.user = stage.OTHER if rest == 'nobody' else rest

    def do_engine(self, rest):
        {'away': self.site.stop,
         'back': self.site.start,
         'frozen': lambda: self.site.process.send_signal(signal.SIGSTOP),
         'thawed': lambda: self.site.process.send_signal(signal.SIGCONT),
         'full': self.site.gather,
         'empty': self.site.scatter}[rest]()

    def do_wait(self, rest):
        time.sleep(float(rest))

    def do_show(self, rest):
        name, member, value = re.fullmatch(r'(\S+) (\S+) = (.*)',
                                           rest).groups()
        self.test.assertEqual(str(self.site.show(name)[member]), value)


class OnSite(unittest.TestCase):
    driver = stage.DRIVER
    module = stage.MODULE
    settings = ''

    @classmethod
    def setUpClass(cls):
        cls.site = stage.Site(cls.settings)

    @classmethod
    def tearDownClass(cls):
        cls.site.close()


class Scripts(OnSite):
    settings = 'acct_services = known'


class Time(OnSite):
    """Of scripts/time.txt: nobody may stay away for a second."""

    settings = '[account]\ndormant_after = 1s'


class Sanitized(OnSite):
    """Module and application with the sanitizers, gcisd without."""

    driver = stage.ASAN / 'tests/pam/pam_driver'
    module = stage.ASAN / 'pam_gcis/pam_gcis.so'
    settings = Scripts.settings

    @classmethod
    def setUpClass(cls):
        if not cls.driver.exists() or not cls.module.exists():
            raise unittest.SkipTest('no build-asan: run the suite unit, too')
        super().setUpClass()


def add(cls, case):
    def test(self):
        Run(case, self.site, self).run()

    word = re.sub(r'\W+', '_', case.title)
    name = f'test_{case.file.stem}_{case.number:03}_{word}'
    test.__name__ = name
    test.__doc__ = str(case)
    setattr(cls, name, test)


for _file in sorted((HERE / 'scripts').glob('*.txt')):
    for _case in read(_file):
        add(Time if _file.stem == 'time' else Scripts, _case)
        if _file.stem in ('answers', 'options', 'account', 'forced',
                          'change'):
            add(Sanitized, _case)
