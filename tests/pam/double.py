# SPDX-License-Identifier: BSD-2-Clause
"""A double of the engine, for what a real gcisd never says: it answers every
request with bytes that a test gave it, and hangs up."""

import os
import socket
import threading


class Double:
    """Listens at `path`; `reply` may be changed between requests."""

    def __init__(self, path):
        self.reply = b''
        self.requests = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        os.chmod(path, 0o666)
        self.socket.listen(8)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            with link:
                link.settimeout(10)
                self.answer(link)

    def answer(self, link):
        request = b''
        try:
            while not request.endswith(b'\0'):
                piece = link.recv(65536)
                if not piece:
                    return
                request += piece
            self.requests.append(request)
            link.sendall(self.reply)
        except OSError:
            pass

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(10)
