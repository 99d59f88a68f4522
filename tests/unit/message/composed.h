/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of compose share. */
#ifndef TESTS_MESSAGE_COMPOSED_H
#define TESTS_MESSAGE_COMPOSED_H

#include <stddef.h>

#include "message/compose.h"

struct buf;
struct message;

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

#define DATE "Wed, 03 Nov 1999 11:24:29 -0500"
#define ID "19991103112429.047942@localhost"
#define DATE_TO "Date: " DATE "\r\nTo: t@y.example\r\n"
#define REST "Subject: test " DATE "\r\nMessage-Id: <" ID ">\r\n" \
	     "X-Mailer: mailer 1\r\n"
#define HEADER DATE_TO "From: f@x.example\r\n" REST
#define BODY "This is a test mailing"

/* A composition with nothing out of the ordinary, for TZ=EST5. */
struct composition plain(void);

struct text_source text(const char *s);

/* The message on the wire, read and sent with room for n bytes. */
void send_message(const struct message *m, size_t n, struct buf *out);

/* Compose, and send it with room of several sizes: that must be wanted. */
void check(const struct composition *c, const char *want);

#endif
