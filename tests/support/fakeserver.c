/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fakeserver: the other side of every test.
 *
 *	fakeserver --script FILE.case [--fd-pipe | --port-file FILE |
 *		--unix PATH] [--certs DIR] [--cert PEM --key PEM] [--log FILE]
 *		[--limit SECONDS]
 *	fakeserver --serve --port-file FILE [--port N] [--cert PEM --key PEM]
 *		[--tls-on-connect] [--user U --password P [--mechs LIST]
 *		[--auth-needs-tls]] [--mail-dir DIR] [--log FILE]
 *		[--max-connections N] [--idle-seconds N]
 *
 * The first plays the server of one case and judges what the client sends;
 * the second is a small server that means what it says.  Both listen on
 * loopback only.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "listen.h"
#include "mail.h"
#include "play.h"

struct options {
	const char *script;
	const char *port_file;
	const char *unix_path;
	const char *log;
	bool serve;
	int port;
	double limit;
	double idle; /* below 0: wait for ever */
	size_t max_connections;
	struct certificates certs;
	struct mail_config mail;
};

enum {
	OPT_SCRIPT = 1,
	OPT_PIPE,
	OPT_PORT_FILE,
	OPT_UNIX,
	OPT_CERTS,
	OPT_CERT,
	OPT_KEY,
	OPT_LOG,
	OPT_LIMIT,
	OPT_SERVE,
	OPT_PORT,
	OPT_TLSC,
	OPT_USER,
	OPT_PASSWORD,
	OPT_MECHS,
	OPT_NEEDS_TLS,
	OPT_MAIL_DIR,
	OPT_MAX,
	OPT_IDLE
};

static const struct option option_rows[] = {
	{ "script", required_argument, NULL, OPT_SCRIPT },
	{ "fd-pipe", no_argument, NULL, OPT_PIPE },
	{ "port-file", required_argument, NULL, OPT_PORT_FILE },
	{ "unix", required_argument, NULL, OPT_UNIX },
	{ "certs", required_argument, NULL, OPT_CERTS },
	{ "cert", required_argument, NULL, OPT_CERT },
	{ "key", required_argument, NULL, OPT_KEY },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "serve", no_argument, NULL, OPT_SERVE },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "tls-on-connect", no_argument, NULL, OPT_TLSC },
	{ "user", required_argument, NULL, OPT_USER },
	{ "password", required_argument, NULL, OPT_PASSWORD },
	{ "mechs", required_argument, NULL, OPT_MECHS },
	{ "auth-needs-tls", no_argument, NULL, OPT_NEEDS_TLS },
	{ "mail-dir", required_argument, NULL, OPT_MAIL_DIR },
	{ "max-connections", required_argument, NULL, OPT_MAX },
	{ "idle-seconds", required_argument, NULL, OPT_IDLE },
	{ NULL, 0, NULL, 0 },
};

static int number(const char *str, int most)
{
	char *end;
	long n = strtol(str, &end, 10);

	if (end == str || *end != '\0' || n < 0 || n > most)
		die("not a number up to %d: %s", most, str);
	return (int)n;
}

static void take_option(struct options *o, int opt)
{
	switch (opt) {
	case OPT_SCRIPT:
		o->script = optarg;
		break;
	case OPT_PIPE: /* what a script does anyway */
		break;
	case OPT_PORT_FILE:
		o->port_file = optarg;
		break;
	case OPT_UNIX:
		o->unix_path = optarg;
		break;
	case OPT_CERTS:
		o->certs.dir = optarg;
		break;
	case OPT_CERT:
		o->certs.cert = optarg;
		break;
	case OPT_KEY:
		o->certs.key = optarg;
		break;
	case OPT_LOG:
		o->log = optarg;
		break;
	case OPT_LIMIT:
		o->limit = number(optarg, 3600);
		break;
	case OPT_SERVE:
		o->serve = true;
		break;
	case OPT_PORT:
		o->port = number(optarg, 65535);
		break;
	default:
		die("see the head of fakeserver.c");
	}
}

