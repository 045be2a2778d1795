# SPDX-License-Identifier: BSD-2-Clause
"""Programs that insist on /etc: in a mount namespace of their own they see
sample users, our stacks and our log; the machine's own files stay as they are.
"""

import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import threading
import time

import stage

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / 'pam_gcis/examples'
ROOT_SECRET = 'Green-Door-99-Cup'
FIRST_UID = 64100
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
DEVICES = ('null', 'zero', 'full', 'random', 'urandom', 'tty')

# what is mounted over what; then the program
ENTER = '''
set -eu
d=$1
shift
for name in {devices}; do
    mount --bind /dev/$name "$d/dev/$name"
done
mount --rbind /dev/pts "$d/dev/pts"
mount --rbind "$d/dev" /dev
for name in pam.d sudoers.d passwd shadow group sudoers; do
    mount --bind "$d/etc/$name" /etc/$name
done
mount -t tmpfs tmpfs /run
mkdir -m 755 /run/sshd /run/sudo
exec "$@"
'''.format(devices=' '.join(DEVICES))


def why_not():
    """The reason why this machine cannot; None where it can."""
    if not stage.IS_ROOT:
        return 'only root has namespaces of mounts'
    if not shutil.which('unshare'):
        return 'no unshare(1)'
    if subprocess.run(['unshare', '-m', 'mount', '-t', 'tmpfs', 'tmpfs',
                       '/mnt'], stderr=subprocess.DEVNULL,
                      check=False).returncode:
        return 'this root may not mount'
    return None


class Log:
    """/dev/log of the namespace."""

    def __init__(self, path):
        self.lines = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        os.chmod(path, 0o666)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while True:
            line = self.socket.recv(65536).decode('utf-8', 'replace')
            if line == 'end':
                return
            self.lines.append(re.sub(r'^<\d+>\w+ +\d+ [\d:]+ ', '',
                                     line.rstrip('\0\n')))

    def has(self, words):
        return any(words in line for line in self.lines)

    def close(self):
        name = self.socket.getsockname()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.connect(name)
            last.send(b'end')
        self.thread.join(10)
        self.socket.close()


class Inside:
    """The namespace; each program enters one of the same shape."""

    def __init__(self, site, users):
        self.site = site
        self.path = site.path / 'inside'
        self.etc = self.path / 'etc'
        for folder in ('etc/pam.d', 'etc/sudoers.d', 'dev/pts', 'home'):
            (self.path / folder).mkdir(parents=True)
        for name in DEVICES:
            (self.path / 'dev' / name).touch()
        (self.path / 'dev/ptmx').symlink_to('pts/ptmx')
        for name, target in (('fd', '/proc/self/fd'), ('stdin', 'fd/0'),
                             ('stdout', 'fd/1'), ('stderr', 'fd/2')):
            (self.path / 'dev' / name).symlink_to(target)
        self.log = Log(self.path / 'dev/log')
        for name in ('passwd', 'shadow', 'group'):
            shutil.copy(f'/etc/{name}', self.etc / name)
        self.give_root_a_password()
        self.write('sudoers', 'Defaults !requiretty, !lecture\n'
                   + ''.join(f'{name} ALL=(root) ALL\n' for name in users),
                   0o440)
        self.stacks()
        for uid, name in enumerate(users, FIRST_UID):
            self.add_user(name, uid)

    def write(self, name, text, mode=0o644):
        (self.etc / name).write_text(text)
        (self.etc / name).chmod(mode)

    def give_root_a_password(self):
        """ROOT_SECRET, in the sample shadow file."""
        found = subprocess.run(['openssl', 'passwd', '-6', '-stdin'],
                               input=ROOT_SECRET, text=True, check=True,
                               stdout=subprocess.PIPE).stdout.strip()
        self.write('shadow', re.sub(
            r'^root:[^:]*:', lambda _: f'root:{found}:',
            (self.etc / 'shadow').read_text(), flags=re.M), 0o600)

    def append(self, name, line):
        with open(self.etc / name, 'a', encoding='utf-8') as file:
            file.write(line + '\n')

    def add_user(self, name, uid):
        home = self.path / 'home' / name
        home.mkdir()
        os.chown(home, uid, uid)
        self.append('passwd', f'{name}:x:{uid}:{uid}::{home}:/bin/sh')
        self.append('shadow', f'{name}:*:19000:0:99999:7:::')
        self.append('group', f'{name}:x:{uid}:')

    def stacks(self):
        """The examples as they are shipped, with our module, which does not
        wait after a no; su like sudo."""
        for file in EXAMPLES.iterdir():
            text = file.read_text().replace(
                'pam_gcis.so', f'{stage.MODULE} config={self.site.conf} nodelay')
            self.write(f'pam.d/{file.name}', text)
            if file.name == 'sudo':
                self.write('pam.d/su', text)
        self.write('pam.d/other', 'auth required pam_deny.so\n'
                   'account required pam_deny.so\n'
                   'password required pam_deny.so\n'
                   'session required pam_deny.so\n')

    def command(self, *words):
        return ['unshare', '-m', 'sh', '-c', ENTER, 'sh', str(self.path),
                *map(str, words)]

    def close(self):
        self.log.close()


class Terminal:
    """A program at a terminal of its own, read and answered as a person
    would."""

    def __init__(self, words, wait_s=20):
        self.wait_s = wait_s
        self.shown = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(words[0], list(map(str, words)),
                       {'PATH': PATH, 'TERM': 'dumb', 'LC_ALL': 'C.UTF-8'})

    def read(self, end):
        """More of what is shown; False at its end."""
        left = max(0, end - time.monotonic())
        if not select.select([self.fd], [], [], left)[0]:
            raise AssertionError(f'nothing more: {self.shown!r}')
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            piece = b''
        self.shown += piece.decode('utf-8', 'replace')
        return bool(piece)

    def expect(self, words):
        """Reads until `words` are shown; what is shown after it counts for the
        next one."""
        end = time.monotonic() + self.wait_s
        while words not in self.shown:
            if not self.read(end):
                raise AssertionError(f'{words!r} is not in {self.shown!r}')
        before, _, self.shown = self.shown.partition(words)
        return before

    def answer(self, words, text):
        self.expect(words)
        time.sleep(0.05)  # the program turns the echo off
        os.write(self.fd, text.encode() + b'\n')

    def finish(self):
        """The exit status; the rest is in `shown`."""
        end = time.monotonic() + self.wait_s
        try:
            while self.read(end):
                pass
        except AssertionError:
            os.kill(self.pid, signal.SIGKILL)
            raise
        finally:
            status = os.waitpid(self.pid, 0)[1]
            os.close(self.fd)
            self.pid = None
        return os.waitstatus_to_exitcode(status)

    def close(self):
        """Where a test ended early."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
            self.pid = None
