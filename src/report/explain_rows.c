/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What failures mean and what to try, a row each: see explain.h.  Rows of a
 * step stand together, the special before the general, since the first that
 * fits speaks.  Codes: RFC 5321 section 4.2, RFC 4954 section 6, RFC 3463.
 */
#include "report/explain.h"

#include "base/tls_facts.h"

const struct explanation explain_rows[] = {
	/* the run itself */
	{ .step = ANY_STEP, .kind = ERR_INTERRUPTED,
	  .head = "the run was interrupted",
	  .why = "{words}; what had been done by then stands above",
	  .try = "run it again" },
	{ .step = ANY_STEP, .kind = ERR_DEADLINE,
	  .head = "the time for the whole run was over",
	  .why = "--deadline passed while the run waited at this step",
	  .try = "a longer --deadline, or see which step took the time" },

	/* Postfix says so when the handshake is done */
	{ .step = ANY_STEP, .codes = "421", .words = "No client certificate",
	  .head = "the server wants a client certificate",
	  .why = "{words}",
	  .try = "--tls-cert FILE and --tls-key FILE" },
	{ .step = ANY_STEP, .codes = "421",
	  .words = "Client certificate not trusted",
	  .head = "the server refused the client certificate",
	  .why = "{words}: it does not know the issuer, wants the "
		 "certificates between the two, or finds it expired",
	  .try = "--tls-chain FILE for what is between; a warning below says "
		 "what shows from here; the server's log says more" },

	{ .step = STEP_BANNER, .codes = "421",
	  .head = "the server is not available for now",
	  .why = "421: it is shutting down, too busy, or has too many "
		 "connections from here",
	  .try = "again later; fewer connections at once; --proxy-family "
		 "and its like where the port awaits a PROXY header" },
	{ .step = ANY_STEP, .codes = "421",
	  .head = "the server leaves",
	  .why = "{words}: it shuts down, is too busy, or had too many "
		 "attempts",
	  .try = "again later" },

	{ .step = ANY_STEP, .cause = CAUSE_REPLY, .codes = "2,3",
	  .head = "the server gave an answer that does not belong here",
	  .why = "{words}: it refuses nothing, but is not what this step "
		 "awaits (RFC 5321 section 4.3.2)",
	  .try = "the transcript shows which command it answered; the server, "
		 "or something before it, breaks the protocol" },

	/* resolve */
	{ .step = STEP_RESOLVE, .kind = ERR_NULL_MX,
	  .head = "the domain takes no mail",
	  .why = "{words}: whoever runs it says so, and no server is to be "
		 "tried",
	  .try = "check the recipient's domain; -s HOST if a server is known "
		 "that should take it all the same" },
	{ .step = STEP_RESOLVE, .kind = ERR_BIND,
	  .head = "the local interface is not known",
	  .why = "{words}",
	  .try = "an address of this host (ip address shows them), or "
		 "neither --local-interface nor --local-port" },
	{ .step = STEP_RESOLVE, .kind = ERR_NO_SUCH_HOST,
	  .head = "there is no host of that name",
	  .why = "the name service knows no address: {words}",
	  .try = "check the spelling; ask it yourself: getent ahosts NAME; "
		 "with -4 or -6 the host may lack such an address; where the "
		 "server came from the domain's MX, -s HOST names another" },
	{ .step = STEP_RESOLVE,
	  .head = "the name service did not answer",
	  .why = "{words}",
	  .try = "check /etc/resolv.conf and the network, or give the "
		 "server's address instead of its name" },

	/* connect */
	{ .step = STEP_CONNECT, .kind = ERR_BIND,
	  .head = "there is no connecting from there",
	  .why = "{words}: the address is not one of this host, the port is "
		 "in use or below 1024, or the server has no address of its "
		 "kind",
	  .try = "another --local-interface or --local-port, or neither" },
	{ .step = STEP_CONNECT, .kind = ERR_REFUSED,
	  .head = "the connection was refused",
	  .why = "{words}: the host is there, but nothing listens on that "
		 "port, or a firewall rejects it",
	  .try = "check that the server runs and on which port: 25 between "
		 "servers, 587 with -tls, 465 with -tlsc" },
	{ .step = STEP_CONNECT, .kind = ERR_TIMEOUT,
	  .head = "no connection came about in time",
	  .why = "{words}: nothing came back, as when a firewall drops the "
		 "packets; many networks block port 25 on the way out",
	  .try = "port 587 with -tls or 465 with -tlsc; -4 or -6; another "
		 "network" },
	{ .step = STEP_CONNECT, .kind = ERR_UNREACHABLE,
	  .head = "the host cannot be reached",
	  .why = "{words}: there is no way to it from here",
	  .try = "check the network; -4 where only IPv6 fails" },
	{ .step = STEP_CONNECT,
	  .head = "there is no connection to {place}",
	  .why = "{words}",
	  .try = "check the path or command, and who may use it" },

	/* proxy */
	{ .step = STEP_PROXY,
	  .head = "the PROXY header could not be sent",
	  .why = "{words}",
	  .try = "the server's log says more; see that this port awaits the "
		 "PROXY protocol, and from this host" },

	/* TLS before or behind STARTTLS */
	{ .step = STEP_STARTTLS, .cause = CAUSE_STARTTLS_INJECTION,
	  .head = "bytes were injected behind STARTTLS (starttls-injection)",
	  .why = "{words}. They came before TLS, from the server or from "
		 "someone in between, and would be read as if they had come "
		 "under it (as in CVE-2011-0411, CVE-2021-38371)",
	  .try = "-tlsc on port 465, which has no such step; tell the "
		 "server's admin; do not send a password here" },
	{ .step = STEP_STARTTLS, .cause = CAUSE_STARTTLS_STRIPPED,
	  .head = "STARTTLS was taken away (starttls-stripped)",
	  .why = "{words}: someone in between may have removed it from the "
		 "reply to EHLO, to read what goes in clear; or it is off",
	  .try = "another network; -tlsc on port 465, where nothing can be "
		 "taken away; ask the server's admin whether it is off; do "
		 "not send a password here" },
	{ .step = STEP_STARTTLS, .cause = CAUSE_STARTTLS_NOT_OFFERED,
	  .head = "the server does not offer STARTTLS",
	  .why = "its reply to EHLO has no STARTTLS line: it may be off, "
		 "another port may have it, or someone in between removed it",
	  .try = "port 587 with -tls or 465 with -tlsc; -tlso goes on in "
		 "clear" },
	{ .step = STEP_STARTTLS, .codes = "454,4",
	  .head = "TLS is not available for now",
	  .why = "{code}: the server offers STARTTLS but cannot do it, often "
		 "since it cannot read its certificate or key (RFC 3207)",
	  .try = "again later; the server's log says more" },
	{ .step = STEP_STARTTLS, .cause = CAUSE_REPLY,
	  .head = "the server refused STARTTLS",
	  .why = "{words}",
	  .try = "-tlsc on port 465; the server's log says more" },
	{ .step = STEP_TLS, .cause = CAUSE_DANE_BOGUS,
	  .head = "DNSSEC says that the answer is bogus",
	  .why = "what the name server says of MX, address or TLSA contradicts "
		 "what its zone or the one above has signed: signatures have "
		 "expired, keys were changed carelessly, or someone in "
		 "between answers; see the tls step above",
	  .try = "delv NAME TLSA or dnsviz.net show where the chain breaks; "
		 "without --dane the certificate is judged by CA and name" },
	{ .step = STEP_TLS, .cause = CAUSE_DANE_UNKNOWN,
	  .head = "TLSA records could not be looked up",
	  .why = "whether there are any is not known, and a sender that goes "
		 "by DANE would try again later; see the tls step above",
	  .try = "again later; --dns-server ADDRESS asks another name server; "
		 "without --dane the certificate is judged by CA and name" },
	{ .step = STEP_TLS, .cause = CAUSE_DANE_ABSENT,
	  .head = "the server is not authenticated by DANE",
	  .why = "--dane-only takes nothing but a TLSA record that DNSSEC "
		 "proves, that SMTP can use and that matches; see the tls "
		 "step above",
	  .try = "publish one (3 1 1) in a signed zone; --dane judges by CA "
		 "and name where there is none" },
	{ .step = STEP_TLS, .cause = CAUSE_DANE_FAULTY,
	  .head = "a TLSA record matches, but the certificate is not good",
	  .why = "the record vouches for who issued the certificate (usage 2): "
		 "its name and dates, and the way to there, must be good "
		 "beside that; what is not stands above; -k does not lift it",
	  .try = "a certificate for the server's name whose time has come; a "
		 "record of the server's own (3 1 1) does without" },
	{ .step = STEP_TLS, .reasons = REASON_DANE,
	  .head = "no TLSA record matches the certificate",
	  .why = "the domain says in its TLSA records who its server is, and "
		 "this is another, or has a new key since; -k does not lift "
		 "it",
	  .try = "publish the record of this certificate, which stands above, "
		 "and remove the old one when its time is over; without "
		 "--dane or --tlsa it is judged by CA and name" },
	{ .step = STEP_TLS, .reasons = REASON_PIN,
	  .head = "the certificate is not the one that was pinned",
	  .why = "none of the hashes that --tls-pin gives is that of the "
		 "server's certificate or public key: it has a new one, or "
		 "another machine answers in its place; -k does not lift it",
	  .try = "ask the server's admin which is right; what would match "
		 "stands above" },
	{ .step = STEP_TLS, .reasons = REASON_REVOKED,
	  .head = "the certificate was revoked",
	  .why = "certificate revoked: whoever issued it says so in the OCSP "
		 "response that the server sends along; when and why stands "
		 "above",
	  .try = "a new certificate, with a new key where the old one is "
		 "known to others; -k goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_NO_ISSUER,
	  .head = "the certificate's issuer is not known",
	  .why = "unable to get local issuer certificate: the server left out "
		 "an intermediate certificate, or its CA is not among those "
		 "trusted here; the tls step above names the one that is "
		 "missing",
	  .try = "have the server send its whole chain; --tls-ca-path FILE "
		 "trusts another CA; -k goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_NO_ROOT,
	  .head = "the certificate's root is not known",
	  .why = "unable to get issuer certificate: an intermediate "
		 "certificate is trusted here, but not the root above it",
	  .try = "put the root into the CA file too; -k goes on without "
		 "trust" },
	{ .step = STEP_TLS, .reasons = REASON_SELF_SIGNED,
	  .head = "the certificate is self-signed",
	  .why = "self-signed certificate: nobody but the server itself "
		 "vouches for it",
	  .try = "--tls-ca-path FILE with that certificate trusts it; -k goes "
		 "on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_SELF_SIGNED_IN_CHAIN,
	  .head = "the certificate's CA is not trusted here",
	  .why = "self-signed certificate in certificate chain: the server's "
		 "chain ends at a CA that is not among those trusted here",
	  .try = "--tls-ca-path FILE with that CA; -k goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_EXPIRED,
	  .head = "the certificate has expired",
	  .why = "certificate has expired: its last day is past, or this "
		 "machine's clock is wrong",
	  .try = "renew it and reload the server; check the date here; -k "
		 "goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_NOT_YET_VALID,
	  .head = "the certificate is not yet valid",
	  .why = "certificate is not yet valid: its first day is to come, or "
		 "this machine's clock is wrong",
	  .try = "check the date here and on the server; -k goes on without "
		 "trust" },
	{ .step = STEP_TLS, .reasons = REASON_NO_STAPLE,
	  .head = "the certificate demands an OCSP staple",
	  .why = "it says that its server always sends a fresh OCSP response "
		 "along (must-staple, RFC 7633), and there is none that is "
		 "good; clients that heed it refuse the server",
	  .try = "switch stapling on in the server, and see that it reaches "
		 "the CA's responder; a certificate without that extension; -k "
		 "goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_CONSTRAINTS,
	  .head = "the CA may not vouch for this name",
	  .why = "permitted subtree violation: an authority on the path is "
		 "limited to certain names (name constraints, RFC 5280), and "
		 "the certificate has another",
	  .try = "a certificate from another authority; -k goes on without "
		 "trust" },
	{ .step = STEP_TLS, .reasons = REASON_WEAK_KEY | REASON_WEAK_CA_KEY,
	  .head = "a key in the certificate's chain is too weak",
	  .why = "an RSA key of less than 2048 bits can be broken",
	  .try = "a certificate with a stronger key; --tls-allow-weak takes "
		 "it for this run" },
	{ .step = STEP_TLS, .reasons = REASON_WEAK_SIGNATURE,
	  .head = "the certificate's signature is too weak",
	  .why = "a signature with SHA-1 or MD5 can be forged",
	  .try = "a certificate signed with SHA-256; --tls-allow-weak takes "
		 "it for this run" },
	{ .step = STEP_TLS, .reasons = REASONS_CHAIN,
	  .head = "the certificate does not verify",
	  .why = "the chain of certificates is not good: see the tls step "
		 "above",
	  .try = "have the server's certificate renewed; -k goes on without "
		 "trust" },
	{ .step = STEP_TLS, .reasons = REASON_NAME_MISMATCH,
	  .head = "the certificate is for another name",
	  .why = "hostname mismatch: none of the certificate's names is the "
		 "one wanted; both stand above",
	  .try = "the name that the certificate has: -s NAME or "
		 "--tls-verify-target NAME; --tls-allow-cn where it has no "
		 "SAN; -k goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_NO_NAME_WANTED,
	  .head = "there is no name to verify the certificate against",
	  .why = "a pipe or a socket has no host name",
	  .try = "--tls-verify-target NAME; --tls-verify-ca checks the chain "
		 "alone; -k goes on without trust" },
	{ .step = STEP_TLS, .reasons = REASON_STS,
	  .head = "the domain's MTA-STS policy forbids to deliver here",
	  .why = "the policy enforces that the server's name is one of its mx "
		 "and its certificate good by CA and name; what is not stands "
		 "above; -k does not lift it",
	  .try = "add the exchange to the policy and raise the id of its "
		 "record, or have its certificate renewed; without --mta-sts "
		 "the policy is not looked at" },
	{ .step = STEP_TLS, .reasons = REASON_NEARLY_EXPIRED,
	  .head = "a certificate is about to expire",
	  .why = "less of its life is left than --cert-crit asks for; which "
		 "one and how much stands above",
	  .try = "renew it and reload the server; -k makes it a warning" },
	/* in the handshake, or under TLS 1.3 and with Exim behind it */
	{ .step = STEP_TLS,
	  .words = "client certificate and got none",
	  .head = "the server wants a client certificate",
	  .why = "{words}",
	  .try = "--tls-cert FILE and --tls-key FILE" },
	{ .step = STEP_TLS,
	  .words = "client certificate and got one",
	  .head = "the server refused the client certificate",
	  .why = "{words}: often it does not know its issuer, wants the "
		 "certificates between the two, or finds it expired",
	  .try = "--tls-chain FILE for what is between; a warning below says "
		 "what shows from here; the server's log says more" },
	{ .step = STEP_TLS, .kind = ERR_TLS_ALERT,
	  .head = "the server ended TLS with an alert",
	  .why = "{words}; with TLS 1.3 a server that wants a client "
		 "certificate says so at this point",
	  .try = "--tls-cert FILE and --tls-key FILE where it wants one; the "
		 "server's log says more" },
	{ .step = STEP_TLS, .kind = ERR_TIMEOUT,
	  .head = "the TLS handshake did not end in time",
	  .why = "{words}: it is slow, something in between holds TLS back, or "
		 "with -tlsc the port does not begin with TLS",
	  .try = "--timeout 2m; -tls on port 25 or 587, -tlsc on port 465; "
		 "from another network" },
	/* what one side's policy refuses of the other's: net/tls_refused.c */
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "this system's policy for GnuTLS|this system's GnuTLS",
	  .head = "this system's own policy keeps the two sides apart",
	  .why = "{words}",
	  .try = "GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null before the command "
		 "lifts that policy for this one run; --tls-legacy for a "
		 "server of long ago; better, a newer server" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "which --tls-protocol leaves out|which --tls-cipher "
		   "does not|what --tls-cipher names",
	  .head = "the server has nothing of what was asked for",
	  .why = "{words}",
	  .try = "name more in --tls-protocol and --tls-cipher, or leave them "
		 "out" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "GnuTLS cannot speak|even with --tls-legacy",
	  .head = "the server has nothing that GnuTLS can still speak",
	  .why = "{words}",
	  .try = "have the server updated; till then an OpenSSL of its time "
		 "may still speak to it" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "the server chose TLS|alert 70 (protocol_version)",
	  .head = "the two sides have no TLS version in common",
	  .why = "{words}; TLS 1.0 and 1.1 are out of use (RFC 8996, RFC "
		 "8997)",
	  .try = "have the server speak TLS 1.2 or newer; --tls-legacy speaks "
		 "what is older for this one run (--tls-allow-old that "
		 "alone); where the server is the stricter one, its "
		 "configuration says what it takes" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "alert 40 (handshake_failure)|alert 71|alert 47 (",
	  .head = "the two sides have no way of encryption in common",
	  .why = "{words}; it may have 3DES or RC4 alone, sign with SHA-1 "
		 "alone, lack a certificate for the name sent, or be the "
		 "stricter one",
	  .try = "--tls-legacy offers all that is old for this one run; "
		 "--tls-sni NAME sends another name; the server's log says "
		 "more" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "DH prime",
	  .head = "the server's key exchange is too weak",
	  .why = "{words}: whoever records the session may read it later "
		 "(Logjam, CVE-2015-4000)",
	  .try = "have the server use ECDHE, or DH with 2048 bits or more; "
		 "--tls-legacy takes it for this one run" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "signed the handshake",
	  .head = "the server's signature of the handshake is too weak",
	  .why = "{words} (RFC 9155)",
	  .try = "have the server sign with SHA-256; --tls-legacy takes it "
		 "for this one run" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "secure renegotiation|key usage in the server's",
	  .head = "the server breaks a rule that old servers did not know",
	  .why = "{words}",
	  .try = "--tls-legacy overlooks it for this one run; the server "
		 "wants an update, or another certificate" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "hung up in the TLS handshake|broke in the TLS handshake",
	  .head = "the server hung up in the TLS handshake",
	  .why = "{words}: it may not speak TLS on this port, lack its own "
		 "certificate, or choke on an offer that is newer than "
		 "itself",
	  .try = "-tls on port 25 or 587, -tlsc on port 465; --tls-protocol "
		 "no_tlsv1_3 or --tls-legacy for an old server; its log says "
		 "more" },
	{ .step = STEP_TLS, .kind = ERR_TLS_HANDSHAKE,
	  .words = "alert 120 (",
	  .head = "the server takes none of the protocols offered by ALPN",
	  .why = "{words}",
	  .try = "leave --tls-alpn out, or offer what the server knows" },
	{ .step = STEP_TLS,
	  .head = "the TLS handshake failed",
	  .why = "{words}",
	  .try = "-tls on port 25 or 587, -tlsc on port 465; --tls-legacy for "
		 "a server of long ago; --tls-cipher and --tls-protocol say "
		 "what is offered" },

	/* probe */
	{ .step = STEP_PROBE, .cause = CAUSE_COMMAND_INJECTION,
	  .head = "the server runs under TLS what was sent in clear "
		  "(command-injection)",
	  .why = "{words}. Someone in between can put commands before a "
		 "client's own, and get the mail or the password that "
		 "follows (CVE-2011-0411)",
	  .try = "a newer version of the server: it must throw away what it "
		 "has read behind STARTTLS; till then port 465 with -tlsc" },
	{ .step = STEP_PROBE, .cause = CAUSE_REPLY,
	  .head = "the server's replies to the probe mean nothing",
	  .why = "QUIT is answered with 221, at once or behind the reply to "
		 "what was run before it; this was no such thing: {words}",
	  .try = "the same without --probe-command-injection; the transcript "
		 "shows both replies" },
	{ .step = STEP_PROBE,
	  .head = "the probe did not come to its end",
	  .why = "{words}: nothing was seen that the server ran",
	  .try = "the same without --probe-command-injection, to see whether "
		 "it fails too" },

	/* banner */
	{ .step = STEP_BANNER, .kind = ERR_TIMEOUT,
	  .head = "the server did not greet in time",
	  .why = "{words}: it is slow, makes strangers wait, or waits for TLS "
		 "from the first byte",
	  .try = "--timeout 5m (what RFC 5321 allows a banner); -tlsc if this "
		 "is port 465" },
	{ .step = STEP_BANNER, .kind = ERR_CLOSED,
	  .head = "the server hung up before it greeted",
	  .why = "{words}: an access list, too many connections, or a port "
		 "that wants TLS from the first byte",
	  .try = "-tlsc if this is port 465; the server's log says more" },
	{ .step = STEP_BANNER, .kind = ERR_GRAMMAR,
	  .head = "this is no SMTP server's greeting",
	  .why = "{words}",
	  .try = "check the port: 25, 587, or 465 with -tlsc" },
	{ .step = STEP_BANNER, .codes = "4",
	  .head = "the server does not serve for now",
	  .why = "{words}",
	  .try = "again later" },
	{ .step = STEP_BANNER, .codes = "554,5",
	  .head = "the server will not talk to this client",
	  .why = "{code} in place of a greeting: the address is blocked, or "
		 "the host takes no mail (RFC 7504)",
	  .try = "another network; look the address up in the block lists "
		 "that the reply names; port 587 with AUTH" },

	/* ehlo */
	{ .step = STEP_EHLO, .kind = ERR_OUT_OF_TURN,
	  .head = "a reply came before its command",
	  .why = "{words}: it would have been taken for the answer to what is "
		 "sent next",
	  .try = "without the PROXY header, if one was sent: a server that "
		 "awaits none answers it so; else find who sends the reply" },
	{ .step = STEP_EHLO, .cause = CAUSE_REPLY,
	  .head = "the server refused the greeting",
	  .why = "{words}: many want a full host name there",
	  .try = "-h NAME with this host's full name (mail.example.org)" },

	/* xclient */
	{ .step = STEP_XCLIENT, .cause = CAUSE_XCLIENT_NOT_OFFERED,
	  .head = "the server does not offer XCLIENT",
	  .why = "its reply to EHLO has no XCLIENT line: it does not know it, "
		 "or does not trust this host with it",
	  .try = "Postfix: smtpd_authorized_xclient_hosts with this host's "
		 "address; --xclient-optional goes on without" },
	{ .step = STEP_XCLIENT, .cause = CAUSE_XCLIENT_ATTRIBUTE,
	  .head = "the server does not offer these attributes of XCLIENT",
	  .why = "{words}",
	  .try = "leave them out; --xclient-no-verify sends them all the "
		 "same" },
	{ .step = STEP_XCLIENT, .cause = CAUSE_REPLY, .codes = "501",
	  .head = "the server does not understand a value in XCLIENT",
	  .why = "{words}",
	  .try = "addresses as 192.0.2.1 or IPV6:2001:db8::1, names as host "
		 "names, [UNAVAILABLE] for what is not known" },
	{ .step = STEP_XCLIENT, .cause = CAUSE_REPLY,
	  .head = "the server refused XCLIENT",
	  .why = "{words}; a success would be 220, a new greeting",
	  .try = "Postfix: smtpd_authorized_xclient_hosts with this host's "
		 "address; --xclient-optional goes on without" },

	/* auth */
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_NOT_OFFERED,
	  .head = "the server does not offer AUTH",
	  .why = "its reply to EHLO has no AUTH line: many offer it only "
		 "under TLS, or only on port 587 or 465",
	  .try = "-tls where it is not given and the ehlo step above shows "
		 "STARTTLS; port 587 with -tls or 465 with -tlsc" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_NO_COMMON,
	  .head = "the server offers no mechanism that can be used",
	  .why = "it offers {offered}; with a password SCRAM-SHA-512, "
		 "SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, CRAM-SHA1, "
		 "DIGEST-MD5, NTLM, PLAIN and LOGIN can be used, with a token "
		 "OAUTHBEARER and XOAUTH2, by -a alone EXTERNAL, GSSAPI and "
		 "ANONYMOUS",
	  .try = "-a with one of those, or without -a; --auth-map NAME=TYPE "
		 "where the server has a name of its own for one" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_CLEARTEXT,
	  .words = "the token",
	  .head = "the token would go out in clear",
	  .why = "{words} to an address that is not loopback, without TLS; who "
		 "listens on the way could use it as it is",
	  .try = "-tls; --auth-cleartext sends it all the same" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_CLEARTEXT,
	  .head = "the password would go out in clear",
	  .why = "{words} to an address that is not loopback, without TLS; who "
		 "listens on the way would have it",
	  .try = "-tls; --auth-cleartext sends it all the same" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_UNVERIFIED,
	  .head = "the server's certificate did not verify: no password sent",
	  .why = "the tls step says what is wrong with it; whoever is there "
		 "would have the password",
	  .try = "--tls-ca-path FILE to trust its CA; -k sends the password "
		 "all the same" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_CHALLENGE,
	  .head = "the server does not keep to the mechanism",
	  .why = "{words}",
	  .try = "another mechanism with -a (offered: {offered}); look at the "
		 "exchange with -apt" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_PROOF, .subject = "SCRAM",
	  .head = "the server did not prove that it knows the password",
	  .why = "{words}; either another machine answers in its place, or "
		 "the two disagree on user name or character set",
	  .try = "look at the exchange with -apt --show-secrets" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_PROOF,
	  .head = "the server did not prove that it knows the password",
	  .why = "{words}; either another machine answers in its place, or "
		 "the two disagree on realm, user name or character set",
	  .try = "--auth-extra realm=REALM; look at the exchange with -apt "
		 "--show-secrets" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_UNUSABLE,
	  .words = "Kerberos",
	  .head = "Kerberos has no ticket for this server",
	  .why = "{words}",
	  .try = "kinit, then klist shows the ticket; -s with the server's "
		 "full name, since the ticket is for smtp/NAME" },
	{ .step = STEP_AUTH, .cause = CAUSE_AUTH_UNUSABLE,
	  .head = "this side cannot do what the mechanism asks for",
	  .why = "{words}",
	  .try = "another mechanism with -a (offered: {offered})" },
	{ .step = STEP_AUTH, .cause = CAUSE_REPLY,
	  .words = "channel-bindings-dont-match|"
		   "server-does-support-channel-binding",
	  .head = "the server's TLS session is not ours",
	  .why = "{words}. The login is bound to the TLS session, and the two "
		 "ends do not have the same: somebody in between, or a TLS "
		 "proxy before the server",
	  .try = "check the certificate (the tls step) against the server's "
		 "own; --auth-binding none logs in all the same, past "
		 "whoever is in between" },
	{ .step = STEP_AUTH, .cause = CAUSE_REPLY,
	  .words = "channel-binding-not-supported|"
		   "unsupported-channel-binding-type",
	  .head = "the server cannot bind to this TLS session",
	  .why = "{words}",
	  .try = "--auth-binding tls-server-end-point or tls-exporter; "
		 "--auth-binding none leaves -PLUS out" },
	{ .step = STEP_AUTH, .cause = CAUSE_REPLY,
	  .words = "the token is refused",
	  .head = "the server refused the token",
	  .why = "{words}",
	  .try = "a new token, for this user and with the scope for SMTP "
		 "(Google: https://mail.google.com/; Microsoft: "
		 "https://outlook.office.com/SMTP.Send)" },
	{ .step = STEP_AUTH, .codes = "4",
	  .words = "too many login|too many auth|too many bad|rate limit",
	  .head = "too many logins: the server locks them out for a while",
	  .why = "{words}",
	  .try = "wait, and stop what else logs in with an old password; then "
		 "again" },
	{ .step = STEP_AUTH, .codes = "454",
	  .head = "the server cannot check passwords for now",
	  .why = "{words}. A temporary failure on the server (RFC 4954): it "
		 "says nothing about the password",
	  .try = "again later; its log tells why its password store does not "
		 "answer" },
	{ .step = STEP_AUTH, .codes = "432",
	  .head = "the account must first be moved to this mechanism",
	  .why = "{words}. A password transition is needed (RFC 4954): the "
		 "server does not yet have the password in the form that the "
		 "mechanism needs",
	  .try = "log in once with PLAIN under TLS: -tls -a PLAIN" },
	{ .step = STEP_AUTH, .codes = "4",
	  .head = "the login failed for now",
	  .why = "{words}: a temporary refusal, not a wrong password",
	  .try = "again later" },
	/* what providers say in place of the codes of RFC 4954 */
	{ .step = STEP_AUTH, .codes = "5",
	  .words = "application-specific password|app password|"
		   "app-specific password|InvalidSecondFactor",
	  .head = "the account takes an app password here, not its own",
	  .why = "{words}. It has a second factor, which a mail program "
		 "cannot ask for",
	  .try = "make an app password in the account's security settings "
		 "(Google: myaccount.google.com/apppasswords) and give that; "
		 "or log in with a token: --auth-token" },
	{ .step = STEP_AUTH, .codes = "5", .enhanced = "5.7.14",
	  .head = "the provider wants a login in a web browser first",
	  .why = "{words}. The login looked unusual to it, and was stopped "
		 "although the password may be right",
	  .try = "log in with a web browser, best from the same network, "
		 "confirm that it was you, then again" },
	{ .step = STEP_AUTH, .codes = "5",
	  .words = "web browser|WebLoginRequired",
	  .head = "the provider wants a login in a web browser first",
	  .why = "{words}. The login looked unusual to it, and was stopped "
		 "although the password may be right",
	  .try = "log in with a web browser, best from the same network, "
		 "confirm that it was you, then again" },
	{ .step = STEP_AUTH, .codes = "5",
	  .words = "SmtpClientAuthentication is disabled",
	  .head = "SMTP AUTH is switched off for this mailbox",
	  .why = "{words}. Exchange Online has it off for the mailbox or for "
		 "the whole organization; the password was not looked at",
	  .try = "its administrator: Set-CASMailbox -Identity USER "
		 "-SmtpClientAuthenticationDisabled $false, or the same for "
		 "all with Set-TransportConfig" },
	{ .step = STEP_AUTH, .codes = "5", .enhanced = "5.7.139",
	  .words = "basic authentication is disabled",
	  .head = "the provider takes no passwords any more",
	  .why = "{words}. Basic authentication is off: the password was not "
		 "looked at",
	  .try = "a token in its place: --auth-token (XOAUTH2)" },
	{ .step = STEP_AUTH, .codes = "5", .enhanced = "5.7.139",
	  .words = "security defaults|did not meet the criteria|"
		   "conditional access|locked",
	  .head = "a policy of the organization stops this login",
	  .why = "{words}. Security defaults or conditional access forbid "
		 "logins by password, or from here",
	  .try = "its administrator finds the reason in the sign-in log; a "
		 "token in its place: --auth-token (XOAUTH2)" },
	{ .step = STEP_AUTH, .codes = "5", .enhanced = "5.7.139",
	  .words = "credentials were incorrect",
	  .head = "the server refused the user name or password",
	  .why = "{words}. Exchange Online looked at them, and found them "
		 "wrong",
	  .try = "the user name as the full address; an app password where "
		 "the account has a second factor" },
	{ .step = STEP_AUTH, .enhanced = "5.7.139",
	  .head = "the account may not log in with a password",
	  .why = "{words}. Exchange Online says by 5.7.139 that a setting or "
		 "a policy forbids it, not that the password is wrong",
	  .try = "allow SMTP AUTH for the mailbox, or a token: --auth-token "
		 "(XOAUTH2)" },
	{ .step = STEP_AUTH, .enhanced = "5.7.30",
	  .head = "the provider takes no passwords any more",
	  .why = "{words}. Exchange Online says by 5.7.30 that it has ended "
		 "basic authentication",
	  .try = "a token in its place: --auth-token (XOAUTH2)" },
	{ .step = STEP_AUTH, .enhanced = "5.7.57",
	  .head = "the server has no login for this client",
	  .why = "{words}. Exchange says by 5.7.57 that the client is not "
		 "authenticated: SMTP AUTH is off for the account, or the "
		 "connector does not take it",
	  .try = "allow SMTP AUTH for the mailbox; port 587 with -tls" },
	{ .step = STEP_AUTH, .enhanced = "5.7.13",
	  .head = "the account is disabled",
	  .why = "{words}: the server knows the user, but lets nobody in by "
		 "that name (RFC 5248)",
	  .try = "its administrator" },
	{ .step = STEP_AUTH, .codes = "5",
	  .words = "too many login|too many auth|too many bad|too many failed",
	  .head = "too many logins failed: the server locks them out",
	  .why = "{words}. The right password would be refused as well",
	  .try = "wait, and stop what else logs in with an old password; then "
		 "again" },
	{ .step = STEP_AUTH, .codes = "538",
	  .head = "the server wants encryption for this mechanism",
	  .why = "{words}. The mechanism is only allowed under TLS (RFC 4954)",
	  .try = "-tls, or -tlsc on port 465" },
	{ .step = STEP_AUTH, .enhanced = "5.7.11",
	  .head = "the server wants encryption for this mechanism",
	  .why = "{words}. The mechanism is only allowed under TLS (RFC 4954)",
	  .try = "-tls, or -tlsc on port 465" },
	{ .step = STEP_AUTH, .codes = "534",
	  .head = "the mechanism is too weak for this account",
	  .why = "{words}. The server wants a stronger mechanism (RFC 4954); "
		 "some mean by it that the account needs an app password",
	  .try = "mechanisms left to try: {others}; an app password from the "
		 "account's settings" },
	{ .step = STEP_AUTH, .enhanced = "5.7.9",
	  .head = "the mechanism is too weak for this account",
	  .why = "{words}. The server wants a stronger mechanism (RFC 4954); "
		 "some mean by it that the account needs an app password",
	  .try = "mechanisms left to try: {others}; an app password from the "
		 "account's settings" },
	{ .step = STEP_AUTH, .codes = "530",
	  .words = "STARTTLS|TLS|SSL|encrypt",
	  .head = "the server wants STARTTLS before AUTH",
	  .why = "{words}",
	  .try = "-tls" },
	{ .step = STEP_AUTH, .codes = "530",
	  .head = "authentication required",
	  .why = "{words}. The server says so of AUTH itself: the login did "
		 "not count",
	  .try = "another mechanism with -a; left to try: {others}; the "
		 "server's log says more" },
	{ .step = STEP_AUTH, .codes = "5",
	  .words = "authentication not enabled|auth not enabled|"
		   "AUTH command used when not advertised|"
		   "authentication is not allowed",
	  .head = "the server has no AUTH here",
	  .why = "{words}. It may have it under TLS alone, or on another port",
	  .try = "-tls; port 587 with -tls or 465 with -tlsc" },
	{ .step = STEP_AUTH, .codes = "504",
	  .head = "the server does not know the mechanism",
	  .why = "{words}. It may have offered it and not be able to do it "
		 "(RFC 4954)",
	  .try = "another mechanism with -a; left to try: {others}" },
	{ .step = STEP_AUTH, .codes = "500,501,502,503",
	  .head = "the server does not take this AUTH command",
	  .why = "{words}. It says so of the command, not of the password",
	  .try = "another mechanism with -a; left to try: {others}; the "
		 "exchange decoded: -apt" },
	{ .step = STEP_AUTH, .codes = "5",
	  .subject = "XOAUTH2,OAUTHBEARER",
	  .head = "the server refused the token",
	  .why = "{words}. It has expired, or is for another user or purpose",
	  .try = "a new token, for this user and with the scope for SMTP" },
	{ .step = STEP_AUTH, .codes = "5", .subject = "EXTERNAL",
	  .head = "the server refused the login by what it knows of us",
	  .why = "{words}. EXTERNAL goes by the client certificate, or by the "
		 "address: it is none that the server has a user for",
	  .try = "--tls-cert with the certificate that the server knows; -au "
		 "with the user that it is for" },
	{ .step = STEP_AUTH, .codes = "535,5",
	  .head = "the server refused the user name or password",
	  .why = "{words}. The credentials are invalid, a permanent refusal "
		 "(RFC 4954)",
	  .try = "the user name with and without its @domain; an app "
		 "password; mechanisms left to try: {others}; look at the "
		 "exchange with -apt --show-secrets" },

	/* mail */
	{ .step = STEP_MAIL, .cause = CAUSE_PRDR_NOT_OFFERED,
	  .head = "the server does not offer PRDR",
	  .why = "its reply to EHLO has no PRDR line: few servers know it, "
		 "and it may be switched off",
	  .try = "without --prdr; Exim: prdr_enable = true" },
	{ .step = STEP_MAIL, .codes = "530",
	  .words = "STARTTLS|TLS|SSL|encrypt",
	  .head = "the server wants TLS first",
	  .why = "{words}. No mail without TLS on this port",
	  .try = "-tls" },
	{ .step = STEP_MAIL, .codes = "530",
	  .head = "the server wants a login first",
	  .why = "{words}. Authentication required: no mail without AUTH on "
		 "this port",
	  .try = "-au USER -ap PASSWORD" },
	{ .step = STEP_MAIL, .enhanced = "5.7.57",
	  .head = "the server wants a login first",
	  .why = "{words}. Exchange says by 5.7.57 that the client is not "
		 "authenticated",
	  .try = "-tls -au USER -ap PASSWORD" },
	{ .step = STEP_MAIL, .codes = "5",
	  .words = "not owned by|send as|SendAsDenied",
	  .head = "the login may not use this sender",
	  .why = "{words}",
	  .try = "-f with the address that the login belongs to" },
	{ .step = STEP_MAIL, .codes = "5",
	  .words = "AUTH=|AUTH parameter",
	  .head = "the server refused AUTH= in MAIL FROM",
	  .why = "{words}. The parameter says who submitted the message "
		 "(RFC 4954 section 5)",
	  .try = "--no-mail-auth leaves it out" },
	{ .step = STEP_MAIL, .codes = "552",
	  .head = "the message is too large for this server",
	  .why = "{words}",
	  .try = "a smaller message" },
	{ .step = STEP_MAIL, .codes = "4",
	  .head = "the server does not take this sender for now",
	  .why = "{words}",
	  .try = "again later" },
	{ .step = STEP_MAIL, .cause = CAUSE_REPLY,
	  .head = "the server refused the sender",
	  .why = "{words}",
	  .try = "-f ADDRESS with a sender that this server knows, or that "
		 "the login may use" },

	/* rcpt */
	{ .step = STEP_RCPT, .codes = "530",
	  .words = "STARTTLS|TLS is required|TLS required|encryption",
	  .head = "the server wants TLS first",
	  .why = "{words}. No mail without TLS on this port",
	  .try = "-tls" },
	{ .step = STEP_RCPT, .codes = "530",
	  .head = "the server wants a login first",
	  .why = "{words}. No mail without AUTH on this port, or without TLS",
	  .try = "-au USER -ap PASSWORD; -tls" },
	{ .step = STEP_RCPT, .codes = "5,454", .words = "relay",
	  .head = "the server does not relay to this recipient",
	  .why = "{words}: the recipient's domain is not its own, and this "
		 "client is not allowed to send elsewhere",
	  .try = "-au USER -ap PASSWORD, which mostly allows it; or the "
		 "server that the domain's MX names" },
	{ .step = STEP_RCPT, .codes = "4",
	  .words = "greylist|graylist|grey list|try again|4.7.1",
	  .head = "the server put the recipient off (greylisting)",
	  .why = "{words}: a stranger is asked to come again, as real servers "
		 "do",
	  .try = "the same again after some minutes" },
	{ .step = STEP_RCPT, .codes = "452,552", .enhanced = "4.2.2,5.2.2",
	  .head = "the recipient's mailbox is full",
	  .why = "{words}",
	  .try = "tell them some other way" },
	{ .step = STEP_RCPT, .codes = "4",
	  .head = "the server does not take the recipient for now",
	  .why = "{words}: a temporary refusal, often greylisting",
	  .try = "the same again after some minutes" },
	{ .step = STEP_RCPT, .enhanced = "5.1.1,5.1.2,5.1.10",
	  .head = "the server knows no such recipient",
	  .why = "{words}",
	  .try = "check the address, and that this is the server for its "
		 "domain" },
	{ .step = STEP_RCPT, .cause = CAUSE_REPLY,
	  .head = "the server refused the recipient",
	  .why = "{words}",
	  .try = "check the address; a login may be needed" },

	/* data and message */
	{ .step = STEP_DATA, .codes = "4",
	  .head = "the server does not take a message for now",
	  .why = "{words}",
	  .try = "again later" },
	{ .step = STEP_DATA, .cause = CAUSE_REPLY,
	  .head = "the server refused DATA",
	  .why = "{words}",
	  .try = "the server's log says more" },
	{ .step = STEP_MESSAGE, .cause = CAUSE_PRDR_ALL_REFUSED,
	  .head = "every recipient refused the message",
	  .why = "{words}, though the server took it as a whole: nobody gets "
		 "it",
	  .try = "what was said of each recipient stands above" },
	{ .step = STEP_MESSAGE, .codes = "552",
	  .head = "the message is too large, or the mailbox is full",
	  .why = "{words}",
	  .try = "a smaller message; see SIZE in the reply to EHLO" },
	{ .step = STEP_MESSAGE, .codes = "4",
	  .head = "the server did not take the message for now",
	  .why = "{words}",
	  .try = "again later" },
	{ .step = STEP_MESSAGE, .codes = "554,5",
	  .head = "the server refused the message's content",
	  .why = "{words}: a spam or virus filter, or a policy (DKIM, SPF, "
		 "DMARC)",
	  .try = "another --body or headers (-f and From: of the same "
		 "domain); the server's log says more" },
	{ .step = STEP_MESSAGE, .kind = ERR_FILE,
	  .head = "the message could not be read to its end",
	  .why = "{words}; the connection was cut, so that no half message "
		 "was sent",
	  .try = "check the file" },
	{ .step = STEP_MESSAGE, .kind = ERR_CLOSED,
	  .head = "the server hung up in the middle of the message",
	  .why = "{words}: a filter, or a limit of size or time",
	  .try = "a smaller message; the server's log says more" },

	/* quit */
	{ .step = STEP_QUIT, .kind = ERR_CLOSED,
	  .head = "the server hung up instead of answering QUIT",
	  .why = "{words}; what came before stands as it is above",
	  .try = "nothing, where the message was accepted" },
	{ .step = STEP_QUIT, .cause = CAUSE_REPLY,
	  .head = "the server refused QUIT",
	  .why = "{words}; what came before stands as it is above",
	  .try = "the server's log says more" },

	/* any step */
	{ .step = ANY_STEP, .kind = ERR_TIMEOUT,
	  .head = "the server's reply to {step} did not come in time",
	  .why = "{words}, counted from when it was awaited",
	  .try = "a longer --timeout; the server's log says what it waited "
		 "for" },
	{ .step = ANY_STEP, .kind = ERR_CLOSED,
	  .head = "the server hung up in the middle of the session",
	  .why = "{words}",
	  .try = "the server's log says more" },
	{ .step = ANY_STEP, .kind = ERR_GRAMMAR,
	  .head = "the server's reply is not SMTP",
	  .why = "{words}",
	  .try = "check that this is a mail server, and its port" },
	{ .step = ANY_STEP, .kind = ERR_LIMIT,
	  .head = "the server sent more than any reply may be",
	  .why = "{words}",
	  .try = "check that this is a mail server, and its port" },
	{ .step = ANY_STEP, .kind = ERR_OUT_OF_TURN,
	  .head = "a reply came before its command",
	  .why = "{words}: it would have been taken for the answer to what is "
		 "sent next",
	  .try = "find who sends it: the server, or a proxy in between" },
	{ .step = ANY_STEP,
	  .head = "{step} failed",
	  .why = "{words}",
	  .try = "look at the transcript above" },
};

const size_t explain_count = sizeof(explain_rows) / sizeof(*explain_rows);
