/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp/step_resolve and step_link: the way to a domain's exchanges, with what
 * the name service says made up here (this program has a mx_find() of its
 * own) and servers on loopback.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/bus.h"
#include "event/tally.h"
#include "net/mx.h"
#include "options/config.h"
#include "options/sources.h"
#include "plan/persona.h"
#include "plan/plan.h"
#include "smtp/session.h"

/* Address and numbers that no test machine has anything at. */
#define DEAD "127.1.2.3"

enum { WORDS_MOST = 32 };

struct exchange {
	unsigned preference;
	const char *host;	/* NULL ends the list */
};

/* What mx_find() is to say; it has no other way to know. */
static struct {
	const char *domain;	/* that it must be asked for */
	const struct exchange *exchanges;
	bool null;
	enum err_kind kind;	/* or this error */
	size_t asked;
} service;

int mx_find(const struct mx_question *question,
	    const struct patience *patience, struct mx_list *list,
	    struct err *err)
{
	const struct exchange *e = service.exchanges;

	(void)patience;
	service.asked++;
	assert_string_equal(question->domain, service.domain);
	*list = (struct mx_list){ .null = service.null };
	if (service.kind != ERR_NONE)
		return err_set(err, service.kind, "made up");
	for (; e && e->host; e++)
		list->at[list->count++] = (struct mx){
			.preference = e->preference,
			.host = mem_string(e->host),
		};
	mx_sort(list);
	return 0;
}

/* ---- a server that says hello and goodbye ---- */

struct greeter {
	int fd;
	uint16_t port;
	pthread_t thread;
};

static void *greet(void *argument)
{
	const struct greeter *g = argument;
	char block[256];
	int fd = accept(g->fd, NULL, NULL);

	if (fd < 0)
		return NULL;
	if (write(fd, "220 hello\r\n", 11) == 11 &&
	    read(fd, block, sizeof(block)) > 0 &&
	    write(fd, "221 bye\r\n", 9) == 9)
		while (read(fd, block, sizeof(block)) > 0)
			;
	close(fd);
	return NULL;
}

static void open_greeter(struct greeter *g)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t n = sizeof(here);

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(g->fd, (struct sockaddr *)&here, n), 0);
	assert_int_equal(listen(g->fd, 1), 0);
	assert_int_equal(getsockname(g->fd, (struct sockaddr *)&here, &n), 0);
	g->port = ntohs(here.sin_port);
	assert_int_equal(pthread_create(&g->thread, NULL, greet, g), 0);
}

static void close_greeter(struct greeter *g)
{
	shutdown(g->fd, SHUT_RDWR);
	pthread_join(g->thread, NULL);
	close(g->fd);
}

/* ---- a run ---- */

struct run {
	const char *as, *to;
	const char *args;	/* more, a space between */
	int code;
	struct tally tally;
	struct buf tries;	/* "a b ": the hosts that were tried */
};

static void take(void *self, const struct event *e)
{
	struct run *r = self;

	if (e->kind == EVENT_TRYING)
		buf_addf(&r->tries, "%s ", e->text);
}

static void make_plan(struct plan *plan, const struct run *r, uint16_t port)
{
	const struct persona *persona = persona_for(r->as);
	struct config config = { 0 };
	struct strings words = { 0 };
	char *nothing[] = { NULL }, *argv[WORDS_MOST + 1] = { NULL };
	char *line = mem_format("x --config -4 -q banner -h me -t %s -p %u "
				"--timeout 90 %s", r->to, port,
				r->args ? r->args : "");
	struct err err;

	strings_split(&words, line, ' ');
	assert_true(words.count <= WORDS_MOST);
	memcpy(argv, words.at, words.count * sizeof(*argv));
	assert_int_equal(sources_read(&config, &persona->names,
				      argv, nothing, &err), 0);
	assert_int_equal(plan_make(plan, &config, persona, &clock_system,
				   &err), 0);
	config_release(&config);
	strings_release(&words);
	free(line);
}

