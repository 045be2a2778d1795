# SPDX-License-Identifier: BSD-2-Clause
"""gcisd begins and ends: what it refuses to start with, and how it says so."""

import os
import signal
import socket
import stat
import subprocess
import time
import unittest

import gcisd
from gcisd import AUTH, SERVICE


class Usage(gcisd.Case):
    # arguments, exit status, words
    ROWS = [
        (['--nonsense'], 2, 'usage: gcisd'),
        (['--config'], 2, 'usage: gcisd'),
        (['stray'], 2, 'stray: takes no argument'),
        (['--config', '/nonexistent/gcis.conf'], 3, '/nonexistent/gcis.conf'),
        (['--help'], 0, '--foreground'),
    ]

    def test_rows(self):
        for arguments, status, words in self.ROWS:
            with self.subTest(arguments=arguments):
                got, said = self.gcisd.run(str(gcisd.PROGRAM), *arguments)
                self.assertEqual(got, status, said)
                self.assertIn(words, said)


class Configuration(gcisd.Case):
    # what follows the good keys, and what is said about it
    ROWS = [
        ('[engine]\nstores = x\n', 'gcis.conf:8: stores'),
        ('[nonsense]\n', 'gcis.conf:7'),
        ('[lockout]\nfailures = many\n', 'gcis.conf:8: failures'),
    ]

    def refused(self, words):
        status, said = self.gcisd.run(*self.gcisd.command())
        self.assertEqual(status, 3, said)
        self.assertIn(words, said)
        self.assertFalse(self.gcisd.socket.exists())

    def test_bad_values(self):
        for more, words in self.ROWS:
            with self.subTest(more=more):
                self.gcisd.write_config(more)
                self.refused(words.split(': ')[0])

    def test_writable_by_others(self):
        os.chmod(self.gcisd.config, 0o666)
        self.refused(str(self.gcisd.config))

    def test_projection_elsewhere(self):
        text = self.gcisd.config.read_text()
        self.gcisd.config.write_text(
            text.replace('/state/projection', '/elsewhere'))
        self.refused(f'set path = {self.gcisd.folder}/state/projection')

    def test_socket_in_a_file(self):
        self.gcisd.socket.parent.mkdir()
        self.gcisd.socket.write_text('precious')
        status, said = self.gcisd.run(*self.gcisd.command())
        self.assertEqual(status, 3, said)
        self.assertIn('is there and no socket', said)
        self.assertEqual(self.gcisd.socket.read_text(), 'precious')


class Running(gcisd.Case):
    def setUp(self):
        super().setUp()
        self.gcisd.start()

    def test_socket(self):
        mode = self.gcisd.socket.stat().st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o666)
        self.assertEqual(self.gcisd.stop(), 0)
        self.assertFalse(self.gcisd.socket.exists())

    def test_no_store(self):
        reply = self.gcisd.operation('account.list')
        self.assertError(reply, 'Unavailable')
        self.assertIn('gcisctl init', reply['parameters']['message'])

    def test_describes_itself(self):
        with self.gcisd.peer() as peer:
            info = peer.call(SERVICE + 'GetInfo')['parameters']
            self.assertEqual(info['product'], 'gcisd')
            self.assertIn('tw.gov.gcis.Auth', info['interfaces'])
            text = peer.call(SERVICE + 'GetInterfaceDescription',
                             {'interface': 'tw.gov.gcis.Auth'})
            self.assertIn('method Authenticate(',
                          text['parameters']['description'])

    def test_second_on_the_socket(self):
        status, said = self.gcisd.run(*self.gcisd.command())
        self.assertEqual(status, 3)
        self.assertIn('another gcisd listens there', said)
        self.assertTrue(self.gcisd.answers())

    def test_second_on_the_store(self):
        self.gcisd.operation('store.init')
        other = self.gcisd.folder / 'run/other.sock'
        status, said = self.gcisd.run(
            *self.gcisd.command('--socket', str(other)))
        self.assertEqual(status, 3)
        self.assertIn(str(self.gcisd.process.pid), said)
        self.assertFalse(other.exists())
        self.assertTrue(self.gcisd.answers())

    def test_killed(self):
        self.gcisd.operation('store.init')
        self.gcisd.operation('agency.add', agency='TPE', name='Taipei')
        for _ in range(3):
            self.gcisd.process.kill()
            self.gcisd.process.wait()
            self.assertTrue(self.gcisd.socket.exists())
            self.gcisd.start()
        reply = self.gcisd.operation('agency.show', agency='TPE')
        self.assertNotIn('error', reply)

    def test_terminated_with_calls_in_work(self):
        self.gcisd.operation('store.init')
        peers = [self.gcisd.peer() for _ in range(4)]
        for i, peer in enumerate(peers):
            peer.send(AUTH + 'Authenticate', gcisd.sign_in(f'user{i}', 'x'))
        idle = self.gcisd.peer()
        time.sleep(0.01)
        begun = time.monotonic()
        self.gcisd.signal(signal.SIGTERM)
        answers = [peer.receive() for peer in peers]
        self.assertIsNone(idle.receive())
        self.assertEqual(self.gcisd.stop(), 0)
        self.assertLess(time.monotonic() - begun, 5.5)
        # what was in work is answered; what was not yet read is not
        said = [gcisd.error(answer) for answer in answers if answer]
        self.assertEqual(set(said), {'Denied'}, answers)
        for peer in [*peers, idle]:
            peer.close()