/* Those of --serve alone; false when it is another. */
static bool take_mail_option(struct options *o, int opt)
{
	switch (opt) {
	case OPT_TLSC:
		o->mail.tls_on_connect = true;
		return true;
	case OPT_USER:
		o->mail.user = optarg;
		return true;
	case OPT_PASSWORD:
		o->mail.password = optarg;
		return true;
	case OPT_MECHS:
		o->mail.mechs = optarg;
		return true;
	case OPT_NEEDS_TLS:
		o->mail.auth_needs_tls = true;
		return true;
	case OPT_MAIL_DIR:
		o->mail.mail_dir = optarg;
		return true;
	case OPT_MAX:
		o->max_connections = (size_t)number(optarg, 1 << 30);
		return true;
	case OPT_IDLE:
		o->idle = number(optarg, 1 << 20);
		return true;
	default:
		return false;
	}
}

static FILE *open_log(const char *path)
{
	FILE *log = path ? fopen(path, "ae") : NULL;

	if (path != NULL && log == NULL)
		die("%s: %s", path, strerror(errno));
	return log;
}

/*
 * A client soon ends a server that it started, once it has closed the pipe.  On
 * a busy machine that could be before the server has read what was sent; so
 * this process is the one that can be ended, and another of its own plays.
 */
static void step_aside(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0)
		return;
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/* The case runner takes the last line for the sign that the log is whole. */
static void run_script(const struct options *o)
{
	struct text why = { .data = NULL };
	struct casefile file;
	struct script script;
	struct link link;
	size_t at = 0;
	int in = STDIN_FILENO;

	if (casefile_load(&file, o->script, &why) < 0)
		die("%s: %s", o->script, why.data);
	const struct section *server = casefile_find(&file, "server");
	if (server == NULL || script_parse(&script, server, &why) < 0)
		die("%s: %s", o->script, server ? why.data : "no [server]");

	if (o->unix_path == NULL && o->port_file == NULL)
		step_aside();
	FILE *log = open_log(o->log);
	int listening = o->unix_path   ? listen_unix(o->unix_path)
			: o->port_file ? listen_tcp(o->port, o->port_file)
				       : -1;
	alarm((unsigned int)o->limit);
	while (at < script.count) {
		if (listening >= 0)
			in = listen_accept(listening, -1);
		link_init(&link, in, listening >= 0 ? in : STDOUT_FILENO, log);
		link_logf(&link, "# connection");
		play(&link, &script, &at, &o->certs);
	}
	link_logf(&link, "# end");
	if (log != NULL)
		fclose(log);
	if (listening >= 0)
		close(listening);
	script_release(&script);
	casefile_release(&file);
}

static void end_now(int signal)
{
	(void)signal;
	_exit(0);
}

static void load_certificate(struct options *o)
{
	struct text why = { .data = NULL };

	if (o->certs.cert == NULL || o->certs.key == NULL) {
		if (o->mail.tls_on_connect)
			die("--tls-on-connect wants --cert and --key");
		return;
	}
	o->mail.cred = tls_load(o->certs.cert, o->certs.key, &why);
	if (o->mail.cred == NULL)
		die("%s", why.data);
}

static void run_serve(struct options *o)
{
	struct link link;
	size_t messages = 0;

	if ((o->mail.user == NULL) != (o->mail.password == NULL))
		die("--user and --password go together");
	if (o->mail.mail_dir != NULL && mkdir(o->mail.mail_dir, 0777) < 0 &&
	    errno != EEXIST)
		die("%s: %s", o->mail.mail_dir, strerror(errno));
	load_certificate(o);
	signal(SIGTERM, end_now);
	signal(SIGINT, end_now);

	FILE *log = open_log(o->log);
	int listening = listen_tcp(o->port, o->port_file);
	for (size_t n = 0; n < o->max_connections; n++) {
		int conn = listen_accept(listening, o->idle);

		if (conn < 0)
			break;
		link_init(&link, conn, conn, log);
		link_logf(&link, "# connection");
		mail_serve(&link, &o->mail, &messages);
	}
	close(listening);
	if (log != NULL)
		fclose(log);
	if (o->mail.cred != NULL)
		gnutls_certificate_free_credentials(o->mail.cred);
}

int main(int argc, char **argv)
{
	struct options o = {
		.limit = 150,
		.idle = -1,
		.max_connections = (size_t)-1,
		.mail.mechs = "PLAIN LOGIN CRAM-MD5",
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", option_rows, NULL)) != -1)
		if (!take_mail_option(&o, opt))
			take_option(&o, opt);
	if (optind != argc || o.serve == (o.script != NULL))
		die("want --script FILE or --serve");
	/* A client may go away whenever it likes. */
	signal(SIGPIPE, SIG_IGN);
	if (o.serve)
		run_serve(&o);
	else
		run_script(&o);
	return 0;
}
