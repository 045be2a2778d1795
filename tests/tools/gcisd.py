# SPDX-License-Identifier: BSD-2-Clause
"""A gcisd of the test's own in a temporary folder, and a raw peer of it.

Knows the daemon's options and its framing; not what an operation means.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import runner

PROGRAM = runner.BUILD / 'tools/gcisd/gcisd'
AUTH = 'tw.gov.gcis.Auth.'
SERVICE = 'org.varlink.service.'
NOBODY = 65534
CONFIG = '''\
[client]
socket = {folder}/run/gcisd.sock
[engine]
store = lmdb:{folder}/state
[projection]
path = {folder}/state/projection
'''


class Peer:
    """One connection; `uid` in a child process is the test's affair."""

    def __init__(self, path, timeout=10):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(str(path))
        self.rest = b''

    def send(self, method, parameters=None, **more):
        message = dict(more, method=method, parameters=parameters or {})
        self.socket.sendall(json.dumps(message).encode() + b'\0')

    def receive(self):
        """The next message, or None where the other end closed."""
        while b'\0' not in self.rest:
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                return None
            if not got:
                return None
            self.rest += got
        message, self.rest = self.rest.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, parameters=None):
        self.send(method, parameters)
        return self.receive()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Gcisd:
    """The folder outlives the process, so that it can be started again."""

    def __init__(self, config=''):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gcis-gcisd-'))
        os.chmod(self.folder, 0o755)
        self.config = self.folder / 'gcis.conf'
        self.socket = self.folder / 'run/gcisd.sock'
        self.log = self.folder / 'log'
        self.process = None
        self.write_config(config)

    def write_config(self, more=''):
        self.config.write_text(CONFIG.format(folder=self.folder) + more)
        os.chmod(self.config, 0o644)

    def command(self, *more):
        return [str(PROGRAM), '--config', str(self.config), '--foreground',
                *more]

    def start(self, *more, **how):
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                self.command(*more), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=dict(os.environ, GCIS_CONFIG=''), **how)
        self.wait_until(self.answers, 'gcisd does not answer')
        return self

    def run(self, *command):
        """Runs to its end: (status, what it said)."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, timeout=30,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def answers(self):
        try:
            with self.peer() as peer:
                return peer.call(SERVICE + 'GetInfo') is not None
        except OSError:
            if self.process.poll() is not None:
                raise AssertionError('gcisd ended: ' + self.said()) from None
            return False

    @staticmethod
    def wait_until(ready, words, timeout=20):
        until = time.monotonic() + timeout
        while not ready():
            if time.monotonic() > until:
                raise AssertionError(words)
            time.sleep(0.02)

    def peer(self, timeout=10):
        return Peer(self.socket, timeout)

    def operation(self, operation, /, **parameters):
        with self.peer() as peer:
            return peer.call(AUTH + 'Call', {'operation': operation,
                                             'parameters': parameters})

    def authenticate(self, account, secret='wrong', **more):
        with self.peer() as peer:
            return peer.call(AUTH + 'Authenticate',
                             sign_in(account, secret, **more))

    def good(self, operation, /, **parameters):
        """The reply of an operation that must succeed."""
        reply = self.operation(operation, **parameters)
        if 'error' in reply:
            raise AssertionError(f'{operation}: {reply}')
        return reply['parameters']['reply']

    def populate(self, *accounts):
        """A store with accounts that have a one-day password each."""
        self.good('store.init')
        self.good('agency.add', agency='TPE', name='Taipei')
        for account in accounts:
            self.good('account.add', name=account, full_name='Somebody',
                      agency='TPE', kind='civil-servant')
        return [self.good('oneday.issue', account=account)['oneday_password']
                for account in accounts]

    def said(self):
        return self.log.read_text(errors='replace')

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """The exit status, after SIGTERM."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)


def sign_in(account, secret, **more):
    return dict({'purpose': 'sign-in', 'account': account,
                 'secret': secret}, **more)


def error(reply):
    """The last word of a reply's error, or None."""
    return reply['error'].rsplit('.', 1)[1] if 'error' in reply else None


def cpu_s(pid):
    """Seconds of processor that a process has used."""
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')')[1]
    ticks = sum(int(n) for n in fields.split()[11:13])
    return ticks / os.sysconf('SC_CLK_TCK')


def as_uid(uid, function):
    """Runs a function in a child of another uid; its result as JSON."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.write(writer, json.dumps(function()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if status != 0:
        raise AssertionError(f'the child of uid {uid} failed')
    return json.loads(said)


class Case(unittest.TestCase):
    """One gcisd for each test, with an empty store."""

    config = ''

    def setUp(self):
        if not PROGRAM.exists():
            self.skipTest('gcisd is not built')
        self.gcisd = Gcisd(self.config)
        self.addCleanup(self.gcisd.remove)

    def assertError(self, reply, word):
        self.assertEqual(error(reply), word, reply)
