/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for an MTA-STS policy, RFC 8461 section 3: see sts_find.h. */
#include "net/sts_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/https.h"
#include "net/txt.h"

/* The state that this failure is; -1 where the run is to end for it. */
static int failed(struct sts_result *out, enum sts_state state,
		  const struct err *why, struct err *err)
{
	out->state = state;
	free(out->why);
	out->why = mem_string(why->kind == ERR_TIMEOUT ? "no answer in time"
						       : why->text);
	if (why->kind != ERR_INTERRUPTED)
		return 0;
	*err = *why;
	return -1;
}

/* Section 3.1: one that is good, and no other of its kind. */
static void judge_records(const struct strings *records,
			  struct sts_result *out)
{
	size_t found = 0, good = 0;

	for (size_t i = 0; i < records->count; i++) {
		const char *text = records->at[i];
		char *id = NULL;
		int kind = sts_record_read(text, strlen(text), &id);

		found += kind != 0;
		good += kind > 0;
		if (out->id)
			free(id);
		else
			out->id = id;
	}
	if (!found) {
		out->state = STS_NO_RECORD;
	} else if (found > 1) {
		out->state = STS_BAD_RECORD;
		out->why = mem_format("there are %zu of them", found);
	} else {
		out->state = good ? STS_POLICY : STS_BAD_RECORD;
	}
}

static int find_record(const struct sts_question *q,
		       const struct patience *patience,
		       struct sts_result *out, struct err *err)
{
	char *name = mem_format("_mta-sts.%s", q->domain);
	struct strings records = { .at = NULL };
	struct err why;
	int result = 0;

	if (txt_find(name, q->server, patience, &records, &why) < 0)
		result = failed(out, STS_NO_ANSWER, &why, err);
	else
		judge_records(&records, out);
	strings_release(&records);
	free(name);
	return result;
}

static bool is_plain_text(const char *type)
{
	size_t n = type ? strcspn(type, "; \t") : 0;

	return n == strlen("text/plain") && str_same_n(type, "text/plain", n);
}

static void judge_reply(const struct http_reply *reply,
			struct sts_result *out)
{
	struct err why;

	if (reply->status != 200) {
		out->state = STS_NOT_FETCHED;
		out->why = mem_format("HTTP status %d%s%s", reply->status,
				      reply->location ? ", which points to "
						      : "",
				      reply->location ? reply->location : "");
		return;
	}
	if (!is_plain_text(reply->type))
		out->remark = mem_format("it comes as %s, not text/plain",
					 reply->type ? reply->type
						     : "no type");
	if (sts_policy_read(buf_str(&reply->body), reply->body.len,
			    &out->policy, &why) == 0)
		return;
	out->state = STS_BAD_POLICY;
	out->why = mem_string(why.text);
}

static int fetch(const struct sts_question *q,
		 const struct patience *patience, struct sts_result *out,
		 struct err *err)
{
	char *host = mem_format("mta-sts.%s", q->domain);
	const struct https_question question = {
		.host = host,
		.path = "/.well-known/mta-sts.txt",
		.ca_path = q->ca_path,
		.family = q->family,
	};
	struct http_reply reply;
	struct err why;
	int result = 0;

	if (https_get(&question, patience, &reply, &why) < 0)
		result = failed(out, STS_NOT_FETCHED, &why, err);
	else
		judge_reply(&reply, out);
	http_reply_release(&reply);
	free(host);
	return result;
}

int sts_find(const struct sts_question *q, const struct patience *patience,
	     struct sts_result *out, struct err *err)
{
	out->domain = mem_string(q->domain);
	if (find_record(q, patience, out, err) < 0)
		return -1;
	return out->state == STS_POLICY ? fetch(q, patience, out, err) : 0;
}
