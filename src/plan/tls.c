/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether to use TLS, and what a certificate must be. */
#include "plan/parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/tls_facts.h"
#include "base/tls_version.h"
#include "plan/persona.h"
#include "plan/url.h"

/* Of several of these options the one that stands first here counts. */
static enum demand starttls_demand(const struct planning *g)
{
	const struct config *c = g->config;

	if (value_given(&c->probe_command_injection))
		return DEMAND_REQUIRED;
	if (value_given(&c->tls_optional_strict))
		return DEMAND_IF_OFFERED;
	if (value_given(&c->tls_optional))
		return DEMAND_OPTIONAL;
	if (value_given(&c->tls) || g->wants_tls ||
	    value_given(&c->expect_starttls) || value_given(&c->tls_pin) ||
	    value_given(&c->cert_crit) || plan_asks_published(c))
		return DEMAND_REQUIRED;
	/* swaks does not take these for a wish to have TLS */
	if (g->persona->strict_tls &&
	    (value_given(&c->tls_verify) || value_given(&c->tls_verify_ca) ||
	     value_given(&c->tls_verify_host)))
		return DEMAND_REQUIRED;
	return DEMAND_NONE;
}

static bool url_says_tls(const struct planning *g)
{
	const char *server = value_text(&g->config->server);

	return server && url_is(server) && g->wants_tls_on_connect;
}

/*
 * An option that asks for STARTTLS is stronger than a protocol that has TLS
 * from the first byte, but not than an option or a URL that asks for that:
 * swaks would start TLS inside of TLS then, which no server offers.
 */
static void plan_demand(struct tls_plan *t, const struct planning *g)
{
	const struct config *c = g->config;
	bool starttls = value_given(&c->tls) || value_given(&c->tls_optional) ||
			value_given(&c->tls_optional_strict);

	t->on_connect = value_given(&c->tls_on_connect) || url_says_tls(g) ||
			(g->wants_tls_on_connect && !starttls);
	if (!t->on_connect)
		t->starttls = starttls_demand(g);
	t->expect_starttls = value_given(&c->expect_starttls);
	t->probe_injection = value_given(&c->probe_command_injection);
}

/* A probe that is not carried out would be taken for one that found nothing. */
static int check_probe(const struct plan *p, const struct config *c,
		       struct err *err)
{
	const char *where = c->probe_command_injection.where;

	if (!p->tls.probe_injection)
		return 0;
	if (p->tls.on_connect)
		return err_set(err, ERR_OPTION, "%s: TLS from the first byte "
			       "has no STARTTLS to send a command behind",
			       where);
	if (p->greeting == GREET_HELO)
		return err_set(err, ERR_OPTION, "%s: HELO offers no STARTTLS",
			       where);
	if (p->quit_after || p->drop_after || p->drop_after_send)
		return err_set(err, ERR_OPTION, "%s: it ends the run itself, "
			       "so that no other end can be asked for", where);
	return 0;
}

/*
 * What a certificate must be: what the user asked, else what the persona
 * asks.  A password is held to it even where TLS is optional and the rest of
 * the run goes on: opportunistic TLS beats none, whoever answers, but not
 * for a secret.
 */
static void plan_verification(struct tls_plan *t, const struct planning *g)
{
	const struct config *c = g->config;
	unsigned asked = 0;

	if (value_given(&c->tls_verify_ca))
		asked |= REASONS_CHAIN;
	if (value_given(&c->tls_verify_host))
		asked |= REASONS_NAME;
	if (value_given(&c->tls_verify))
		asked |= REASONS_CHAIN | REASONS_NAME;
	t->fatal = t->no_password = asked;
	if (asked || !value_flag(&c->tls_verify, g->persona->verify))
		return;
	t->no_password = REASONS_CHAIN | REASONS_NAME;
	if (t->starttls != DEMAND_OPTIONAL)
		t->fatal = t->no_password;
}

static bool is_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

/*
 * A name as certificates and SNI have it: without the dot of the root (RFC
 * 6066 section 3), an address without its zone.
 */
static char *bare_name(const char *text)
{
	size_t n = text ? strlen(text) : 0;
	char *zone, *name = mem_string(text);

	if (n > 1 && name[n - 1] == '.')
		name[n - 1] = '\0';
	zone = name ? strchr(name, '%') : NULL;
	if (zone) {
		*zone = '\0';
		if (!is_address(name))
			*zone = '%';
	}
	return name;
}

static void plan_names(struct plan *p, const struct planning *g)
{
	const char *name = value_text(&g->config->tls_verify_target);
	const char *sni = value_text(&g->config->tls_sni);

	/* which exchange it will be, only the route can tell */
	p->tls.verify_exchange = !name && p->target.by_mx;
	p->tls.sni_exchange = !sni && g->persona->sni &&
			      p->tls.verify_exchange;
	if (!name && p->target.transport == TRANSPORT_TCP &&
	    !p->target.by_mx)
		name = p->target.place;
	p->tls.verify_name = bare_name(name);
	if (!sni && g->persona->sni && name &&
	    !is_address(p->tls.verify_name))
		sni = p->tls.verify_name;
	p->tls.sni = mem_string(sni);
}

/* "" is the transcript, where no file was given. */
static char *peer_file(const struct value *v)
{
	const char *text = value_text(v);

	if (!value_given(v))
		return NULL;
	return mem_string(text ? text : "");
}

static void plan_files(struct plan *p, const struct config *c)
{
	struct tls_plan *t = &p->tls;

	t->ca_path = mem_string(value_text(&c->tls_ca_path));
	t->cert = mem_string(value_text(&c->tls_cert));
	t->key = mem_string(value_text(&c->tls_key));
	t->chain = mem_string(value_text(&c->tls_chain));
	t->ciphers = mem_string(value_text(&c->tls_cipher));
	t->peer_cert = peer_file(&c->tls_get_peer_cert);
	t->peer_chain = peer_file(&c->tls_get_peer_chain);
	p->output.peer_cert = t->peer_cert && !*t->peer_cert;
	p->output.peer_chain = t->peer_chain && !*t->peer_chain;
}

