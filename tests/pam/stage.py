# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of pam_gcis share: a real store and gcisd on a temporary
socket, accounts in every state, and an application of the real libpam.

As root, applications may run as another user; without root all of it runs
under one, which is trusted with everything.
"""

import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import runner

# the same with the sanitizers, where it has been built
ASAN = pathlib.Path(os.environ.get('GCIS_BUILD_ASAN',
                                   runner.ROOT / 'build-asan'))
GCISD = runner.BUILD / 'tools/gcisd/gcisd'
GCISCTL = runner.BUILD / 'tools/gcisctl/gcisctl'
MODULE = runner.BUILD / 'pam_gcis/pam_gcis.so'
DRIVER = runner.BUILD / 'tests/pam/pam_driver'
ASKS = runner.BUILD / 'tests/pam/pam_asks.so'
FAULT = runner.BUILD / 'tests/pam/pam_fault.so'

IS_ROOT = os.geteuid() == 0
OTHER = 'nobody'  # applications that are not root
PASSWORD = 'Correct-Horse-7!'
SERVICE = 'test'
OTHERS = (SERVICE, 'sshd', 'dovecot', 'postgresql')
WAIT_S = 15

CONF = '''\
[client]
socket = {d}/gcisd.sock
[engine]
store = lmdb:{d}/store
[projection]
path = {d}/store/projection
[password]
hash = $y$j75$
min_age = 0d
[audit]
syslog = no
[peers]
{peers}
{more}
'''


def until(what, condition, wait_s=WAIT_S):
    """The first true value of condition(); fails after wait_s."""
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f'{what}: not within {wait_s} s')


class Refused(Exception):
    pass


class Site:
    """A store, a gcisd, and operations as root."""

    def __init__(self, more='', peers=None):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='gcis-pam-'))
        self.path.chmod(0o755)
        self.process = None
        self.link = None
        self.crowd = []
        if peers is None:
            peers = 'pam = ' + ' '.join(f'{OTHER}:{service}' for service
                                        in OTHERS) if IS_ROOT else ''
        self.conf = self.path / 'gcis.conf'
        self.conf.write_text(CONF.format(d=self.path, more=more, peers=peers))
        self.conf.chmod(0o644)
        self.stack('other', 'auth required pam_deny.so',
                   'account required pam_deny.so')
        try:
            self.init()
            self.start()
            self.furnish()
        except BaseException:
            self.close()
            raise

    def init(self):
        subprocess.run([GCISCTL, '--config', self.conf, '--store',
                        f'lmdb:{self.path}/store', '--quiet', 'init'],
                       check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)

    def furnish(self):
        self.call('agency.add', agency='TPE', name='Taipei')
        for code, role in (('pam:ftpd', 'staff'), ('pam:sudo', 'admin')):
            self.call('application.add', application=code, name=code)
            self.call('role.add', application=code, role=role, name=role)

    def start(self):
        with open(self.path / 'gcisd.log', 'ab') as log:
            self.process = subprocess.Popen(
                [GCISD, '--config', self.conf, '--foreground'],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until('gcisd answers', self.answers)

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError('gcisd ended: '
                                 + (self.path / 'gcisd.log').read_text())
        try:
            self.call('engine.health')
            return True
        except OSError:
            return False

    def stop(self, sig=signal.SIGTERM):
        self.hang_up()
        if self.process is not None:
            self.process.send_signal(sig)
            self.process.wait(WAIT_S)
            self.process = None

    def close(self):
        self.scatter()
        self.stop()
        shutil.rmtree(self.path)

    def hang_up(self):
        if self.link is not None:
            self.link.close()
            self.link = None

    def call(self, operation, **parameters):
        """One operation, by the protocol of gcisd."""
        request = {'method': 'tw.gov.gcis.Auth.Call', 'parameters': {
            'operation': operation, 'parameters': parameters}}
        try:
            reply = self.ask(request)
        except OSError:
            self.hang_up()
            raise
        if 'error' in reply:
            raise Refused(reply)
        return reply['parameters']['reply']

    def ask(self, request):
        return json.loads(self.ask_raw(json.dumps(request).encode() + b'\0')
                          [:-1])

    def ask_raw(self, message):
        if self.link is None:
            self.link = socket.socket(socket.AF_UNIX)
            self.link.settimeout(WAIT_S)
            self.link.connect(str(self.path / 'gcisd.sock'))
        self.link.sendall(message)
        answer = b''
        while not answer.endswith(b'\0'):
            piece = self.link.recv(65536)
            if not piece:
                raise ConnectionError('gcisd hung up')
            answer += piece
        return answer

    # -- what the engine can be made to be

    def gather(self):
        """As many connections as one user may have."""
        self.hang_up()
        while len(self.crowd) < 64:
            link = socket.socket(socket.AF_UNIX)
            link.connect(str(self.path / 'gcisd.sock'))
            self.crowd.append(link)
        time.sleep(0.05)

    def scatter(self):
        for link in self.crowd:
            link.close()
        self.crowd = []

    # -- accounts

    def account(self, name, state='active', until_s=None):
        """A new account in this state; its one-day password, where it has
        one."""
        more = {} if until_s is None else {'until': time.strftime(
            '%Y-%m-%dT%H:%M:%S', time.gmtime(until_s + 8 * 3600))}
        self.call('account.add', name=name, full_name='王小明', agency='TPE',
                  **more)
        if state == 'created':
            return ''
        if state == 'issued':
            return self.oneday(name)
        self.call('password.set', account=name, password=PASSWORD,
                  must_change=state == 'must_change')
        if state == 'suspended':
            self.call('account.suspend', account=name, reason='test')
        elif state == 'closed':
            self.call('account.close', account=name, confirm=name)
        elif state == 'locked':
            for _ in range(5):
                self.guess(name, 'Wrong-Horse-7!')
        elif state == 'both':
            return self.oneday(name)
        elif state not in ('active', 'must_change'):
            raise AssertionError(f'no state {state}')
        return ''

    def oneday(self, name):
        return self.call('oneday.issue', account=name)['oneday_password']

    def guess(self, name, secret):
        """A sign-in as gcisctl would make it; its reply."""
        return self.ask({'method': 'tw.gov.gcis.Auth.Authenticate',
                         'parameters': {
                             'account': name, 'purpose': 'sign-in',
                             'secret': secret, 'service': 'gcisctl'}})

    def show(self, name):
        return self.call('account.show', account=name)

    def stack(self, service, *lines, module=MODULE):
        """A service file; `pam_gcis.so` gets its path and configuration."""
        text = ''
        for line in lines:
            if 'pam_gcis.so' in line and 'config=' not in line:
                line += f' config={self.conf}'
            line = line.replace('pam_asks.so', str(ASKS))
            text += line.replace('pam_gcis.so', str(module)) + '\n'
        (self.path / 'pam.d').mkdir(exist_ok=True)
        (self.path / 'pam.d' / service).write_text(text)


class Driver:
    """One process of pam_driver, told line by line."""

    def __init__(self, site, user=None, program=DRIVER, preload=None):
        self.environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8'}
        if preload:
            self.environment['LD_PRELOAD'] = str(preload)
        identity = {}
        if user is not None:
            runner.need_reachable(program)
            entry = pwd.getpwnam(user)
            identity = {'user': entry.pw_uid, 'group': entry.pw_gid,
                        'extra_groups': []}
        self.process = subprocess.Popen(
            [program, site.path / 'pam.d'], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors='surrogateescape', env=self.environment, **identity)

    def tell(self, command):
        """What it says to one command, as lines."""
        self.send(command)
        return self.receive(command)

    def send(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()

    def receive(self, command):
        lines = []
        while True:
            line = self.process.stdout.readline()
            if line == '.\n':
                return lines
            if not line:
                raise AssertionError(
                    f'{command}: the driver ended: {self.process.wait()} '
                    f'{lines} {self.process.stderr.read()[-4000:]}')
            lines.append(line[:-1])

    def code(self, command):
        """The code of a call alone."""
        return self.tell(command)[-1]

    def sign_in(self, user, *answers, service=SERVICE):
        """The code of pam_authenticate() of one handle."""
        self.tell(f'start {service} {user}')
        for answer in answers:
            self.tell(f'answer {answer}')
        code = self.code('authenticate')
        self.tell('end')
        return code

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        status = self.process.wait(WAIT_S)
        error = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return status, error

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        status, error = self.close()
        if kind is None and (status or error):
            raise AssertionError(f'the driver ended: {status} {error}')
