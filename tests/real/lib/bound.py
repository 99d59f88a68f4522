# SPDX-License-Identifier: GPL-3.0-or-later
"""bound.py PORT PEM VERSION PASSWORD [EXPORTER]: SCRAM-SHA-256-PLUS, forever.

The TLS is OpenSSL's: `openssl s_server`, which says what tls-exporter (RFC
9266) is in each session.  What is spoken inside of it, ESMTP and SCRAM (RFC
5802, RFC 7677), is here.  EXPORTER, in hex, is taken in the place of what the
session has, as somebody in between would have another.
"""
import base64
import hashlib
import hmac
import os
import re
import signal
import subprocess
import sys

port, pem, version, password = sys.argv[1:5]
other = sys.argv[5] if len(sys.argv) > 5 else None
SALT = 'QSXCR+Q6sek8bf92'


def encode(text):
    return base64.b64encode(text).decode()


def digest(key, text):
    return hmac.new(key, text, 'sha256').digest()


class Session:
    def __init__(self):
        self.seen = b''
        self.process = subprocess.Popen(
            ['stdbuf', '-o0', 'openssl', 's_server', '-accept', '127.0.0.1:' + port, '-cert',
             pem, '-key', pem, version, '-naccept', '1', '-keymatexport',
             'EXPORTER-Channel-Binding', '-keymatexportlen', '32'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)

    def until(self, pattern):
        while True:
            found = re.search(pattern, self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return found
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                raise EOFError
            self.seen += more

    def say(self, line):
        self.process.stdin.write(line.encode() + b'\r\n')
        self.process.stdin.flush()

    def bindings(self):
        """What each kind of binding is in this session."""
        export = self.until(rb'Keying material: ([0-9A-F]+)\s').group(1)
        text = open(pem).read()
        text = text[text.index('-----BEGIN CERT'):].split('-----')[2]
        return {'tls-exporter': bytes.fromhex(other or export.decode()),
                'tls-server-end-point':
                    hashlib.sha256(base64.b64decode(text)).digest()}

    def exchange(self, bindings):
        first = base64.b64decode(
            self.until(rb'AUTH SCRAM-SHA-256\S* (\S+)\r?\n').group(1)).decode()
        header, bare = re.match('([^,]*,[^,]*,)(.*)', first).groups()
        challenge = '%s-more,s=%s,i=4096' % (bare[bare.index('r='):], SALT)
        self.say('334 ' + encode(challenge.encode()))
        final = base64.b64decode(
            self.until(rb'([A-Za-z0-9+/=]{40,})\r?\n').group(1)).decode()
        unproven, proof = final.rsplit(',p=', 1)
        bound = header.encode()
        if header.startswith('p='):
            bound += bindings[header[2:].split(',')[0]]
        elif header.startswith('y'):
            return 'server-does-support-channel-binding', header
        if base64.b64decode(unproven.split(',')[0][2:]) != bound:
            return 'channel-bindings-dont-match', header
        salted = hashlib.pbkdf2_hmac('sha256', password.encode(),
                                     base64.b64decode(SALT), 4096)
        message = ','.join((bare, challenge, unproven)).encode()
        key = digest(salted, b'Client Key')
        signature = digest(hashlib.sha256(key).digest(), message)
        if bytes(a ^ b for a, b in zip(key, signature)) != \
                base64.b64decode(proof):
            return 'invalid-proof', header
        self.say('334 ' + encode(b'v=' + encode(digest(
            digest(salted, b'Server Key'), message)).encode()))
        self.until(rb'\n')
        return None, header

    def serve(self):
        self.until(rb'ACCEPT')
        bindings = self.bindings()
        self.say('220 bound.test.example ESMTP')
        self.until(rb'EHLO [^\n]*\n')
        self.say('250-bound.test.example\r\n'
                 '250 AUTH SCRAM-SHA-256 SCRAM-SHA-256-PLUS')
        error, header = self.exchange(bindings)
        print('header', header, 'error', error, flush=True)
        if error:
            self.say('334 ' + encode(b'e=' + error.encode()))
            self.until(rb'\n')
            self.say('535 5.7.8 Refused')
        else:
            self.say('235 2.7.0 Welcome')
        self.until(rb'QUIT\r?\n')
        self.say('221 2.0.0 Bye')
        self.process.stdin.close()
        self.process.wait()


def stop(*_):
    session.process.kill()
    sys.exit(0)


session = Session()
signal.signal(signal.SIGTERM, stop)
while True:
    try:
        session.serve()
    except EOFError:
        session.process.wait()
    print('disconnect', flush=True)
    session = Session()