class Reload(gcisd.Case):
    def test_good_and_bad(self):
        self.gcisd.start()
        self.gcisd.write_config('[peers]\nweb = no-such-user\n')
        self.gcisd.signal(signal.SIGHUP)
        self.gcisd.wait_until(
            lambda: 'configuration read again' in self.gcisd.said(),
            'nothing was said')
        self.assertIn('user="no-such-user"', self.gcisd.said())
        self.gcisd.write_config('[peers]\nweb = 1 2 3\nnonsense = 1\n')
        self.gcisd.signal(signal.SIGHUP)
        self.gcisd.wait_until(
            lambda: 'stays as it was' in self.gcisd.said(), 'nothing')
        self.assertTrue(self.gcisd.answers())

    @unittest.skipIf(os.geteuid() != 0, 'needs another uid')
    def test_takes_effect(self):
        self.gcisd.start()
        self.gcisd.operation('store.init')

        def sign_in():
            return gcisd.error(self.gcisd.authenticate('somebody'))

        self.assertEqual(gcisd.as_uid(gcisd.NOBODY, sign_in), 'NotAllowed')
        self.gcisd.write_config('[peers]\nweb = nobody\n')
        self.gcisd.signal(signal.SIGHUP)
        self.gcisd.wait_until(
            lambda: 'configuration read again' in self.gcisd.said(), 'no')
        self.assertEqual(gcisd.as_uid(gcisd.NOBODY, sign_in), 'Denied')


class Systemd(gcisd.Case):
    """What systemd would hand over and hear, without systemd."""

    def setUp(self):
        super().setUp()
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.notify.close)
        self.notify.bind(str(self.gcisd.folder / 'notify'))
        self.notify.settimeout(20)

    def heard(self, word):
        while True:
            said = self.notify.recv(4096).decode()
            if word in said:
                return said

    def test_activation_and_notify(self):
        self.gcisd.socket.parent.mkdir()
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.gcisd.socket))
        listener.listen(16)

        def take_third():
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)

        command = ['sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', 'sh',
                   *self.gcisd.command()]
        with open(self.gcisd.log, 'ab') as log:
            self.gcisd.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=take_third, close_fds=False,
                env=dict(os.environ, GCIS_CONFIG='', NOTIFY_SOCKET=str(
                    self.gcisd.folder / 'notify')))
        self.heard('READY=1')
        self.assertTrue(self.gcisd.answers())
        self.gcisd.operation('store.init')
        # fed by the beat, again and again
        for _ in range(2):
            self.heard('WATCHDOG=1')
        self.gcisd.signal(signal.SIGHUP)
        self.heard('RELOADING=1')
        self.heard('READY=1')
        self.gcisd.signal(signal.SIGTERM)
        self.heard('STOPPING=1')
        self.assertEqual(self.gcisd.process.wait(timeout=20), 0)
        # systemd's socket is systemd's
        self.assertTrue(self.gcisd.socket.exists())


class Sandbox(gcisd.Case):
    def setUp(self):
        super().setUp()
        self.gcisd.start()
        self.proc = f'/proc/{self.gcisd.process.pid}/'

    def lines(self, name):
        with open(self.proc + name) as file:
            return file.read().splitlines()

    def test_no_new_privileges(self):
        self.assertIn('NoNewPrivs:\t1', self.lines('status'))

    def test_no_core(self):
        core = [line for line in self.lines('limits')
                if line.startswith('Max core file size')]
        self.assertEqual(core[0].split()[4:6], ['0', '0'])

    def test_not_dumpable(self):
        # the kernel gives such a process' files to root
        self.assertEqual(os.stat(self.proc + 'mem').st_uid, 0)
        if os.geteuid() != 0:
            with self.assertRaises(PermissionError):
                open(self.proc + 'mem', 'rb')

    def test_no_foreign_descriptors(self):
        # what a careless parent left open is closed
        reader, writer = os.pipe()
        self.gcisd.stop()
        self.gcisd.start(pass_fds=[writer])
        os.close(writer)
        os.set_blocking(reader, False)
        self.assertEqual(os.read(reader, 1), b'')
        os.close(reader)

    @unittest.skipIf(os.geteuid() != 0, 'needs root')
    def test_user_gcis(self):
        with open('/etc/passwd') as users:
            if any(line.startswith('gcis:') for line in users):
                self.skipTest('there is a user gcis')
        self.assertIn('running as root: there is no user gcis',
                      self.gcisd.said())


