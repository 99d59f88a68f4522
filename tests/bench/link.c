/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The yardstick for start-up: a program that links GnuTLS and does nothing.
 *
 * Most of what it costs is the loader's work on GnuTLS and the seven
 * libraries behind it, and GnuTLS' own constructor.  The call is there so
 * that the linker keeps the library.
 */
#include <gnutls/gnutls.h>
#include <stddef.h>

int main(void)
{
	return gnutls_check_version(NULL) == NULL;
}
