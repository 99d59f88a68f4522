/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --auth-probe: which of the mechanisms that a server offers work with the
 * credentials at hand, each tried in a session of its own that ends behind
 * AUTH.
 *
 * Before them comes a control with a wrong password: a server that takes that
 * takes anything, and a "works" would mean nothing.  Refusals are counted, and
 * the probe stops in time, since many servers lock an account after some.
 */
#ifndef SMTPCHECK_SMTP_AUTH_PROBE_H
#define SMTPCHECK_SMTP_AUTH_PROBE_H

struct auth_probe;
struct bus;
struct interrupt;
struct plan;
struct tally;

/*
 * Run the sessions; bus has no tally among its sinks.  Where the control came
 * to no verdict, found_out has no row and how it ended is in control_out.
 * Both are released by the caller.  The run's exit code.
 */
int auth_probe_run(const struct plan *plan, const struct bus *bus,
		   struct interrupt *interrupt, struct auth_probe *found_out,
		   struct tally *control_out);

#endif