/* protocols = protocol *( "," protocol ), all of them with "no_" or none */
static int read_protocols(const struct value *v, unsigned *named_out,
			  bool *excluded_out, struct err *err)
{
	struct strings words = { 0 };
	size_t excluded = 0;
	int result = 0;

	*named_out = 0;
	strings_split(&words, value_text(v), ',');
	for (size_t i = 0; i < words.count && result == 0; i++) {
		const char *word = words.at[i];
		bool no = str_same_n(word += *word == ' ', "no_", 3);
		unsigned version = tls_version_of(no ? word + 3 : word);

		excluded += no;
		*named_out |= version;
		if (!version)
			result = err_set(err, ERR_OPTION, "%s: there is no "
					 "protocol '%.60s'", v->where, word);
	}
	if (result == 0 && excluded && excluded != words.count)
		result = err_set(err, ERR_OPTION, "%s: names with no_ and "
				 "names without it cannot be mixed", v->where);
	*excluded_out = excluded > 0;
	strings_release(&words);
	return result;
}

static int plan_versions(struct tls_policy *policy, const struct config *c,
			 struct err *err)
{
	const struct value *v = &c->tls_protocol;
	unsigned usual = (unsigned)VERSION_SSL2 | VERSION_SSL3;
	unsigned named;
	bool excluded;

	usual |= policy->allow_old_versions ? VERSIONS_SPOKEN
					    : VERSIONS_IN_USE;
	if (!value_text(v))
		return 0;
	if (read_protocols(v, &named, &excluded, err) < 0)
		return -1;
	policy->versions = excluded ? usual & ~named : named;
	if (!policy->versions)
		return err_set(err, ERR_OPTION, "%s: no protocol is left",
			       v->where);
	return 0;
}

static int check_options(const struct tls_plan *t, const struct config *c,
			 struct err *err)
{
	if (t->ca_path && access(t->ca_path, R_OK) < 0)
		return err_set(err, ERR_OPTION, "%s: cannot read %.200s",
			       c->tls_ca_path.where, t->ca_path);
	if (!t->cert != !t->key)
		return err_set(err, ERR_OPTION, "%s: a certificate and its key "
			       "are needed both: --tls-cert, --tls-key",
			       t->cert ? c->tls_cert.where : c->tls_key.where);
	if (t->chain && !t->cert)
		return err_set(err, ERR_OPTION, "%s: there is no certificate "
			       "to go before the chain: --tls-cert, --tls-key",
			       c->tls_chain.where);
	return 0;
}

/* As far as SNI can carry it: labels, none of them empty, in one word. */
static bool is_host_name(const char *text)
{
	char before = '.';

	for (; *text; before = *text++)
		if ((unsigned char)*text <= ' ' || *text == '\x7f' ||
		    (*text == '.' && before == '.'))
			return false;
	return true;
}

/* swaks sends whatever it is given. */
static int check_names(const struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	const char *sni = value_text(&c->tls_sni);

	if (!g->persona->strict_tls)
		return 0;
	if (plan_check_text(&c->tls_sni, err) < 0 ||
	    plan_check_text(&c->tls_verify_target, err) < 0)
		return -1;
	if (sni && !is_host_name(sni))
		return err_set(err, ERR_OPTION, "%s: '%.100s' is no host name",
			       c->tls_sni.where, sni);
	return 0;
}

int plan_tls(struct plan *p, struct planning *g, struct err *err)
{
	const struct config *c = g->config;
	bool lax = !g->persona->strict_tls;
	bool legacy = value_given(&c->tls_legacy);
	struct tls_plan *t = &p->tls;

	plan_demand(t, g);
	if (check_probe(p, c, err) < 0)
		return -1;
	plan_verification(t, g);
	plan_names(p, g);
	plan_files(p, c);
	t->failure_ends = g->persona->tls_failure_ends ||
			  t->starttls != DEMAND_OPTIONAL;
	t->policy = (struct tls_policy){
		.verify_name = t->verify_name,
		.sni = t->sni,
		.ca_path = t->ca_path,
		.ciphers = t->ciphers,
		.cert = t->cert,
		.key = t->key,
		.chain = t->chain,
		.allow_old_versions = legacy ||
				      value_flag(&c->tls_allow_old, lax),
		.allow_weak = legacy || value_flag(&c->tls_allow_weak, lax),
		.legacy = legacy,
		.allow_common_name = value_flag(&c->tls_allow_cn, lax),
	};
	if (plan_judging(t, g, err) < 0)
		return -1;
	/* as with swaks, what TLS is not used for is not looked at */
	if (!plan_uses_tls(p))
		return 0;
	if (check_names(g, err) < 0 ||
	    check_options(t, c, err) < 0 || plan_alpn(t, c, err) < 0 ||
	    plan_key_password(p, c, err) < 0)
		return -1;
	return plan_versions(&t->policy, c, err);
}

bool plan_uses_tls(const struct plan *p)
{
	return p->tls.on_connect || p->tls.starttls != DEMAND_NONE;
}

void plan_tls_release(struct tls_plan *t)
{
	char *const strings[] = {
		t->verify_name, t->sni, t->ca_path, t->alpn, t->ciphers,
		t->cert, t->key, t->chain, t->peer_cert, t->peer_chain,
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		free(strings[i]);
	free(t->pins);
	plan_forget_key_password(t);
	*t = (struct tls_plan){ 0 };
}
