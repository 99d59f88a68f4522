/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of the small mail server: RFC 5321, with 1870 (SIZE), 2034
 * (enhanced codes), 2920 (PIPELINING), 3207 (STARTTLS), 4954 (AUTH) and 6152
 * (8BITMIME).
 */
#include "mail.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* RFC 5321, 4.5.3.2.7, would have 5 minutes; a test does not. */
static const double PATIENCE = 30;

enum { MAX_SIZE = 1 << 30 };

void mail_reply(struct mail *mail, const char *reply)
{
	struct text out = { .data = NULL };

	text_printf(&out, "%s\r\n", reply);
	link_log(mail->link, mail->link->tls ? "S~" : "S:", out.data, out.len);
	if (!link_write(mail->link, out.data, out.len))
		mail->over = true;
	text_free(&out);
}

bool mail_line(struct mail *mail)
{
	struct text *line = &mail->line;
	enum got got = link_line(mail->link, line, PATIENCE);

	if (got == GOT_NOTHING)
		mail_reply(mail, "421 4.4.2 Waited too long");
	if (got != GOT_SOME)
		mail->over = true;
	if (line->len > 0 && line->data[line->len - 1] == '\n')
		line->len--;
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	if (line->data != NULL)
		line->data[line->len] = '\0';
	return got == GOT_SOME;
}

static void forget_transaction(struct mail *mail)
{
	mail->has_sender = false;
	mail->recipients = 0;
}

static void do_helo(struct mail *mail, char *arg)
{
	if (*arg == '\0') {
		mail_reply(mail, "501 5.5.4 Say who you are");
		return;
	}
	mail->greeted = true;
	forget_transaction(mail);
	mail_reply(mail, "250 mail.test.example");
}

static void do_ehlo(struct mail *mail, char *arg)
{
	struct text out = { .data = NULL };

	if (*arg == '\0') {
		mail_reply(mail, "501 5.5.4 Say who you are");
		return;
	}
	mail->greeted = true;
	forget_transaction(mail);
	text_str(&out, "250-mail.test.example\r\n");
	if (mail->config->cred != NULL && mail->link->tls == NULL)
		text_str(&out, "250-STARTTLS\r\n");
	if (mail_auth_offered(mail))
		text_printf(&out, "250-AUTH %s\r\n", mail->config->mechs);
	text_printf(&out, "250-SIZE %d\r\n250-8BITMIME\r\n", MAX_SIZE);
	text_str(&out, "250-PIPELINING\r\n250 ENHANCEDSTATUSCODES");
	mail_reply(mail, out.data);
	text_free(&out);
}

static void do_starttls(struct mail *mail, char *arg)
{
	struct text why = { .data = NULL };

	if (*arg != '\0') {
		mail_reply(mail, "501 5.5.4 STARTTLS takes no parameter");
	} else if (mail->config->cred == NULL) {
		mail_reply(mail, "502 5.5.1 No TLS here");
	} else if (mail->link->tls != NULL) {
		mail_reply(mail, "503 5.5.1 TLS is active already");
	} else if (link_pending(mail->link)) {
		/* What was pipelined behind STARTTLS came in clear, and must
		 * not be taken for something said under TLS. */
		mail_reply(mail, "554 5.5.0 Commands behind STARTTLS");
		mail->over = true;
	} else {
		mail_reply(mail, "220 2.0.0 Ready to start TLS");
		if (!link_start_tls(mail->link, mail->config->cred,
				    "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1", &why)) {
			link_logf(mail->link, "# %s", text_cstr(&why));
			mail->over = true;
		}
		mail->greeted = false;
		forget_transaction(mail);
	}
	text_free(&why);
}

/* xtext (RFC 3461, 4): printable but "+" and "=", or "+" and two digits. */
static bool xtext_ok(const char *str)
{
	for (; *str != '\0'; str++) {
		if (*str < '!' || *str > '~' || *str == '=')
			return false;
		if (*str == '+' && strspn(str + 1, "0123456789ABCDEF") < 2)
			return false;
	}
	return true;
}

/* The reply to a MAIL parameter that cannot be had, or NULL. */
static const char *check_mail_parameter(const char *param)
{
	if (strncasecmp(param, "SIZE=", 5) == 0)
		return strtoul(param + 5, NULL, 10) > MAX_SIZE
			       ? "552 5.3.4 Message too big"
			       : NULL;
	if (strncasecmp(param, "AUTH=", 5) == 0)
		return param[5] != '\0' && xtext_ok(param + 5)
			       ? NULL
			       : "501 5.5.4 AUTH= wants xtext";
	if (strcasecmp(param, "BODY=7BIT") == 0 ||
	    strcasecmp(param, "BODY=8BITMIME") == 0)
		return NULL;
	return "555 5.5.4 No such parameter";
}

