# SPDX-License-Identifier: BSD-2-Clause
"""A program on a terminal of its own, and a person at the keys."""

import os
import pty
import select
import time

WAIT = 30


class Terminal:
    def __init__(self, words, env):
        self.seen = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(words[0], words, env)

    def expect(self, text):
        """Reads on until `text` stands there; what came before is dropped."""
        end = time.monotonic() + WAIT
        while text not in self.seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f'no {text!r} in {self.seen!r}')
            got = self.read()
            if not got:
                raise AssertionError(f'ended without {text!r}: {self.seen!r}')
            self.seen += got
        before, self.seen = self.seen.split(text, 1)
        return before

    def read(self):
        try:
            return os.read(self.fd, 65536).decode(errors='replace')
        except OSError:  # the other side has closed
            return ''

    def type(self, text):
        time.sleep(0.1)  # the echo is off before the prompt is out
        os.write(self.fd, text.encode() + b'\n')

    def end(self):
        """(exit status, what was left to read)"""
        left = self.seen
        while True:
            got = self.read()
            if not got:
                break
            left += got
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status), left
