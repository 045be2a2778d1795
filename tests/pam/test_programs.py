# SPDX-License-Identifier: BSD-2-Clause
"""A real sshd, sudo, su and passwd, with the stacks of pam_gcis/examples."""

import pathlib
import socket
import subprocess
import unittest

import inside
import stage

SSHD = '/usr/sbin/sshd'
WRONG = 'Wrong-Horse-7!'
NEW = 'Blue-Lamp-88-Tree'

# account, state, whether it may use ssh
PEOPLE = (('right', 'active', True), ('locked', 'locked', True),
          ('must', 'must_change', True), ('issued', 'issued', True),
          ('roleless', 'active', False), ('forced', 'must_change', False),
          ('away', 'suspended', True), ('both', 'both', True),
          ('later', 'must_change', True), ('admin', 'active', True),
          ('plain', 'active', True), ('target', 'active', True))

SSHD_CONF = '''
Port {port}
ListenAddress 127.0.0.1
HostKey {d}/host_key
PidFile none
UsePAM yes
KbdInteractiveAuthentication yes
PasswordAuthentication yes
PubkeyAuthentication yes
AuthorizedKeysFile {d}/authorized_keys
StrictModes no
PermitRootLogin yes
MaxAuthTries 12
PrintMotd no
PrintLastLog no
'''


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        reason = inside.why_not()
        if reason:
            raise unittest.SkipTest(reason)
        cls.site = stage.Site()
        cls.addClassCleanup(cls.site.close)
        cls.furnish()
        cls.inside = inside.Inside(cls.site, [row[0] for row in PEOPLE])
        cls.addClassCleanup(cls.inside.close)

    @classmethod
    def furnish(cls):
        site = cls.site
        site.call('application.add', application='pam:sshd', name='ssh')
        site.call('role.add', application='pam:sshd', role='login',
                  name='login')
        cls.oneday = {}
        for name, state, may in PEOPLE:
            cls.oneday[name] = site.account(name, state)
            if may:
                site.call('grant.add', account=name, application='pam:sshd',
                          role='login')
        for name in ('admin', 'target'):
            site.call('grant.add', account=name, application='pam:sudo',
                      role='admin')

    def terminal(self, *words):
        terminal = inside.Terminal(words)
        self.addCleanup(terminal.close)
        return terminal

    def seen(self, words):
        stage.until(f'the log has {words}',
                    lambda: self.inside.log.has(words), 5)


