/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's certificate from PEM files (RFC 7468): see tls_client.h. */
#include "net/tls_client.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/tls_facts.h"
#include "base/tls_policy.h"
#include "net/dn.h"

enum {
	FILE_MOST = 1 << 20,
	CHAIN_MOST = 16 /* as GnuTLS, of what a peer sends */
};

/* The certificates, as GnuTLS sends them and as they are shown. */
struct chain {
	gnutls_pcert_st certs[CHAIN_MOST];
	struct tls_certificate shown[CHAIN_MOST];
	unsigned count;
};

/* A pipe will do: a shell makes one of <(command). */
static int read_file(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), number;
	char block[8192];
	ssize_t n = 1;

	if (fd < 0)
		return errno;
	while (n > 0 && (n = read(fd, block, sizeof(block))) > 0)
		if (buf_add(out, block, (size_t)n) < 0) {
			errno = EFBIG;
			n = -1;
		}
	number = n < 0 ? errno : 0;
	mem_wipe(block, sizeof(block));
	close(fd);
	return number;
}

static int load(const char *option, const char *path, struct buf *out,
		struct err *err)
{
	int number = read_file(path, out);

	if (!number)
		return 0;
	return err_set(err, ERR_FILE, "%s: cannot read %.200s: %s", option,
		       path, strerror(number));
}

static gnutls_datum_t datum_of(const struct buf *b)
{
	return (gnutls_datum_t){ (unsigned char *)b->data, (unsigned)b->len };
}

/* false: GnuTLS cannot read it back. */
static bool add(struct chain *chain, gnutls_x509_crt_t crt)
{
	gnutls_datum_t der;
	bool good;

	if (gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) < 0)
		return false;
	good = gnutls_pcert_import_x509_raw(&chain->certs[chain->count], &der,
					    GNUTLS_X509_FMT_DER, 0) >= 0;
	if (good)
		dn_describe(crt, &der, &chain->shown[chain->count++]);
	gnutls_free(der.data);
	return good;
}

/* At most so many of the file's certificates, behind those there are. */
static int add_file(struct chain *chain, const char *option, const char *path,
		    unsigned most, struct err *err)
{
	gnutls_x509_crt_t *crts = NULL;
	unsigned count = 0, i = 0;
	gnutls_datum_t pem;
	struct buf text;
	int result;

	buf_init(&text, FILE_MOST);
	result = load(option, path, &text, err);
	pem = datum_of(&text);
	if (result == 0 &&
	    (!text.len || gnutls_x509_crt_list_import2(
				  &crts, &count, &pem, GNUTLS_X509_FMT_PEM,
				  0) < 0))
		result = err_set(err, ERR_FILE, "%s: no certificate (PEM) in "
				 "%.200s, or a damaged one", option, path);
	if (result == 0 && count > most && most > 1)
		result = err_set(err, ERR_FILE, "%s: more than %u certificates "
				 "in %.200s", option, most, path);
	while (result == 0 && i < count && i < most && add(chain, crts[i]))
		i++;
	if (result == 0 && i < count && i < most)
		result = err_set(err, ERR_FILE, "%s: GnuTLS cannot use what is "
				 "in %.200s", option, path);
	for (i = 0; i < count; i++)
		gnutls_x509_crt_deinit(crts[i]);
	gnutls_free(crts);
	buf_release(&text);
	return result;
}

static int refuse_key(const char *path, const struct buf *text,
		      struct err *err)
{
	if (strstr(buf_str(text), "ENCRYPTED"))
		return err_set(err, ERR_FILE, "--tls-key: %.150s is encrypted, "
			       "which is not supported; \"openssl pkey -in "
			       "FILE\" decrypts it", path);
	return err_set(err, ERR_FILE, "--tls-key: no private key (PEM) in "
		       "%.200s, or a damaged one", path);
}

static int load_key(gnutls_privkey_t key, const char *path, struct err *err)
{
	gnutls_datum_t pem;
	struct buf text;
	int result;

	buf_init(&text, FILE_MOST);
	result = load("--tls-key", path, &text, err);
	pem = datum_of(&text);
	if (result == 0 &&
	    (!text.len ||
	     gnutls_privkey_import_x509_raw(key, &pem, GNUTLS_X509_FMT_PEM,
					    NULL, 0) < 0))
		result = refuse_key(path, &text, err);
	buf_release(&text);
	return result;
}

static int load_chain(struct chain *chain, const struct tls_policy *p,
		      struct err *err)
{
	if (add_file(chain, "--tls-cert", p->cert, 1, err) < 0)
		return -1;
	if (!p->chain)
		return 0;
	return add_file(chain, "--tls-chain", p->chain,
			CHAIN_MOST - chain->count, err);
}

/* They are the credentials' when it succeeds, the key too. */
static int hand_over(gnutls_certificate_credentials_t credentials,
		     struct chain *chain, gnutls_privkey_t key,
		     const struct tls_policy *p, struct err *err)
{
	int code = gnutls_certificate_set_key(credentials, NULL, 0,
					      chain->certs, (int)chain->count,
					      key);

	if (code >= 0)
		return 0;
	if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
		return err_set(err, ERR_FILE, "--tls-key: the key in %.150s is "
			       "not that of the certificate in %.150s", p->key,
			       p->cert);
	return err_set(err, ERR_FILE, "--tls-cert: GnuTLS cannot use %.150s "
		       "with %.150s: %s", p->cert, p->key,
		       gnutls_strerror(code));
}

int tls_client_load(gnutls_certificate_credentials_t credentials,
		    const struct tls_policy *policy,
		    struct tls_certificate **shown_out, size_t *count_out,
		    struct err *err)
{
	struct chain chain = { .count = 0 };
	gnutls_privkey_t key;
	int result;

	*shown_out = NULL;
	*count_out = 0;
	if (!policy->cert || !policy->key)
		return 0;
	if (gnutls_privkey_init(&key) < 0)
		mem_exhausted();
	result = load_chain(&chain, policy, err);
	if (result == 0)
		result = load_key(key, policy->key, err);
	if (result == 0)
		result = hand_over(credentials, &chain, key, policy, err);
	if (result == 0) {
		*shown_out = mem_new(sizeof(chain.shown));
		memcpy(*shown_out, chain.shown, sizeof(chain.shown));
		*count_out = chain.count;
		return 0;
	}
	gnutls_privkey_deinit(key);
	for (unsigned i = 0; i < chain.count; i++) {
		gnutls_pcert_deinit(&chain.certs[i]);
		tls_certificate_release(&chain.shown[i]);
	}
	return -1;
}
