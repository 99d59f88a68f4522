/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenSSL's classes of cipher suites, a row each: see suites.h, ciphers(1). */
#include <string.h>

#include "base/str.h"
#include "net/suites.h"

/* Sets of traits that several classes share. */
#define AES_GCM (TRAIT(AES128_GCM) | TRAIT(AES256_GCM))
#define AES_CCM8 (TRAIT(AES128_CCM8) | TRAIT(AES256_CCM8))
#define AES_CCM (TRAIT(AES128_CCM) | TRAIT(AES256_CCM) | AES_CCM8)
#define AES_128                                                                \
	(TRAIT(AES128) | TRAIT(AES128_GCM) | TRAIT(AES128_CCM) |               \
	 TRAIT(AES128_CCM8))
#define AES_256                                                                \
	(TRAIT(AES256) | TRAIT(AES256_GCM) | TRAIT(AES256_CCM) |               \
	 TRAIT(AES256_CCM8))
#define CAMELLIA_128 (TRAIT(CAMELLIA128) | TRAIT(CAMELLIA128_GCM))
#define CAMELLIA_256 (TRAIT(CAMELLIA256) | TRAIT(CAMELLIA256_GCM))
#define STRONG                                                                 \
	(AES_128 | AES_256 | CAMELLIA_128 | CAMELLIA_256 | TRAIT(CHACHA20))
#define MIDDLING (TRAIT(3DES) | TRAIT(RC4))
#define CBC                                                                    \
	(TRAIT(AES128) | TRAIT(AES256) | TRAIT(CAMELLIA128) |                  \
	 TRAIT(CAMELLIA256) | TRAIT(3DES))
#define AUTHENTICATED (TRAIT(AU_RSA) | TRAIT(AU_DSS) | TRAIT(AU_ECDSA))

/* TLS 1.3 is of no class, as with OpenSSL. */
#define BEFORE_1_3                                                             \
	(TRAIT(SINCE_SSL3) | TRAIT(SINCE_TLS1_0) | TRAIT(SINCE_TLS1_2))

/*
 * What has no authentication or no encryption is of the classes alone that
 * speak of just that, since OpenSSL's own security level rules it out.
 */