@unittest.skipUnless(pathlib.Path(SSHD).exists(), 'no openssh-server')
class Ssh(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = cls.site.path
        for name in ('host_key', 'key'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '',
                            '-f', path / name], check=True)
        (path / 'authorized_keys').write_text((path / 'key.pub').read_text())
        cls.port = free_port()
        conf = path / 'sshd_config'
        conf.write_text(SSHD_CONF.format(port=cls.port, d=path))
        cls.output = open(path / 'sshd.log', 'ab')
        cls.addClassCleanup(cls.output.close)
        cls.sshd = subprocess.Popen(
            cls.inside.command(SSHD, '-D', '-e', '-f', conf),
            stdin=subprocess.DEVNULL, stdout=cls.output, stderr=cls.output)
        cls.addClassCleanup(cls.stop)
        stage.until('sshd listens', cls.listens)

    @classmethod
    def listens(cls):
        if cls.sshd.poll() is not None:
            raise AssertionError((cls.site.path / 'sshd.log').read_text())
        try:
            socket.create_connection(('127.0.0.1', cls.port)).close()
            return True
        except OSError:
            return False

    @classmethod
    def stop(cls):
        cls.sshd.terminate()
        cls.sshd.wait(10)

    def ssh(self, user, method, *command, prompts=1):
        return self.terminal(
            'ssh', '-F', 'none', '-p', self.port, '-o', 'LogLevel=ERROR',
            '-o', 'StrictHostKeyChecking=no', '-o', 'IdentitiesOnly=yes',
            '-o', 'UserKnownHostsFile=/dev/null', '-o', 'IdentityAgent=none',
            '-i', self.site.path / 'key' if method == 'publickey'
            else '/dev/null', '-o', f'PreferredAuthentications={method}',
            '-o', f'NumberOfPasswordPrompts={prompts}', '-l', user,
            '127.0.0.1', *(command or ('env',)))

    def refused(self, terminal):
        self.assertEqual(terminal.finish(), 255)
        self.assertIn('Permission denied', terminal.shown)
        self.assertNotIn('GCIS_ACCOUNT', terminal.shown)

    def entered(self, terminal, user):
        self.assertEqual(terminal.finish(), 0, terminal.shown)
        self.assertIn(f'GCIS_ACCOUNT={user}', terminal.shown)
        self.assertIn('GCIS_ROLES=login', terminal.shown)

    def refuse(self, user, secret, method, reason):
        ssh = self.ssh(user, method)
        ssh.answer('assword: ', secret)
        self.refused(ssh)
        self.seen(f'reason={reason}')

    def test_keyboard_interactive(self):
        ssh = self.ssh('right', 'keyboard-interactive')
        ssh.answer('Password: ', stage.PASSWORD)
        self.entered(ssh, 'right')
        self.seen('pam_gcis(sshd:auth): authentication success')

    def test_password(self):
        ssh = self.ssh('right', 'password')
        ssh.answer('password: ', stage.PASSWORD)
        self.entered(ssh, 'right')
        self.assertIn('GCIS_METHOD=password', ssh.shown)

    def test_wrong(self):
        self.refuse('right', WRONG, 'keyboard-interactive', 'wrong_secret')
        self.refuse('right', WRONG, 'password', 'wrong_secret')
        self.refuse('right', '', 'keyboard-interactive', '')

    def test_wrong_then_right(self):
        ssh = self.ssh('right', 'keyboard-interactive', prompts=2)
        ssh.answer('Password: ', WRONG)
        ssh.answer('Password: ', stage.PASSWORD)
        self.entered(ssh, 'right')

    def test_refused_states(self):
        for user, reason in (('locked', 'locked'), ('away', 'suspended'),
                             ('roleless', 'no_role')):
            for method in ('keyboard-interactive', 'password'):
                with self.subTest(user=user, method=method):
                    self.refuse(user, stage.PASSWORD, method, reason)

    def test_unknown(self):
        """Neither of sshd nor of the engine; the name is not written."""
        ssh = self.ssh('nobody-here', 'keyboard-interactive')
        ssh.answer('Password: ', WRONG)
        self.refused(ssh)
        self.seen('pam_gcis(sshd:auth): authentication failure; '
                  'reason=unknown_account')

    def test_oneday_password_of_an_active_account(self):
        self.refuse('both', self.oneday['both'], 'keyboard-interactive',
                    'method')

    def test_public_key(self):
        """Account management alone: the role, and the account's state."""
        self.entered(self.ssh('right', 'publickey'), 'right')
        for user in ('roleless', 'locked', 'away'):
            with self.subTest(user=user):
                ssh = self.ssh(user, 'publickey')
                self.assertEqual(ssh.finish(), 255)
                self.assertNotIn('GCIS_ACCOUNT', ssh.shown)

    def test_forced_change(self):
        for user, secret in (('must', stage.PASSWORD),
                             ('issued', self.oneday['issued'])):
            with self.subTest(user=user):
                ssh = self.ssh(user, 'keyboard-interactive')
                ssh.answer('Password: ', secret)
                ssh.answer('New password: ', NEW)
                ssh.answer('Retype new password: ', NEW)
                self.entered(ssh, user)
                ssh = self.ssh(user, 'keyboard-interactive')
                ssh.answer('Password: ', NEW)
                self.entered(ssh, user)
                self.refuse(user, secret, 'keyboard-interactive', '')

    def test_forced_change_opens_no_service(self):
        """Without the role there is no change of password to come in by."""
        ssh = self.ssh('forced', 'keyboard-interactive')
        ssh.answer('Password: ', stage.PASSWORD)
        self.refused(ssh)
        self.assertNotIn('New password', ssh.shown)
        self.seen('reason=no_role')

    def test_forced_change_by_password(self):
        """sshd signs in and runs passwd instead of what was asked for."""
        ssh = self.terminal(
            'ssh', '-F', 'none', '-tt', '-p', self.port, '-o',
            'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
            '-o', 'LogLevel=ERROR', '-o', 'PreferredAuthentications=password',
            '-l', 'later', '127.0.0.1', 'echo came in')
        ssh.answer('password: ', stage.PASSWORD)
        ssh.answer('Current password: ', stage.PASSWORD)
        ssh.answer('New password: ', NEW)
        ssh.answer('Retype new password: ', NEW)
        self.assertEqual(ssh.finish(), 0, ssh.shown)
        self.assertNotIn('came in', ssh.shown)
        ssh = self.ssh('later', 'password')
        ssh.answer('password: ', NEW)
        self.entered(ssh, 'later')

    def test_engine_away(self):
        """Nobody of ours comes in; root is pam_unix's."""
        self.site.stop()
        try:
            self.refuse('right', stage.PASSWORD, 'keyboard-interactive',
                        'engine_away')
            ssh = self.ssh('right', 'publickey')
            self.assertEqual(ssh.finish(), 255)
            ssh = self.ssh('root', 'keyboard-interactive', 'id -u')
            ssh.answer('Password: ', inside.ROOT_SECRET)
            self.assertEqual(ssh.finish(), 0, ssh.shown)
        finally:
            self.site.start()

    def test_zzz_no_secret_is_written(self):
        """After the others: neither sshd nor syslog got one."""
        text = ((self.site.path / 'sshd.log').read_text(errors='replace')
                + '\n'.join(self.inside.log.lines)
                + (self.site.path / 'gcisd.log').read_text(errors='replace'))
        self.assertIn('authentication failure', text)
        for secret in (stage.PASSWORD, WRONG, NEW, *self.oneday.values()):
            if secret:
                self.assertNotIn(secret, text)
        self.assertNotIn('nobody-here', '\n'.join(
            line for line in self.inside.log.lines if 'pam_gcis' in line))


