# SPDX-License-Identifier: BSD-2-Clause
"""A real nginx in a temporary folder, and the requests that tests send it.

Loopback only, ports picked free; what is started is stopped by its pid, and
its log is read for what must not stand in it.
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import runner

NGINX = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
# another build's module, for the pass with the sanitizers
MODULES = pathlib.Path(os.environ.get('GCIS_MODULE_BUILD', runner.BUILD))
MODULE = MODULES / 'ngx_http_gcis_module/ngx_http_gcis_module.so'
WAIT_S = 10

# never, in any log of nginx
BAD_LOG = re.compile(r'\[(alert|emerg)\]|exited on signal|open socket|'
                     r'exited with code [1-9]|'
                     r'Sanitizer|runtime error')

MAIN = '''
load_module {module};
daemon off;
master_process {master};
worker_processes {workers};
pid {d}/nginx.pid;
error_log {d}/error.log {level};
{user}
{main}
events {{ worker_connections 512; }}
http {{
    log_format test '$status|$request_method $request_uri|$gcis_account|'
                    '$gcis_reason|$gcis_roles|$remote_user';
    access_log {d}/access.log test;
    client_body_temp_path {d}/body;
    proxy_temp_path {d}/proxy;
    fastcgi_temp_path {d}/fastcgi;
    uwsgi_temp_path {d}/uwsgi;
    scgi_temp_path {d}/scgi;
    {http}
}}
'''


def is_sanitized():
    needed = subprocess.run(['readelf', '-d', str(MODULE)], text=True,
                            stdout=subprocess.PIPE).stdout
    return 'libasan' in needed


def sanitizer_env(folder):
    """What makes an nginx without sanitizers load a module with them."""
    if not is_sanitized():
        return {}
    libraries = [subprocess.run(
        ['gcc', f'-print-file-name={name}.so'], text=True,
        stdout=subprocess.PIPE).stdout.strip()
        for name in ('libasan', 'libubsan')]
    reports = folder.path / 'reports'
    reports.mkdir(exist_ok=True)
    reports.chmod(0o777)
    # leaks: nginx leaves its own to the system
    return {'LD_PRELOAD': ' '.join(libraries),
            'ASAN_OPTIONS': f'log_path={reports}/asan:detect_leaks=0',
            'UBSAN_OPTIONS': f'log_path={reports}/ubsan'}


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def until(what, condition, wait_s=WAIT_S):
    """The first true value of condition(); fails after wait_s."""
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f'{what}: not within {wait_s} s')


class Answer:
    """Status, header lines in order, body."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        self.raw = raw
        self.status = int(lines[0].split()[1]) if raw else 0
        self.lines = [tuple(line.split(': ', 1)) for line in lines[1:]
                      if ': ' in line]
        if self.all('Transfer-Encoding') == ['chunked']:
            self.body = self.joined(self.body)

    @staticmethod
    def joined(chunks):
        body = b''
        while True:
            size, _, rest = chunks.partition(b'\r\n')
            length = int(size, 16)
            if not length:
                return body
            body += rest[:length]
            chunks = rest[length + 2:]

    def all(self, name):
        return [value for key, value in self.lines
                if key.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        return values[0] if values else None

    @property
    def text(self):
        return self.body.decode('utf-8', 'replace')

    def cookies(self):
        """{name: value} of the Set-Cookie lines."""
        return dict(line.split(';')[0].split('=', 1)
                    for line in self.all('Set-Cookie'))


class Folder:
    """A temporary folder that www-data may enter."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='gcis-nginx-'))
        self.path.chmod(0o755)

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Nginx:
    """One nginx with a configuration; `http` is the text of its http block,
    where {d} is the folder and {port} a free port, {port2}... further ones."""

    def __init__(self, folder, http, main='', workers=1, master='on',
                 level='info', env=None):
        self.folder = folder
        self.ports = {'port': free_port()}
        for number in range(2, 6):
            self.ports[f'port{number}'] = free_port()
        self.port = self.ports['port']
        self.env = dict(os.environ, **sanitizer_env(folder), **(env or {}))
        self.process = None
        self.options = dict(main=main, workers=workers, master=master,
                            level=level)
        self.write(http)

    def write(self, http):
        user = 'user www-data;' if os.geteuid() == 0 else ''
        for name, port in self.ports.items():
            http = http.replace('{' + name + '}', str(port))
        http = http.replace('{d}', str(self.folder.path))
        self.conf = self.folder.write('nginx.conf', MAIN.format(
            module=MODULE, d=self.folder.path, http=http, user=user,
            **self.options))

    def test(self):
        """nginx -t: status and what it said."""
        done = subprocess.run([NGINX, '-t', '-c', str(self.conf)], text=True,
                              env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [NGINX, '-c', str(self.conf)], env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=open(self.folder.path / 'stdout.log', 'ab'),
            stderr=subprocess.STDOUT)
        until('nginx listens', self.listens)
        if self.options['master'] == 'on':
            until('a worker', self.workers)
        return self

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError('nginx ended: ' + self.log('stdout.log')
                                 + self.log('error.log'))
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def workers(self):
        """Pids of the workers that serve."""
        task = f'/proc/{self.process.pid}/task/{self.process.pid}/children'
        children = pathlib.Path(task).read_text().split()
        return [int(child) for child in children
                if 'shutting' not in pathlib.Path(
                    f'/proc/{child}/cmdline').read_text()]

    def reload(self):
        """HUP, and waits for workers that were not there before."""
        old = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        until('reload', lambda: (new := set(self.workers()))
              and not new & old)

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError('nginx did not end by SIGQUIT')
        finally:
            self.process = None
        bad = [line for line in self.log('error.log').splitlines()
               if BAD_LOG.search(line)]
        bad += [path.read_text(errors='replace')
                for path in self.folder.path.glob('reports/*')]
        if bad:
            raise AssertionError('in the log: ' + '\n'.join(bad[:5]))

    def log(self, name='access.log'):
        path = self.folder.path / name
        return path.read_text(errors='replace') if path.exists() else ''

    def last_access(self):
        """The fields of the last line of the access log, when it is there."""
        line = until('a line in the access log',
                     lambda: self.log().splitlines())[-1]
        return dict(zip(('status', 'request', 'account', 'reason', 'roles',
                         'user'), line.split('|')))

    def raw(self, data, port=None, wait_s=WAIT_S):
        """Sends bytes, reads until the other side closes."""
        with socket.create_connection(('127.0.0.1', port or self.port),
                                      wait_s) as connection:
            connection.sendall(data)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b''.join(parts)

    def get(self, path, headers=(), cookie=None, method='GET', body=b'',
            host='localhost', port=None):
        lines = [f'{method} {path} HTTP/1.1', f'Host: {host}:'
                 f'{port or self.port}', 'Connection: close']
        if cookie:
            lines.append('Cookie: ' + cookie)
        if body or method in ('POST', 'PUT'):
            if not any(name.lower() == 'content-length'
                       for name, _ in headers):
                lines.append(f'Content-Length: {len(body)}')
        lines += [f'{name}: {value}' for name, value in headers]
        head = '\r\n'.join(lines).encode('utf-8') + b'\r\n\r\n'
        return Answer(self.raw(head + body, port))


PAGE = (('Accept', 'text/html,application/xhtml+xml'),)
NAVIGATE = (('Sec-Fetch-Mode', 'navigate'),)
JSON = (('Accept', 'application/json'),)
