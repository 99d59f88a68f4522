/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MTA-STS: whatever the record and the policy are, what is read of them obeys
 * the grammar, and what is said of it may be shown.
 *
 *	input = record NUL host NUL policy
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/sts.h"
#include "fuzz.h"

static void check_record(const char *text, size_t n)
{
	char *id = NULL;
	int kind = sts_record_read(text, n, &id);

	fuzz_must(!id == (kind != 1), "an id where it is good");
	fuzz_must(!id || (*id && strlen(id) <= 32), "of that length");
	fuzz_must(!id || fuzz_is_printable(id, strlen(id)), "of letters");
	free(id);
}

static void check_policy(const struct sts_policy *p)
{
	fuzz_must(p->max_age <= 31557600, "no older than a year");
	fuzz_must(p->mode == STS_MODE_NONE || p->mx.count, "mx for a mode");
	for (size_t i = 0; i < p->mx.count; i++) {
		const char *mx = p->mx.at[i];

		fuzz_must(*mx && strlen(mx) <= 257, "a host's length");
		fuzz_must(!strpbrk(mx, " \t\r\n:;\x1b/@"), "a host's name");
		fuzz_must(!sts_pattern_matches(mx, ""), "no host is none");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct sts_result r = { .state = STS_POLICY };
	struct err err = { 0 };
	struct buf said;
	size_t n;
	char *record = input_part(&in, '\0', &n);
	char *host, *policy;

	check_record(record, n);
	host = input_part(&in, '\0', &n);
	n = in.left;
	policy = mem_copy(in.at, n);
	if (sts_policy_read(policy, n, &r.policy, &err) == 0)
		check_policy(&r.policy);
	else
		fuzz_must(err.kind == ERR_GRAMMAR || err.kind == ERR_LIMIT,
			  "why not");
	r.why = mem_string(record);
	sts_judge(&r, host, 0);
	fuzz_must(!r.matched || *host, "a host that matches");
	buf_init(&said, (size_t)1 << 24);
	sts_describe(&r, &said);
	buf_release(&said);
	sts_release(&r);
	free(record);
	free(host);
	free(policy);
	return 0;
}