static const char *check_rcpt_parameter(const char *param)
{
	(void)param;
	return "555 5.5.4 No such parameter";
}

/*
 * "FROM:<path> parameters" and its sister.  Returns the reply to what is
 * wrong, or NULL.  ARG is cut into pieces.
 */
static const char *check_path(char *arg, const char *word, bool may_be_empty,
			      const char *(*check)(const char *))
{
	size_t len = strlen(word);
	char *state = NULL;

	if (strncasecmp(arg, word, len) != 0 || arg[len] != '<')
		return "501 5.5.4 Wrong syntax";
	char *path = arg + len + 1;
	char *end = strchr(path, '>');
	if (end == NULL || (end[1] != '\0' && end[1] != ' '))
		return "501 5.5.4 Wrong syntax";
	if (end == path && !may_be_empty)
		return "501 5.1.3 No recipient";
	for (char *param = strtok_r(end + 1, " ", &state); param != NULL;
	     param = strtok_r(NULL, " ", &state)) {
		const char *wrong = check(param);
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

static void do_mail(struct mail *mail, char *arg)
{
	const char *wrong = NULL;

	if (!mail->greeted)
		wrong = "503 5.5.1 Say EHLO first";
	else if (mail->config->user != NULL && !mail->authenticated)
		wrong = "530 5.7.0 Authentication required";
	else if (mail->has_sender)
		wrong = "503 5.5.1 There is a sender already";
	else
		wrong = check_path(arg, "FROM:", true, check_mail_parameter);
	if (wrong == NULL)
		mail->has_sender = true;
	mail_reply(mail, wrong ? wrong : "250 2.1.0 Sender ok");
}

static void do_rcpt(struct mail *mail, char *arg)
{
	const char *wrong = NULL;

	if (!mail->has_sender)
		wrong = "503 5.5.1 MAIL first";
	else
		wrong = check_path(arg, "TO:", false, check_rcpt_parameter);
	if (wrong == NULL)
		mail->recipients++;
	mail_reply(mail, wrong ? wrong : "250 2.1.5 Recipient ok");
}

static void do_data(struct mail *mail, char *arg)
{
	if (*arg != '\0') {
		mail_reply(mail, "501 5.5.4 DATA takes no parameter");
	} else if (mail->recipients == 0) {
		mail_reply(mail, "503 5.5.1 No valid recipients");
	} else {
		mail_data(mail);
		forget_transaction(mail);
	}
}

static void do_rset(struct mail *mail, char *arg)
{
	(void)arg;
	forget_transaction(mail);
	mail_reply(mail, "250 2.0.0 Ok");
}

static void do_noop(struct mail *mail, char *arg)
{
	(void)arg;
	mail_reply(mail, "250 2.0.0 Ok");
}

static void do_quit(struct mail *mail, char *arg)
{
	(void)arg;
	mail_reply(mail, "221 2.0.0 Bye");
	mail->over = true;
}

static const struct command {
	const char *verb;
	void (*act)(struct mail *, char *arg);
} commands[] = {
	{ "EHLO", do_ehlo },   { "HELO", do_helo }, { "STARTTLS", do_starttls },
	{ "AUTH", mail_auth }, { "MAIL", do_mail }, { "RCPT", do_rcpt },
	{ "DATA", do_data },   { "RSET", do_rset }, { "NOOP", do_noop },
	{ "QUIT", do_quit },
};

static void obey(struct mail *mail)
{
	char *line = mail->line.data;
	size_t len = strcspn(line, " ");

	if (strlen(line) != mail->line.len) {
		mail_reply(mail, "500 5.5.2 NUL in a command");
		return;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const char *verb = commands[i].verb;

		if (strlen(verb) == len && strncasecmp(verb, line, len) == 0) {
			/* The handler may read another line into this one. */
			const char *rest = line + len + (line[len] == ' ');
			char *arg = xstrndup(rest, strlen(rest));

			commands[i].act(mail, arg);
			free(arg);
			return;
		}
	}
	mail_reply(mail, "500 5.5.2 No such command");
}

void mail_serve(struct link *link, const struct mail_config *config,
		size_t *messages)
{
	struct text why = { .data = NULL };
	struct mail mail = {
		.link = link,
		.config = config,
		.messages = messages,
	};

	if (config->tls_on_connect &&
	    !link_start_tls(link, config->cred,
			    "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1", &why)) {
		link_logf(link, "# %s", text_cstr(&why));
		mail.over = true;
	}
	if (!mail.over)
		mail_reply(&mail, "220 mail.test.example ESMTP");
	while (!mail.over && mail_line(&mail))
		obey(&mail);
	link_close(link, CLOSE_NOTIFY);
	text_free(&mail.line);
	text_free(&why);
}
