/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command whose first line is a secret (a password manager's, mostly):
 * see secret_source.h.  No shell is in it unless the user names one.  Its
 * standard error is the terminal's, so that what it has to say is seen.
 *
 *	command = *WSP word *( 1*WSP word ) *WSP
 *	word    = 1*( "'" *any "'" / DQUOTE *( any / "\" any ) DQUOTE /
 *		      "\" any / any )
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "plan/secret_source.h"

extern char **environ;

enum {
	COMMAND_SECONDS = 30,
	LOOK_MS = 50,	/* how often to look whether the command has ended */
	NOT_FOUND = 127	/* a shell's exit code for what it cannot find, and
			 * that of a child which could not be started */
};

/* ---- words ---- */

/* Add the word at *at to word; false: a quote is not closed. */
static bool take_word(const char **at, struct buf *word)
{
	const char *s = *at;
	char quote = '\0';

	for (; *s && (quote || !strchr(" \t\n", *s)); s++) {
		if (quote == *s) {
			quote = '\0';
		} else if (!quote && (*s == '\'' || *s == '"')) {
			quote = *s;
		} else {
			if (*s == '\\' && quote != '\'' && s[1])
				s++;
			buf_addc(word, *s);
		}
	}
	*at = s;
	return !quote;
}

int secret_words(struct strings *words, const char *text)
{
	struct buf word;
	bool closed = true;

	buf_init(&word, strlen(text));
	for (text += strspn(text, " \t\n"); *text && closed;
	     text += strspn(text, " \t\n")) {
		buf_clear(&word);
		closed = take_word(&text, &word);
		strings_add(words, buf_str(&word));
	}
	buf_release(&word);
	strings_end(words);
	return closed && words->count ? 0 : -1;
}

/* ---- the command under way ---- */

struct command {
	const struct value *value;
	const char *name;	/* its first word */
	pid_t pid;
	int fd;			/* what it writes */
	bool line_done, ended;
	int status;		/* with ended */
	struct buf *out;
};

static int start(struct command *c, char *const *words)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t usual;
	int ends[2], number;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	/* standard input may be the message */
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	number = posix_spawnp(&c->pid, words[0], &actions, &attributes, words,
			      environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (number)
		close(ends[0]);
	c->fd = ends[0];
	return number;
}

/* Keep the first line, and drop what follows it. */
static void take_bytes(struct command *c, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && !c->line_done; i++) {
		if (bytes[i] == '\n' || buf_addc(c->out, bytes[i]) < 0)
			c->line_done = true;
	}
}

/* Read what is there within a moment; false: there will be no more. */
static bool read_some(struct command *c, int wait_ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	char bytes[512];
	ssize_t n;

	if (poll(&p, 1, wait_ms) <= 0)
		return true;
	n = read(c->fd, bytes, sizeof(bytes));
	if (n > 0)
		take_bytes(c, bytes, (size_t)n);
	mem_wipe(bytes, sizeof(bytes));
	return n > 0 || (n < 0 && errno == EINTR);
}

static bool has_ended(struct command *c)
{
	c->ended = c->ended || waitpid(c->pid, &c->status, WNOHANG) == c->pid;
	return c->ended;
}

/* Is there something to read at once? */
static bool is_readable(const struct command *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

/*
 * Until the command has ended, and what it wrote is read: what it left running
 * may keep the pipe open.
 */
static void attend(struct command *c, const struct clock *clock,
		   int64_t deadline)
{
	bool open = true;

	while (!has_ended(c) && clock_now(clock) < deadline) {
		if (open)
			open = read_some(c, LOOK_MS);
		else
			poll(NULL, 0, LOOK_MS);
	}
	while (c->ended && open && is_readable(c))
		open = read_some(c, 0);
	if (c->ended)
		return;
	kill(c->pid, SIGKILL);
	waitpid(c->pid, &c->status, 0);
}

static int judge(const struct command *c, int64_t seconds, struct err *err)
{
	const char *where = c->value->where;

	if (!c->ended)
		return err_set(err, ERR_FILE, "%s: %.200s did not end within "
			       "%lld seconds, and was stopped", where, c->name,
			       (long long)seconds);
	if (WIFSIGNALED(c->status))
		return err_set(err, ERR_FILE, "%s: %.200s was ended by signal "
			       "%d", where, c->name, WTERMSIG(c->status));
	if (WEXITSTATUS(c->status) == NOT_FOUND)
		return err_set(err, ERR_FILE, "%s: cannot run %.200s: No such "
			       "file or program (exit code %d)", where,
			       c->name, NOT_FOUND);
	if (WEXITSTATUS(c->status))
		return err_set(err, ERR_FILE, "%s: %.200s failed, with exit "
			       "code %d", where, c->name,
			       WEXITSTATUS(c->status));
	if (c->out->len == c->out->max)
		return err_set(err, ERR_FILE, "%s: the first line from %.200s "
			       "is too long", where, c->name);
	if (!c->out->len)
		return err_set(err, ERR_FILE, "%s: %.200s wrote nothing, or "
			       "an empty first line", where, c->name);
	return 0;
}

static int run_command(struct command *c, char *const *words,
		       const struct secret_limit *limit, struct err *err)
{
	int64_t began = clock_now(limit->clock);
	int64_t most = began + COMMAND_SECONDS * 1000000ll;
	int number = start(c, words);

	if (number)
		return err_system(err, ERR_FILE, number, "%s: cannot run "
				  "%.200s", c->value->where, c->name);
	if (limit->deadline < most)
		most = limit->deadline;
	attend(c, limit->clock, most);
	close(c->fd);
	return judge(c, (most - began + 500000) / 1000000, err);
}

int secret_from_command(const struct value *v,
			const struct secret_limit *limit, struct buf *out,
			struct err *err)
{
	struct command c = { .value = v, .out = out };
	struct strings words = { 0 };
	int result;

	if (secret_words(&words, v->text) < 0) {
		result = err_set(err, ERR_OPTION, "%s: '%.200s' is no "
				 "command: a quote is not closed, or there is "
				 "no word", v->where, v->text);
	} else {
		c.name = words.at[0];
		result = run_command(&c, words.at, limit, err);
	}
	strings_release(&words);
	return result;
}
