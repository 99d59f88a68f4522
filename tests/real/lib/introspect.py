# SPDX-License-Identifier: GPL-3.0-or-later
"""introspect.py PORT USER TOKEN: an endpoint of RFC 7662 for one token.

Dovecot asks it whose a token is: GET /introspect?token=TOKEN.
"""
import http.server
import json
import sys
import urllib.parse


class Endpoint(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.urlparse(self.path).query
        token = urllib.parse.parse_qs(query).get('token', [''])[0]
        answer = {'active': token == sys.argv[3]}
        if answer['active']:
            answer['username'] = sys.argv[2]
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)


http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])),
                       Endpoint).serve_forever()
