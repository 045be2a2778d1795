# SPDX-License-Identifier: BSD-2-Clause
"""A real store and a real gcisd for the tests of nginx.

Operations are asked as gcisctl asks them, over the shared library.
"""

import contextlib
import ctypes
import grp
import json
import os
import pwd
import signal
import subprocess

import harness
import runner

GCISD = runner.BUILD / 'tools/gcisd/gcisd'
GCISCTL = runner.BUILD / 'tools/gcisctl/gcisctl'
LIBRARY = runner.BUILD / 'libgcisauth/libgcisauth.so.0'

SECRET = 'Blue-Horse-77-Lamp'

CONF = '''
[client]
socket = {d}/gcisd.sock
[engine]
store = lmdb:{d}/store
[projection]
path = {d}/store/projection
[peers]
web = {user}
[password]
hash = $y$j75$
{more}
'''


class Refused(Exception):
    """What an operation said no with."""

    def __init__(self, status, reply):
        super().__init__(f'{status}: {reply}')
        self.status = status
        self.reply = reply


class Library:
    """One open struct gcis, for a store URI."""

    def __init__(self, conf, uri=None):
        self.lib = ctypes.CDLL(str(LIBRARY))
        self.lib.gcis_config_error.restype = ctypes.c_char_p
        self.lib.gcis_identity_token.restype = ctypes.c_char_p
        self.gcis = ctypes.c_void_p()
        config = ctypes.c_void_p()
        self.check(self.lib.gcis_config_new(ctypes.byref(config)))
        try:
            status = self.lib.gcis_config_load(config, str(conf).encode())
            if not status and uri:
                status = self.lib.gcis_config_set_store(config, uri.encode())
            if not status:
                status = self.lib.gcis_open(config, ctypes.byref(self.gcis))
            self.check(status, self.lib.gcis_config_error(config).decode())
        finally:
            self.lib.gcis_config_free(config)

    @staticmethod
    def check(status, words=''):
        if status:
            raise Refused(status, words)

    def call(self, operation, actor=None, **parameters):
        reply = ctypes.c_char_p()
        status = self.lib.gcis_call(
            self.gcis, actor, operation.encode(),
            json.dumps(parameters).encode(), ctypes.byref(reply))
        value = json.loads(reply.value) if reply.value else {}
        self.check(status, value)
        return value

    @contextlib.contextmanager
    def signed_in(self, account, secret, host='localhost'):
        """The identity of one real sign-in."""
        lib, claim, identity = self.lib, ctypes.c_void_p(), ctypes.c_void_p()
        self.check(lib.gcis_claim_new(ctypes.byref(claim)))
        try:
            self.check(lib.gcis_claim_set_account(claim, account.encode()))
            self.check(lib.gcis_claim_set_secret(claim, secret.encode(),
                                                 len(secret.encode())))
            self.check(lib.gcis_claim_set_audience(claim, host.encode()))
            self.check(lib.gcis_authenticate(self.gcis, claim,
                                             ctypes.byref(identity)))
        finally:
            lib.gcis_claim_free(claim)
        try:
            yield identity
        finally:
            lib.gcis_identity_free(identity)

    def token(self, account, secret, host='localhost'):
        with self.signed_in(account, secret, host) as identity:
            return self.lib.gcis_identity_token(identity).decode()

    def close(self):
        self.lib.gcis_close(self.gcis)


def worker_user():
    return 'www-data' if os.geteuid() == 0 else pwd.getpwuid(
        os.geteuid()).pw_name


class Engine:
    """gcisd over a store that was made with the sample systems."""

    def __init__(self, folder, more=''):
        self.folder = folder
        self.socket = folder.path / 'gcisd.sock'
        self.process = None
        self.client = None
        self.conf = folder.write('gcis.conf', CONF.format(
            d=folder.path, user=worker_user(),
            more=more))
        self.make()

    def make(self):
        store = Library(self.conf, f'lmdb:{self.folder.path}/store')
        store.call('store.init', sample=True)
        store.close()
        if os.geteuid() == 0:
            # as tmpfiles.d makes it, for the group of nginx
            path = self.folder.path / 'store/projection'
            os.chown(path, -1, grp.getgrnam('www-data').gr_gid)
            path.chmod(0o2750)

    def start(self):
        self.process = subprocess.Popen(
            [str(GCISD), '--config', str(self.conf), '--foreground'],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=open(self.folder.path / 'gcisd.log', 'ab'))
        harness.until('gcisd answers', self.answers)
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError('gcisd ended: ' + (
                self.folder.path / 'gcisd.log').read_text())
        try:
            self.client = self.client or Library(self.conf,
                                                 f'unix:{self.socket}')
            return self.client.call('engine.health')
        except Refused:
            return None

    def stop(self, sig=signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(sig)
        try:
            self.process.wait(harness.WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError('gcisd did not end')
        finally:
            self.process = None

    def person(self, name, *grants, full_name='王小明', agency='TPE'):
        """An active account with SECRET; grants are (application, role)."""
        self.call('account.add', name=name, full_name=full_name,
                  agency=agency)
        for application, role in grants:
            self.call('grant.add', account=name, application=application,
                      role=role)
        self.call('password.change', account=name, old=self.oneday(name),
                  new=SECRET)
        return self.token(name)

    def oneday(self, name):
        return self.call('oneday.issue', account=name)['oneday_password']

    def call(self, operation, **parameters):
        return self.client.call(operation, **parameters)

    def token_of_gcisctl(self, account, host='localhost'):
        """As an administrator gets one on the terminal."""
        return subprocess.run(
            [str(GCISCTL), '--config', str(self.conf), 'try', account,
             '--token', host, '--stdin'], input=SECRET + '\n', text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=True).stdout.strip()

    def token(self, account, secret=SECRET, host='localhost'):
        return self.client.token(account, secret, host)