static void run(struct run *r)
{
	static const struct secret_policy policy = { .hide = false };
	struct greeter greeter;
	struct plan plan;
	struct bus bus;

	open_greeter(&greeter);
	make_plan(&plan, r, greeter.port);
	service.domain = plan.target.place;
	service.asked = 0;
	tally_init(&r->tally);
	bus_init(&bus, &policy);
	bus_add_sink(&bus, tally_sink(&r->tally));
	bus_add_sink(&bus, (struct sink){ .take = take, .self = r });
	buf_init(&r->tries, 4096);
	r->code = session_run(&plan, &bus, NULL, NULL);
	assert_int_equal(r->code, r->tally.exit_code);
	bus_release(&bus);
	plan_release(&plan);
	close_greeter(&greeter);
}

static void end(struct run *r)
{
	tally_release(&r->tally);
	buf_release(&r->tries);
}

static void check_row(const struct run *r, size_t i, enum step_id step,
		      enum status status, const char *part)
{
	assert_true(i < r->tally.count);
	assert_int_equal(r->tally.results[i].step, step);
	assert_int_equal(r->tally.results[i].status, status);
	if (!strstr(r->tally.results[i].detail, part))
		fail_msg("no '%s' in: %s", part, r->tally.results[i].detail);
}

static void the_first_that_answers(void **state)
{
	static const struct exchange exchanges[] = {
		{ 20, "127.0.0.1" }, { 10, DEAD }, { 30, "localhost" }, { 0 },
	};
	struct run r = { .as = "smtpcheck", .to = "a@example.org" };

	(void)state;
	service.exchanges = exchanges;
	run(&r);
	assert_int_equal(r.code, 0);
	assert_int_equal(service.asked, 1);
	assert_string_equal(buf_str(&r.tries), DEAD " 127.0.0.1 ");
	check_row(&r, 0, STEP_RESOLVE, STATUS_OK,
		  "example.org has MX 10 " DEAD ", 20 127.0.0.1, 30 localhost");
	check_row(&r, 1, STEP_RESOLVE, STATUS_OK, "MX 10 " DEAD ": " DEAD);
	check_row(&r, 2, STEP_CONNECT, STATUS_WARN, DEAD " port");
	check_row(&r, 3, STEP_RESOLVE, STATUS_OK, "MX 20 127.0.0.1:");
	check_row(&r, 4, STEP_CONNECT, STATUS_OK, "127.0.0.1 port");
	check_row(&r, 5, STEP_BANNER, STATUS_OK, "220 hello");
	end(&r);
}

/* An exchange without an address is as good as one that is down. */
static void without_address(void **state)
{
	static const struct exchange exchanges[] = {
		{ 1, "::1" }, { 2, DEAD }, { 3, "::1" }, { 4, "127.0.0.1" },
		{ 0 },
	};
	struct run r = { .as = "swaks", .to = "a@example.org" };

	(void)state;
	service.exchanges = exchanges;
	run(&r);
	assert_int_equal(r.code, 0);
	assert_string_equal(buf_str(&r.tries), "::1 " DEAD " ::1 127.0.0.1 ");
	check_row(&r, 1, STEP_RESOLVE, STATUS_WARN, "MX 1 ::1");
	check_row(&r, 2, STEP_RESOLVE, STATUS_OK, "MX 2 " DEAD);
	check_row(&r, 3, STEP_CONNECT, STATUS_WARN, DEAD);
	check_row(&r, 4, STEP_RESOLVE, STATUS_WARN, "MX 3 ::1");
	check_row(&r, 5, STEP_RESOLVE, STATUS_OK, "MX 4 127.0.0.1");
	end(&r);
}

static void none_answers(void **state)
{
	static const struct exchange down[] = {
		{ 1, DEAD }, { 2, DEAD }, { 3, "::1" }, { 0 },
	}, nameless[] = { { 1, "::1" }, { 2, "::2" }, { 0 } };
	struct run r = { .as = "smtpcheck", .to = "a@example.org" };

	(void)state;
	service.exchanges = down;
	run(&r);
	assert_int_equal(r.code, EXIT_CONNECT);
	assert_int_equal(r.tally.failure.step, STEP_CONNECT);
	assert_int_equal(r.tally.failure.kind, ERR_REFUSED);
	assert_string_equal(buf_str(&r.tries), DEAD " " DEAD " ::1 ");
	end(&r);
	service.exchanges = nameless;
	run(&r);
	assert_int_equal(r.code, EXIT_CONNECT);
	assert_int_equal(r.tally.failure.step, STEP_RESOLVE);
	assert_string_equal(buf_str(&r.tries), "::1 ::2 ");
	end(&r);
}

