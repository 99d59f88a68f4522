# SPDX-License-Identifier: GPL-3.0-or-later
"""A random run: the options, and what the server of the project's fakeserver
(tests/support) says to a client that does as they say.

A story is drawn from a random.Random, so that a seed makes the same one
again.  The script is linear: what the client is to send is worked out here,
and fakeserver complains in its log about whatever it sends instead.
"""

QUIT_POINTS = ["banner", "ehlo", "auth", "mail", "rcpt"]
DROP_POINTS = QUIT_POINTS + ["data", "dot"]

# Options that do not change what is sent; a group gives one at most.
SHOWN = [
    [["--show-time-lapse"], ["--show-time-lapse", "i"]],
    [["--show-raw-text"]],
    [["--suppress-data"]],
    [["--no-info-hints"], ["--no-send-hints"], ["--no-receive-hints"],
     # what Debian 12's swaks leaves out for one of these, newer ones do for
     # both
     ["--no-hints", "--no-info-hints"]],
    [["--hide-receive"], ["--hide-send"], ["--hide-informational"],
     ["--hide-all"]],
    [["--silent"], ["--silent", "2"], ["--silent", "3"]],
]

MESSAGES = [
    [],
    ["--body", "hello"],
    ["--body", r"two\nlines\n.\n..dots\n"],
    ["--header", "Subject: another"],
    ["--header", "X-One: 1", "--add-header", "X-Two: 2"],
    ["--h-X-Three", "3"],
    ["--data", r"From: %FROM_ADDRESS%\nTo: %TO_ADDRESS%\n\n%BODY%\n",
     "--body", "in data"],
    ["--data", r"Subject: x%NEWLINE%%NEW_HEADERS%\n\nbody\n.\n",
     "--add-header", "X-New: yes"],
    # a line end behind the dot would be one too many with swaks
    ["--data", "Subject: bare\r\n\r\nno fixup\r\n.", "--no-data-fixup"],
]