class Sudo(Programs):
    def as_user(self, user, *words):
        return self.terminal(*self.inside.command(
            'setpriv', '--reuid', user, '--regid', user, '--clear-groups',
            *words))

    def test_sudo_allows(self):
        sudo = self.as_user('admin', 'sudo', '-k', '-p', 'sudo asks: ', 'id',
                            '-u')
        sudo.answer('sudo asks: ', stage.PASSWORD)
        self.assertEqual(sudo.finish(), 0, sudo.shown)
        self.assertEqual(sudo.shown.split(), ['0'])

    def test_sudo_denies(self):
        for user, secret, reason in (
                ('admin', WRONG, 'wrong_secret'),
                ('plain', stage.PASSWORD, 'no_role'),
                ('locked', stage.PASSWORD, 'locked')):
            with self.subTest(user=user):
                sudo = self.as_user(user, 'sudo', '-k', '-p', 'sudo asks: ',
                                    'echo', 'came', 'in')
                sudo.answer('sudo asks: ', secret)
                # it asks until it is told to stop
                sudo.answer('sudo asks: ', '')
                sudo.answer('sudo asks: ', '')
                self.assertEqual(sudo.finish(), 1, sudo.shown)
                self.assertNotIn('came in', sudo.shown)
                self.seen(f'reason={reason}')

    def test_su_allows(self):
        su = self.as_user('plain', 'su', 'target', '-c', 'id -un')
        su.answer('Password: ', stage.PASSWORD)
        self.assertEqual(su.finish(), 0, su.shown)
        self.assertEqual(su.shown.split()[-1], 'target')

    def test_su_denies(self):
        su = self.as_user('plain', 'su', 'target', '-c', 'echo came in')
        su.answer('Password: ', WRONG)
        self.assertEqual(su.finish(), 1, su.shown)
        self.assertNotIn('came in', su.shown)

    def test_passwd(self):
        passwd = self.as_user('plain', 'passwd')
        passwd.answer('Current password: ', WRONG)
        self.assertNotEqual(passwd.finish(), 0)
        self.seen('pam_gcis(passwd:chauthtok): change of password refused')


del Programs