@unittest.skipIf(os.geteuid() != 0, 'needs root')
class Dropped(gcisd.Case):
    """As root with a user gcis, in a namespace where there is one."""

    UID = 54321
    IN_NAMESPACE = ('mount --bind "$0/passwd" /etc/passwd && exec "$@"')

    def setUp(self):
        super().setUp()
        if subprocess.run(['unshare', '-m', 'true'], check=False).returncode:
            self.skipTest('no mount namespaces here')
        folder = self.gcisd.folder
        with open('/etc/passwd') as users:
            lines = [line for line in users if not line.startswith('gcis:')]
        lines.append(f'gcis:x:{self.UID}:{self.UID}::/:/usr/sbin/nologin\n')
        (folder / 'passwd').write_text(''.join(lines))
        (folder / 'state').mkdir()
        os.chown(folder / 'state', self.UID, self.UID)

    def test_becomes_gcis(self):
        with open(self.gcisd.log, 'ab') as log:
            self.gcisd.process = subprocess.Popen(
                ['unshare', '-m', 'sh', '-c', self.IN_NAMESPACE,
                 str(self.gcisd.folder), *self.gcisd.command()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.gcisd.wait_until(self.gcisd.answers, 'gcisd does not answer')
        proc = f'/proc/{self.gcisd.process.pid}/status'
        with open(proc) as status:
            words = dict(line.rstrip().split(':\t', 1) for line in status
                         if ':\t' in line)
        four = '\t'.join([str(self.UID)] * 4)
        self.assertEqual(words['Uid'], four)
        self.assertEqual(words['Gid'], four)
        self.assertEqual(words['Groups'].split(), [str(self.UID)])
        for kind in ('CapEff', 'CapPrm', 'CapInh', 'CapAmb'):
            self.assertEqual(int(words[kind], 16), 0, kind)
        # and it serves; what it makes is its own
        self.gcisd.good('store.init')
        self.assertEqual(
            (self.gcisd.folder / 'state/vault/data.mdb').stat().st_uid,
            self.UID)
        # the socket was made while it still was root, for everybody
        self.assertEqual(self.gcisd.socket.stat().st_uid, 0)


class Secrets(gcisd.Case):
    MARKER = 'Marker-7f3a91c2-Secret'

    @unittest.skipIf(os.geteuid() != 0, 'reads the memory of another process')
    def test_memory(self):
        """A second after its use a password is nowhere in the process."""
        self.gcisd.start('--verbose')
        oneday = self.gcisd.populate('wang')[0]
        self.assertError(self.gcisd.authenticate('wang', self.MARKER), 'Denied')
        self.assertError(self.gcisd.authenticate('li', self.MARKER), 'Denied')
        self.assertIsNone(gcisd.error(self.gcisd.authenticate(
            'wang', oneday, audience='portal.example')))
        # no purpose of an attempt: it would come with a token
        self.assertError(self.gcisd.authenticate(
            'wang', oneday, purpose='change-password',
            new_secret=self.MARKER), 'Invalid')
        self.gcisd.good('password.change', account='wang', old=oneday,
                        new=self.MARKER)
        self.assertIsNone(
            gcisd.error(self.gcisd.authenticate('wang', self.MARKER)))
        time.sleep(1)
        for secret in (self.MARKER, oneday, oneday.replace('-', '')):
            self.assertEqual(self.places(secret.encode()), [], secret)
            self.assertNotIn(secret, self.gcisd.said())

    def test_search_finds(self):
        if os.geteuid() != 0:
            self.skipTest('reads the memory of another process')
        self.gcisd.start()
        self.assertNotEqual(
            self.places(str(self.gcisd.socket).encode()), [])

    def places(self, needle):
        found = []
        proc = f'/proc/{self.gcisd.process.pid}/'
        with open(proc + 'maps') as maps, open(proc + 'mem', 'rb') as memory:
            for line in maps:
                span, rights = line.split()[:2]
                if not rights.startswith('rw'):
                    continue
                begin, end = (int(n, 16) for n in span.split('-'))
                memory.seek(begin)
                try:
                    if needle in memory.read(end - begin):
                        found.append(line.strip())
                except OSError:
                    continue
        return found


if __name__ == '__main__':
    unittest.main()