static const struct suite_class classes[] = {
	{ "ALL", STRONG | MIDDLING | AUTHENTICATED },
	{ "DEFAULT", STRONG | AUTHENTICATED },
	{ "COMPLEMENTOFALL", TRAIT(ENC_NULL) },
	{ "COMPLEMENTOFDEFAULT", STRONG | MIDDLING | TRAIT(AU_NULL) },
	{ "HIGH", STRONG | AUTHENTICATED },
	{ "MEDIUM", MIDDLING | AUTHENTICATED },
	{ "LOW", 0 },
	{ "EXP", 0 },
	{ "EXPORT", 0 },
	{ "EXPORT40", 0 },
	{ "EXPORT56", 0 },
	{ "eNULL", TRAIT(ENC_NULL) },
	{ "NULL", TRAIT(ENC_NULL) },
	{ "aNULL", TRAIT(AU_NULL) },

	/* key exchange and authentication */
	{ "RSA", TRAIT(KX_RSA) },
	{ "kRSA", TRAIT(KX_RSA) },
	{ "aRSA", TRAIT(AU_RSA) },
	{ "DHE", TRAIT(KX_DHE) | AUTHENTICATED },
	{ "EDH", TRAIT(KX_DHE) | AUTHENTICATED },
	{ "kDHE", TRAIT(KX_DHE) },
	{ "kEDH", TRAIT(KX_DHE) },
	{ "DH", TRAIT(KX_DHE) },
	{ "ADH", TRAIT(KX_DHE) | TRAIT(AU_NULL) },
	{ "ECDHE", TRAIT(KX_ECDHE) | AUTHENTICATED },
	{ "EECDH", TRAIT(KX_ECDHE) | AUTHENTICATED },
	{ "kECDHE", TRAIT(KX_ECDHE) },
	{ "kEECDH", TRAIT(KX_ECDHE) },
	{ "ECDH", TRAIT(KX_ECDHE) },
	{ "AECDH", TRAIT(KX_ECDHE) | TRAIT(AU_NULL) },
	{ "DSS", TRAIT(AU_DSS) },
	{ "aDSS", TRAIT(AU_DSS) },
	{ "ECDSA", TRAIT(AU_ECDSA) },
	{ "aECDSA", TRAIT(AU_ECDSA) },

	/* ciphers */
	{ "AES", AES_128 | AES_256 | BEFORE_1_3 },
	{ "AES128", AES_128 | BEFORE_1_3 },
	{ "AES256", AES_256 | BEFORE_1_3 },
	{ "AESGCM", AES_GCM | BEFORE_1_3 },
	{ "AESCCM", AES_CCM | BEFORE_1_3 },
	{ "AESCCM8", AES_CCM8 | BEFORE_1_3 },
	{ "CAMELLIA", CAMELLIA_128 | CAMELLIA_256 | BEFORE_1_3 },
	{ "CAMELLIA128", CAMELLIA_128 | BEFORE_1_3 },
	{ "CAMELLIA256", CAMELLIA_256 | BEFORE_1_3 },
	{ "CHACHA20", TRAIT(CHACHA20) | BEFORE_1_3 },
	{ "CBC", CBC | BEFORE_1_3 },
	{ "3DES", TRAIT(3DES) },
	{ "RC4", TRAIT(RC4) },
	{ "DES", 0 },
	{ "RC2", 0 },
	{ "IDEA", 0 },
	{ "SEED", 0 },
	{ "ARIA", 0 },
	{ "ARIA128", 0 },
	{ "ARIA256", 0 },
	{ "ARIAGCM", 0 },

	/* message authentication */
	{ "MD5", TRAIT(MD5) },
	{ "SHA", TRAIT(SHA1) },
	{ "SHA1", TRAIT(SHA1) },
	{ "SHA256", TRAIT(SHA256) },
	{ "SHA384", TRAIT(SHA384) },

	/* the version that brought them */
	{ "SSLv3", TRAIT(SINCE_SSL3) },
	{ "TLSv1", TRAIT(SINCE_TLS1_0) },
	{ "TLSv1.0", TRAIT(SINCE_TLS1_0) },
	{ "TLSv1.2", TRAIT(SINCE_TLS1_2) },

	/* what takes more than certificates, or is long gone */
	{ "PSK", 0 },
	{ "kPSK", 0 },
	{ "aPSK", 0 },
	{ "kDHEPSK", 0 },
	{ "kECDHEPSK", 0 },
	{ "kRSAPSK", 0 },
	{ "SRP", 0 },
	{ "kSRP", 0 },
	{ "aSRP", 0 },
	{ "kDH", 0 },
	{ "kDHr", 0 },
	{ "kDHd", 0 },
	{ "aDH", 0 },
	{ "kECDH", 0 },
	{ "kECDHr", 0 },
	{ "kECDHe", 0 },
	{ "aECDH", 0 },
	{ "KRB5", 0 },
	{ "kGOST", 0 },
	{ "aGOST", 0 },
	{ "aGOST01", 0 },
	{ "GOST94", 0 },
	{ "GOST89MAC", 0 },
};

const struct suite_class *suite_class_of(const char *name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_same(classes[i].name, name))
			return &classes[i];
	return NULL;
}

/* How the names begin of suites with a part that GnuTLS cannot do. */
static const char *const foreign[] = {
	"PSK-", "RSA-PSK-", "DHE-PSK-", "ECDHE-PSK-", "SRP-", "KRB5-",
	"DH-RSA-", "DH-DSS-", "ECDH-RSA-", "ECDH-ECDSA-", "EXP-", "EXP1024-",
	"GOST", "LEGACY-GOST", "IANA-GOST", "IDEA-", "SEED-", "DES-CBC-",
	"RC2-", "ARIA128-", "ARIA256-", "ADH-SEED-", "ADH-DES-CBC-",
	"DHE-RSA-SEED-", "DHE-DSS-SEED-", "DHE-RSA-ARIA", "DHE-DSS-ARIA",
	"ECDHE-ARIA", "ECDHE-ECDSA-ARIA", "ECDHE-RSA-ARIA",
};

bool suite_is_foreign(const char *name)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
		if (str_same_n(name, foreign[i], strlen(foreign[i])))
			return true;
	return false;
}
