/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step vocabulary: see step.h. */
#include "base/step.h"

static const char *const steps[STEP_COUNT] = {
	[STEP_RESOLVE] = "resolve",
	[STEP_CONNECT] = "connect",
	[STEP_PROXY] = "proxy",
	[STEP_BANNER] = "banner",
	[STEP_EHLO] = "ehlo",
	[STEP_XCLIENT] = "xclient",
	[STEP_STARTTLS] = "starttls",
	[STEP_TLS] = "tls",
	[STEP_PROBE] = "probe",
	[STEP_AUTH] = "auth",
	[STEP_MAIL] = "mail",
	[STEP_RCPT] = "rcpt",
	[STEP_DATA] = "data",
	[STEP_MESSAGE] = "message",
	[STEP_QUIT] = "quit",
};

static const char *const statuses[] = {
	[STATUS_OK] = "ok",
	[STATUS_WARN] = "warn",
	[STATUS_FAILED] = "FAILED",
	[STATUS_SKIPPED] = "skipped",
};

const char *step_name(enum step_id step)
{
	return steps[step];
}

const char *status_name(enum status status)
{
	return statuses[status];
}