/* The domain itself, where it has no MX or is not known to a name server. */
static void without_mx(void **state)
{
	static const enum err_kind kinds[] = { ERR_NONE, ERR_NO_SUCH_HOST };

	(void)state;
	service.exchanges = NULL;
	for (size_t i = 0; i < 2; i++) {
		/* a domain that is an address needs no name service */
		struct run r = { .as = "smtpcheck", .to = "a@127.0.0.1" };

		service.kind = kinds[i];
		run(&r);
		assert_int_equal(r.code, 0);
		check_row(&r, 0, STEP_RESOLVE, STATUS_OK,
			  "no MX; the domain itself: 127.0.0.1");
		end(&r);
	}
	service.kind = ERR_NONE;
}

static void null_mx(void **state)
{
	struct run r = { .as = "smtpcheck", .to = "a@127.0.0.1" };

	(void)state;
	service.exchanges = NULL;
	service.null = true;
	run(&r);
	service.null = false;
	assert_int_equal(r.code, EXIT_CONNECT);
	assert_int_equal(r.tally.failure.step, STEP_RESOLVE);
	assert_int_equal(r.tally.failure.kind, ERR_NULL_MX);
	check_row(&r, 0, STEP_RESOLVE, STATUS_FAILED, "takes no mail");
	end(&r);
}

/* Mail must not go elsewhere only since a name server is down. */
static void no_answer(void **state)
{
	static const enum err_kind kinds[] = { ERR_RESOLVE_TEMPORARY,
					       ERR_TIMEOUT };

	(void)state;
	service.exchanges = NULL;
	for (size_t i = 0; i < 2; i++) {
		struct run r = { .as = "smtpcheck", .to = "a@127.0.0.1" };

		service.kind = kinds[i];
		run(&r);
		assert_int_equal(r.code, EXIT_CONNECT);
		assert_int_equal(r.tally.failure.kind, ERR_RESOLVE_TEMPORARY);
		end(&r);
		r.as = "swaks";
		run(&r);
		assert_int_equal(r.code, 0);
		check_row(&r, 0, STEP_RESOLVE, STATUS_WARN, "MX not known");
		check_row(&r, 1, STEP_RESOLVE, STATUS_OK, "127.0.0.1");
		end(&r);
	}
	service.kind = ERR_NONE;
}

/* A literal and localhost are asked of no one. */
static void no_question(void **state)
{
	static const char *const recipients[] = {
		"a@[127.0.0.1]", "a@localhost",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct run r = { .as = "smtpcheck", .to = recipients[i] };

		run(&r);
		assert_int_equal(r.code, 0);
		assert_int_equal(service.asked, 0);
		end(&r);
	}
}

static void from_where(void **state)
{
	struct run r = { .as = "smtpcheck", .to = "a@[127.0.0.1]",
			 .args = "-li 127.4.5.6" };

	(void)state;
	run(&r);
	assert_int_equal(r.code, 0);
	end(&r);
	r.args = "-li 192.0.2.1 -lp 9";
	run(&r);
	assert_int_equal(r.code, EXIT_CONNECT);
	assert_int_equal(r.tally.failure.step, STEP_CONNECT);
	assert_int_equal(r.tally.failure.kind, ERR_BIND);
	check_row(&r, 1, STEP_CONNECT, STATUS_FAILED,
		  "from 192.0.2.1 port 9: ");
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_answers),
		cmocka_unit_test(without_address),
		cmocka_unit_test(none_answers),
		cmocka_unit_test(without_mx),
		cmocka_unit_test(null_mx),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(no_question),
		cmocka_unit_test(from_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
