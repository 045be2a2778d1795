# SPDX-License-Identifier: BSD-2-Clause
"""An installation in a temporary folder: configuration, store, gcisd.

Knows how to run gcisctl on it and what differs between two runs by nature
(times, ids, reference numbers); not what any verb does.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import runner

GCISCTL = runner.BUILD / 'tools/gcisctl/gcisctl'
GCISD = runner.BUILD / 'tools/gcisd/gcisd'
NOBODY = 65534
TIMEOUT = 60

# what stands in the place of what differs from run to run
VARYING = [
    (re.compile(r'\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b'), 'TIME'),
    (re.compile(r'\b[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}'
                r'-[A-HJ-NP-Z2-9]{4}\b'), 'ONEDAY'),
    (re.compile(r'\b(reference|參考編號) [0-9A-Z]{10}\b'), 'reference REF'),
    (re.compile(r'\b[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}'), 'TOKEN'),
    (re.compile(r'(?<![\w-])[\w-]{22}(?![\w-])'), 'ID'),
    (re.compile(r'/[^\s:]*/gcis-[^/\s]*/'), 'SITE/'),
]


def normalised(text):
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return text


class Result:
    """What a run of gcisctl did."""

    def __init__(self, arguments, done):
        self.arguments = arguments
        self.status = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    def json(self):
        """The one document on standard output."""
        return json.loads(self.out)

    def __str__(self):
        return (f'gcisctl {" ".join(map(str, self.arguments))}\n'
                f'-> {self.status}\n{self.out}{self.err}')


def environment(**more):
    clean = {name: value for name, value in os.environ.items()
             if name not in ('GCIS_CONFIG', 'TZ', 'LANG', 'LANGUAGE')
             and not name.startswith('LC_')}
    return {**clean, 'LC_ALL': 'C.UTF-8', **more}


def as_user(uid):
    """The words before a command that has another run it."""
    if uid is None:
        return []
    runner.need_reachable(GCISCTL)
    return ['setpriv', f'--reuid={uid}', f'--regid={uid}', '--clear-groups']


def gcisctl(*arguments, stdin='', uid=None, before=(), **env):
    words = [*as_user(uid), *before, str(GCISCTL), *map(str, arguments)]
    done = subprocess.run(words, input=stdin.encode(), capture_output=True,
                          env=environment(**env), timeout=TIMEOUT)
    return Result(arguments, done)


class Site:
    """`unix`: everything is asked of a gcisd that serves the store."""

    def __init__(self, unix=False, uid=None, sample=True, **sections):
        self.uid = uid
        self.unix = unix
        self.daemon = None
        self.runs = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gcis-'))
        self.folder.chmod(0o755)
        if uid is not None:
            os.chown(self.folder, uid, uid)
        self.store = self.folder / 'store'
        self.socket = self.folder / 'gcisd.sock'
        self.config = self.folder / 'gcis.conf'
        try:
            self.write_config(**sections)
            if sample is not None:
                self.init(*(['--sample'] if sample else []))
            if unix:
                self.start()
        except BaseException:
            self.remove()
            raise

    def write_config(self, **sections):
        known = {
            'client': {'socket': self.socket},
            'engine': {'store': f'lmdb:{self.store}'},
            'projection': {'path': self.store / 'projection'},
        }
        for section, keys in sections.items():
            known.setdefault(section, {}).update(keys)
        text = ''.join(
            f'[{section}]\n' + ''.join(f'{key} = {value}\n'
                                       for key, value in keys.items())
            for section, keys in known.items())
        self.config.write_text(text)
        self.config.chmod(0o644)

    def init(self, *arguments):
        done = gcisctl('--config', self.config, 'init', *arguments,
                       uid=self.uid)
        if done.status != 0:
            raise AssertionError(str(done))

    def start(self):
        log = open(self.folder / 'log', 'ab')
        self.daemon = subprocess.Popen(
            [*as_user(self.uid), str(GCISD), '--foreground', '--config',
             str(self.config)], stderr=log, env=environment())
        log.close()
        for _ in range(200):
            if self.socket.exists() and \
                    self('store', 'digest').status != 3:
                return
            time.sleep(0.05)
        raise AssertionError('gcisd does not serve:\n'
                             + (self.folder / 'log').read_text())

    def stop(self):
        if self.daemon is not None:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait(TIMEOUT)
            self.daemon = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def globals(self):
        where = [] if self.unix else ['--store', f'lmdb:{self.store}']
        return ['--config', str(self.config), *where]

    def __call__(self, *arguments, stdin='', uid=None, **env):
        done = gcisctl(*self.globals(), *arguments, stdin=stdin,
                       uid=self.uid if uid is None else uid, **env)
        done.arguments = arguments
        self.runs.append(done)
        return done

    def oneday(self, account):
        """A new one-day password of the account."""
        done = self('--json', 'oneday', 'issue', account)
        return done.json()['oneday_password']

    def record(self, **filters):
        """The events of the audit that have these members."""
        done = self('--json', 'audit', 'list', '--since', '2020-01-01',
                    '--limit', '200')
        return [item for item in done.json()['items']
                if all(item.get(name) == value
                       for name, value in filters.items())]