class Story:
    def __init__(self, rng):
        self.rng = rng
        self.argv = []
        self.lines = []         # of the [server] section
        self.over = False       # nothing follows
        self.stop = None        # ("quit" | "drop" | "send", point)
        self.choose()
        self.write()

    # ---- what is drawn ----

    def choose(self):
        rng = self.rng
        self.protocol = rng.choice(["ESMTP"] * 4 + ["SMTP", "LMTP"])
        self.recipients = rng.choice([1, 1, 2, 3])
        self.pipeline = self.protocol != "SMTP" and rng.random() < 0.2
        self.tls = rng.choice([None] * 4 + ["taken", "refused", "missing"])
        self.auth = rng.choice([None] * 3 + ["PLAIN", "LOGIN", "CRAM-MD5"])
        if self.protocol == "SMTP":
            self.tls = self.auth = None
        self.tls_option = rng.choice(["-tls", "-tlso", "-tlsos"])
        self.auth_option = rng.choice(["-a", "-ao", "-aos"])
        self.auth_ok = rng.random() < 0.7
        self.refused = rng.choice([None] * 5 + [
            "banner", "ehlo", "mail", "rcpt", "one rcpt", "data", "dot",
            "quit"])
        if self.refused is None and not self.pipeline:
            self.stop = self.choose_stop()
        self.options()

    def choose_stop(self):
        kind = self.rng.choice([None, None, "quit", "drop", "send"])
        if not kind:
            return None
        points = list(QUIT_POINTS if kind == "quit" else DROP_POINTS)
        # which of two greetings is meant depends on what becomes of TLS
        if self.tls in ("refused", "missing"):
            points.remove("ehlo")
        # Debian 12's swaks does not stop at these: docs/from-swaks.md
        if kind == "send":
            points = [p for p in points if p not in ("banner", "ehlo")]
            if not self.auth:
                points.remove("auth")
        return kind, self.rng.choice(points)

    def options(self):
        rng = self.rng
        add = self.argv.extend
        add(["--helo", "me.example", "--from",
             rng.choice(["a@example.org", "<>"]), "--to",
             ",".join(f"b{i}@example.org" for i in range(self.recipients))])
        if self.protocol != "ESMTP":
            add(["--protocol", self.protocol])
        if self.pipeline:
            add(["--pipeline"])
        if self.tls:
            add([self.tls_option])
        if self.auth:
            add([self.auth_option, self.auth, "-au", "fred", "-ap", "secret"])
            add(rng.choice([[], ["-apt"], ["-ahp"], ["-ahp", "-apt"]]))
        if self.stop:
            add([{"quit": "--quit-after", "drop": "--drop-after",
                  "send": "--drop-after-send"}[self.stop[0]], self.stop[1]])
        add(rng.choice(MESSAGES))
        for group in SHOWN:
            if rng.random() < 0.25:
                add(rng.choice(group))

    # ---- what follows from it ----

    def say(self, text):
        self.lines.append("S: " + text)

    def say_at_once(self, texts):
        """In one write, which a reader gets in one read."""
        self.lines.append("RAW " + "".join(t + r"\r\n" for t in texts))

    def hear(self, pattern):
        self.lines.append("C: " + pattern)

    def leave(self):
        """The client says goodbye."""
        if not self.over:
            self.hear("QUIT")
            self.say("500 no" if self.refused == "quit" else "221 bye")
        self.over = True

    def drop(self):
        self.lines.append("END")
        self.over = True

    def stops(self, *kinds_and_point):
        return self.stop == kinds_and_point

    def command(self, point, pattern, reply):
        """One command and its reply; False where nothing follows."""
        self.hear(pattern)
        if self.stops("send", point):
            self.drop()
            return False
        self.say(reply)
        return not self.passed(point)

    def passed(self, point):
        """Is this where the run was to stop?"""
        if self.stops("drop", point):
            self.drop()
        elif self.stops("quit", point):
            self.leave()
        return self.over

    def write(self):
        if self.banner() and self.hello() and self.secure() and \
                self.login() and self.envelope() and self.message():
            self.leave()

    def banner(self):
        if self.stops("send", "banner"):
            self.drop()
            return False
        if self.refused == "banner":
            self.say("554 go away")
            self.leave()
            return False
        self.say("220 mail.example ready")
        return not self.passed("banner")

    def greeting(self):
        return {"SMTP": "HELO", "LMTP": "LHLO"}.get(self.protocol, "EHLO")

    def offers(self, secure):
        found = ["mail.example", "8BITMIME"]
        if self.pipeline:
            found.append("PIPELINING")
        if self.tls in ("taken", "refused") and not secure:
            found.append("STARTTLS")
        if self.auth:
            found.append("AUTH PLAIN LOGIN CRAM-MD5")
        return found

    def greet(self, secure=False):
        word = self.greeting()
        self.hear(word + " me.example")
        # of two greetings the last is meant
        last = secure or not self.will_secure()
        if last and self.stops("send", "ehlo"):
            self.drop()
            return False
        if word == "HELO":
            self.say("250 mail.example")
        else:
            *others, last_one = self.offers(secure)
            self.say_at_once(["250-" + offer for offer in others] +
                             ["250 " + last_one])
        return not (last and self.passed("ehlo"))

    def will_secure(self):
        return self.tls == "taken"

    def hello(self):
        if self.refused == "ehlo":
            self.hear(self.greeting() + " me.example")
            self.say("502 not known")
            if self.greeting() != "EHLO":
                self.leave()
                return False
            self.hear("HELO me.example")
            self.say("250 mail.example")
            self.tls = "missing" if self.tls else None
            self.auth = "missing" if self.auth else None
            self.pipeline = False
            return True
        return self.greet()

    def secure(self):
        if not self.tls:
            return True
        if self.tls == "missing":
            if self.tls_option == "-tls":
                self.leave()
            return not self.over
        self.hear("STARTTLS")
        if self.tls == "refused":
            self.say("454 not now")
            if self.tls_option == "-tlso":
                return True
            self.lines.append("C?: QUIT")
            self.say("221 bye")
            self.over = True
            return False
        self.say("220 go")
        self.lines.append("TLS good")
        return self.greet(secure=True)

    def login(self):
        if not self.auth:
            return not self.passed("auth")
        if self.auth == "missing":
            if self.auth_option == "-a":
                self.leave()
            return not self.over and not self.passed("auth")
        if not self.exchange():
            return False
        if not self.auth_ok and self.auth_option != "-ao":
            self.leave()
            return False
        return not self.passed("auth")

    def exchange(self):
        first, rounds = {
            "PLAIN": ("AUTH PLAIN *", []),
            "LOGIN": ("AUTH LOGIN", ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]),
            "CRAM-MD5": ("AUTH CRAM-MD5", ["PDEuMkBtYWlsLmV4YW1wbGU+"]),
        }[self.auth]
        self.hear(first)
        if self.stops("send", "auth"):
            self.drop()
            return False
        for challenge in rounds:
            self.say("334 " + challenge)
            self.hear("*")
        self.say("235 welcome" if self.auth_ok else "535 wrong")
        return True

    def reply(self, good, name, bad):
        return bad if self.refused == name else good

    def envelope(self):
        if self.pipeline:
            return self.together()
        if not self.command("mail", "MAIL FROM:*",
                            self.reply("250 sender ok", "mail", "550 no")):
            return False
        if self.refused == "mail":
            self.leave()
            return False
        for i in range(self.recipients):
            if not self.recipient(i):
                return False
        if self.no_one():
            self.leave()
            return False
        if not self.command("data", "DATA",
                            self.reply("354 go on", "data", "451 later")):
            return False
        if self.refused == "data":
            self.leave()
        return not self.over

    def answer_to(self, i):
        if self.refused == "rcpt" or (self.refused == "one rcpt" and i == 0):
            return "550 unknown"
        return "250 recipient ok"

    def no_one(self):
        return all(self.answer_to(i).startswith("5")
                   for i in range(self.recipients))

    def recipient(self, i):
        last = i == self.recipients - 1
        self.hear(f"RCPT TO:<b{i}@example.org>")
        if self.stops("send", "rcpt"):
            self.drop()
            return False
        self.say(self.answer_to(i))
        return not (last and self.passed("rcpt"))

    def together(self):
        """MAIL, RCPT and DATA in one write, and their replies in another."""
        replies = [self.reply("250 sender ok", "mail", "550 no")]
        self.hear("MAIL FROM:*")
        for i in range(self.recipients):
            self.hear(f"RCPT TO:<b{i}@example.org>")
            replies.append("503 first a sender" if self.refused == "mail"
                           else self.answer_to(i))
        self.hear("DATA")
        bad = self.refused in ("mail", "data") or self.no_one()
        replies.append("451 no" if bad else "354 go on")
        self.say_at_once(replies)
        if bad:
            self.leave()
        return not bad

    def message(self):
        self.lines.append("DATA")
        if self.stops("send", "dot"):
            self.drop()
            return False
        count = 1
        if self.protocol == "LMTP":
            count = sum(self.answer_to(i).startswith("2")
                        for i in range(self.recipients))
        self.say_at_once([self.reply("250 queued", "dot", "554 spam")] *
                         count)
        return not self.passed("dot")
