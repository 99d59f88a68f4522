/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that the server's certificates are to be kept in. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "plan/plan.h"
#include "smtp/state.h"

static int write_all(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

static int write_file(const char *path, const struct tls_certificate *certs,
		      size_t count)
{
	enum { MODE = 0666 };	/* the user's umask is taken from it */
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);
	int result = fd < 0 ? -1 : 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = write_all(fd, certs[i].pem);
	if (fd >= 0 && close(fd) < 0)
		result = -1;
	return result;
}

/* A file that cannot be written does not end the run: the mail still goes. */
static void keep(struct session *s, const char *path, size_t most)
{
	const struct tls_facts *f = &s->tls;
	size_t count = f->chain_count < most ? f->chain_count : most;
	char *text;

	if (!path || !*path || write_file(path, f->chain, count) == 0)
		return;
	text = mem_format("cannot write %s: %s", path, strerror(errno));
	session_problem(s, text);
	session_warn(s, STEP_TLS, "%s", text);
	free(text);
}

void session_keep_peer(struct session *s)
{
	keep(s, s->plan->tls.peer_cert, 1);
	keep(s, s->plan->tls.peer_chain, s->tls.chain_count);
}
