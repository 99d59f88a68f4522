/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every option, a row each: see option.h.  Their order is that in which --dump
 * writes them on its command line, and in which missing ones are asked for.
 */
#include "options/option.h"

#include "base/binding.h"
#include "base/step.h"

#define AT(member) offsetof(struct config, member)

/* The first word of a value is the one that is shown. */
const struct option_word option_stop_words[] = {
	{ "proxy", STOP_PROXY },
	{ "connect", STOP_BANNER },
	{ "banner", STOP_BANNER },
	{ "first-helo", STOP_FIRST_HELO },
	{ "first-ehlo", STOP_FIRST_HELO },
	{ "first-lhlo", STOP_FIRST_HELO },
	{ "xclient", STOP_XCLIENT },
	{ "xclient-helo", STOP_XCLIENT_HELO },
	{ "xclient-ehlo", STOP_XCLIENT_HELO },
	{ "xclient-lhlo", STOP_XCLIENT_HELO },
	{ "tls", STOP_TLS },
	{ "starttls", STOP_TLS },
	{ "helo", STOP_HELO },
	{ "ehlo", STOP_HELO },
	{ "lhlo", STOP_HELO },
	{ "auth", STOP_AUTH },
	{ "mail", STOP_MAIL },
	{ "from", STOP_MAIL },
	{ "rcpt", STOP_RCPT },
	{ "to", STOP_RCPT },
	{ "data", STOP_DATA },
	{ "dot", STOP_DOT },
	{ NULL, 0 },
};

const struct option_word option_protocol_words[] = {
	{ "SMTP", PROTOCOL_SMTP },
	{ "SSMTP", PROTOCOL_SSMTP },
	{ "SSMTPA", PROTOCOL_SSMTPA },
	{ "SMTPS", PROTOCOL_SMTPS },
	{ "ESMTP", PROTOCOL_ESMTP },
	{ "ESMTPA", PROTOCOL_ESMTPA },
	{ "ESMTPS", PROTOCOL_ESMTPS },
	{ "ESMTPSA", PROTOCOL_ESMTPSA },
	{ "LMTP", PROTOCOL_LMTP },
	{ "LMTPA", PROTOCOL_LMTPA },
	{ "LMTPS", PROTOCOL_LMTPS },
	{ "LMTPSA", PROTOCOL_LMTPSA },
	{ NULL, 0 },
};

static const struct option_word lapse_words[] = {
	{ "i", 1 }, { "", 0 }, { NULL, 0 },
};

const struct option_word option_binding_words[] = {
	{ "tls-exporter", BINDING_EXPORTER },
	{ "tls-server-end-point", BINDING_END_POINT },
	{ "none", BINDING_NONE },
	{ NULL, 0 },
};

const struct option_word option_silent_words[] = {
	{ "1", 1 }, { "2", 2 }, { "3", 3 }, { NULL, 0 },
};

const struct option option_rows[] = {
	{ .names = "config", .arg = "FILE", .type = OPT_TEXT_MAYBE,
	  .group = GROUP_RUN, .at = AT(config_file),
	  .help = "read options from FILE; without FILE, from no file",
	  .man = "Read options from FILE instead of ~/.smtpcheckrc; without "
		 "an argument, from no file." },
	{ .names = "from,f", .arg = "ADDRESS", .type = OPT_TEXT,
	  .prompt = "From",
	  .group = GROUP_ENVELOPE, .at = AT(from),
	  .help = "the sender; '<>' is the null sender",
	  .man = "The envelope's sender. '<>' is the null sender. The default "
		 "is you at this host." },
	{ .names = "to,t", .arg = "ADDRESS[,ADDRESS...]", .type = OPT_TEXT,
	  .prompt = "To",
	  .group = GROUP_ENVELOPE, .at = AT(to),
	  .help = "the recipients",
	  .man = "The recipients, with commas between them: of several --to "
		 "the last one counts." },
	{ .names = "cc", .arg = "ADDRESS[,ADDRESS...]", .type = OPT_TEXT,
	  .prompt = "Cc",
	  .group = GROUP_ENVELOPE, .at = AT(cc),
	  .help = "more recipients, named in a Cc: header",
	  .man = "More recipients, behind those of --to. The default message "
		 "names them in a Cc: header." },
	{ .names = "bcc", .arg = "ADDRESS[,ADDRESS...]", .type = OPT_TEXT,
	  .prompt = "Bcc",
	  .group = GROUP_ENVELOPE, .at = AT(bcc),
	  .help = "more recipients, named in no header",
	  .man = "More recipients, behind those of --to and --cc, that no "
		 "header of the default message names." },
	{ .names = "helo,ehlo,lhlo,h", .arg = "NAME", .type = OPT_TEXT,
	  .prompt = "Helo",
	  .group = GROUP_ENVELOPE, .at = AT(helo),
	  .help = "the name to greet with (this host's)" },
	{ .names = "server,s", .arg = "HOST[:PORT]", .type = OPT_TEXT,
	  .prompt = "Server",
	  .group = GROUP_SERVER, .at = AT(server),
	  .help = "the server: HOST[:PORT], [V6]:PORT or a URL",
	  .man = "The server to test: a name or an address, with a port "
		 "behind it as HOST:PORT, [HOST]:PORT or HOST/PORT. Or a URL: "
		 "smtp://, smtps:// (TLS on connect) or lmtp://, with user "
		 "name, password (percent-encoded) and port as it names "
		 "them. Every address of the host is tried in turn. Without "
		 "this option, --socket and --pipe the mail goes where its "
		 "last recipient's domain says (MX, RFC 5321 section 5.1): to "
		 "each exchange in the order of preference, with its name as "
		 "the one that a certificate must be for; to the domain's own "
		 "address where it has no MX; nowhere where it has the null "
		 "MX of RFC 7505. user@[192.0.2.1] names an address itself." },
	{ .names = "port,p", .arg = "PORT", .type = OPT_TEXT,
	  .prompt = "Port",
	  .group = GROUP_SERVER, .at = AT(port),
	  .help = "port number or service name (25; 465 with -tlsc)",
	  .man = "The port, as a number or as the name of a service. The "
		 "default is 25, 465 with --tls-on-connect, 24 with LMTP." },
	{ .names = "4", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(ipv4),
	  .help = "use IPv4 alone",
	  .man = "Use IPv4 alone. It excludes -6, and a server or local "
		 "interface that is an IPv6 address." },
	{ .names = "6", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(ipv6),
	  .help = "use IPv6 alone",
	  .man = "Use IPv6 alone. It excludes -4, and a server or local "
		 "interface that is an IPv4 address." },
	{ .names = "copy-routing", .arg = "DOMAIN", .type = OPT_TEXT,
	  .group = GROUP_SERVER, .at = AT(copy_routing),
	  .help = "without -s: to where mail for DOMAIN goes",
	  .man = "Where no server is given, send to where mail for DOMAIN "
		 "would go, whatever the recipient's domain. An address "
		 "stands for its domain." },
	{ .names = "local-interface,li", .arg = "ADDR[:PORT]",
	  .type = OPT_TEXT, .prompt = "Interface",
	  .group = GROUP_SERVER, .at = AT(local_interface),
	  .help = "the address of this host to connect from",
	  .man = "The address of this host to connect from, or a name that "
		 "has it, and optionally the port, in the forms of --server." },
	{ .names = "local-port,lport,lp", .arg = "PORT", .type = OPT_TEXT,
	  .prompt = "Local Port",
	  .group = GROUP_SERVER, .at = AT(local_port),
	  .help = "the port of this host to connect from",
	  .man = "The port of this host to connect from, a number or the name "
		 "of a service; 0, the default, is any." },
	{ .names = "socket", .arg = "PATH", .type = OPT_TEXT,
	  .prompt = "Socket File",
	  .group = GROUP_SERVER, .at = AT(socket),
	  .help = "connect to a UNIX-domain socket" },
	{ .names = "pipe", .arg = "COMMAND", .type = OPT_TEXT,
	  .prompt = "Pipe",
	  .group = GROUP_SERVER, .at = AT(pipe),
	  .help = "run COMMAND and speak to its standard input and output",
	  .man = "Run COMMAND and speak to its standard input and output, as "
		 "to a server started by inetd. It is run through the shell "
		 "where it holds characters that mean something to one." },
	{ .names = "protocol", .arg = "NAME", .type = OPT_WORD,
	  .words = option_protocol_words,
	  .group = GROUP_SERVER, .at = AT(protocol),
	  .help = "SMTP, ESMTP, ESMTPSA, LMTP and the like",
	  .man = "Which protocol to speak, in the words of Received: headers "
		 "(RFC 3848): SMTP greets with HELO, ESMTP with EHLO, LMTP "
		 "with LHLO; an S behind it asks for TLS, an A for AUTH; "
		 "SSMTP, SSMTPA and SMTPS are the same with TLS on connect. "
		 "The default is ESMTP." },
	{ .names = "pipeline", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(pipeline),
	  .help = "send MAIL, RCPT and DATA at once where the server can",
	  .man = "Send MAIL, RCPT and DATA without waiting for each reply, "
		 "where the server offers PIPELINING (RFC 2920)." },
	{ .names = "prdr", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(prdr),
	  .help = "ask for a reply for each recipient at the end",
	  .man = "Ask for a reply for each recipient at the end of the message "
		 "(PRDR, draft-hall-prdr). A server that does not offer it "
		 "ends the run." },
	{ .names = "force-getpwuid", .type = OPT_FLAG,
	  .group = GROUP_ENVELOPE, .at = AT(force_getpwuid),
	  .help = "the default sender from the user id, not from $LOGNAME" },
	{ .names = "mail-auth", .arg = "ADDRESS", .type = OPT_TEXT,
	  .group = GROUP_ENVELOPE, .at = AT(mail_auth), .own = true,
	  .help = "the AUTH= of MAIL FROM; '<>' for an unknown submitter",
	  .man = "What MAIL FROM says in its AUTH= parameter (RFC 4954 "
		 "section 5): the submitter of the message, or '<>' where "
		 "none is known. Without this option smtpcheck sends AUTH= "
		 "after a successful AUTH: the user name where it is a "
		 "mailbox, else the envelope's sender. --no-mail-auth leaves "
		 "it out. A server that refuses the parameter is sent MAIL "
		 "again without it, and the step ends with a warning." },
	{ .names = "data,d", .arg = "TEXT|@FILE|-", .type = OPT_TEXT,
	  .prompt = "Data",
	  .group = GROUP_MESSAGE, .at = AT(data),
	  .help = "the whole message, headers and body",
	  .man = "The whole message, headers and body: TEXT in which \\n is a "
		 "line end, @FILE for a file's content, @@TEXT for a text "
		 "that begins with @, - for standard input, which may be "
		 "asked for by more than one option. Tokens in it are "
		 "replaced: see TOKENS. The message need not end with a line "
		 "that is one dot, but may." },
	{ .names = "g", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(data_stdin), .own = true,
	  .help = "the message from standard input, as --data -",
	  .man = "Read the message from standard input, as --data - does, "
		 "which is the way to say it today; --data comes before it." },
	{ .names = "dump-as-body,dab", .arg = "SECTION[,SECTION...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_MESSAGE, .at = AT(dump_as_body),
	  .help = "what the options came to, as the body",
	  .man = "Where no option gives a body, put there what --dump would "
		 "print, without passwords. The sections are those of --dump "
		 "but for SUPPORT and DATA." },
	{ .names = "dump-as-body-shows-password,dabsp", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(dump_as_body_shows_password),
	  .help = "--dump-as-body, passwords and all",
	  .man = "As --dump-as-body, with the passwords in it, for all to read "
		 "who get the message." },
	{ .names = "auth,a", .arg = "TYPE[,TYPE...]", .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth),
	  .help = "require AUTH, by one of these mechanisms",
	  .man = "Require AUTH. Of the mechanisms that the server offers, "
		 "those named are tried in the order given until one "
		 "succeeds; without an argument, or with ANY, every one that "
		 "is known and can be used, the strongest first: with a "
		 "password SCRAM-SHA-512, SCRAM-SHA-256 and SCRAM-SHA-1, each "
		 "in its form -PLUS before, CRAM-MD5, CRAM-SHA1, DIGEST-MD5, "
		 "NTLM (also as SPA and MSN), PLAIN, LOGIN; with a token "
		 "OAUTHBEARER, XOAUTH2; with --tls-cert EXTERNAL too. Only "
		 "where they are named: EXTERNAL without --tls-cert, GSSAPI "
		 "(the Kerberos ticket of kinit), ANONYMOUS, and "
		 "LOGIN-INITIAL, which is LOGIN with the user name in the "
		 "AUTH command. As swaks, the mechanisms that swaks has, and "
		 "those named. A user name, a password or a token implies "
		 "this option." },
	{ .names = "auth-user,au", .arg = "USER", .type = OPT_TEXT,
	  .prompt = "Username", .ask_late = true,
	  .group = GROUP_AUTH, .at = AT(auth_user),
	  .help = "the user name; '<>' is the empty one" },
	{ .names = "auth-password,ap", .arg = "PASSWORD", .type = OPT_TEXT,
	  .prompt = "Password", .ask_late = true,
	  .group = GROUP_AUTH, .at = AT(auth_password), .secret = true,
	  .help = "the password; '<>' is the empty one",
	  .man = "The password; '<>' is the empty one. On the command line it "
		 "is overwritten as soon as it is read, but for a moment "
		 "others may see it there: the environment "
		 "(SMTPCHECK_OPT_auth_password) or a configuration file that "
		 "only you can read keeps it out of sight. Where no option, "
		 "environment or file has a password, it is asked for: see "
		 "PROMPTS." },
	{ .names = "auth-password-file", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_password_file), .own = true,
	  .help = "the password is the first line of FILE (-: stdin)",
	  .man = "The password is the first line of FILE, without its line "
		 "end; - is standard input, of which the rest is left for "
		 "the message. A file that others may read is warned about, "
		 "and so is ~/.netrc, which is looked into where no option "
		 "names a password. There can be one source of a password "
		 "alone: the option's --no- form takes one back that the "
		 "environment or the configuration file gives." },
	{ .names = "auth-password-fd", .arg = "NUMBER", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_password_fd), .own = true,
	  .help = "... the first line from descriptor NUMBER",
	  .man = "The password is the first line that can be read from the "
		 "descriptor NUMBER, which whoever starts the program has "
		 "opened: --auth-password-fd 3 3<FILE." },
	{ .names = "auth-password-command", .arg = "COMMAND",
	  .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_password_command), .own = true,
	  .help = "... the first line that COMMAND writes",
	  .man = "The password is the first line that COMMAND writes, such as "
		 "'pass show mail/fred'. It is split into words, which ' and "
		 "\" may keep together, and run without a shell; to have one, "
		 "name it: \"sh -c 'gpg -d pw.gpg | tail -1'\". Its standard "
		 "input is empty, its standard error the program's. A "
		 "command that fails, that writes nothing, or that takes "
		 "longer than 30 seconds or --deadline, ends the run before "
		 "anything is connected to." },
	{ .names = "auth-id", .arg = "NAME", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_id), .own = true,
	  .help = "act as NAME, with the login of --auth-user",
	  .man = "The authorization identity: whom to act as, where that is "
		 "not the user who logs in, and the server allows it. For "
		 "PLAIN, SCRAM, DIGEST-MD5, GSSAPI, OAUTHBEARER and EXTERNAL; "
		 "other mechanisms have no place for it." },
	{ .names = "auth-token", .arg = "TOKEN", .type = OPT_TEXT,
	  .prompt = "Token", .ask_late = true,
	  .group = GROUP_AUTH, .at = AT(auth_token), .own = true,
	  .secret = true,
	  .help = "an OAuth 2.0 token, in the place of a password",
	  .man = "An OAuth 2.0 bearer token, in the place of a password; it "
		 "implies --auth. OAUTHBEARER and XOAUTH2 take it. It is "
		 "hidden as passwords are, and overwritten on the command "
		 "line. A token that is a JWT and says of itself that it has "
		 "expired is warned about before it is sent." },
	{ .names = "auth-token-file", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_token_file), .own = true,
	  .help = "the same, the first line of FILE (-: stdin)",
	  .man = "The token is the first line of FILE, as with "
		 "--auth-password-file." },
	{ .names = "auth-token-fd", .arg = "NUMBER", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_token_fd), .own = true,
	  .help = "the same, the first line from descriptor NUMBER" },
	{ .names = "auth-token-command", .arg = "COMMAND", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_token_command), .own = true,
	  .help = "the same, the first line that COMMAND writes",
	  .man = "The token is the first line that COMMAND writes, as with "
		 "--auth-password-command." },
	{ .names = "auth-binding", .arg = "TYPE", .type = OPT_WORD,
	  .words = option_binding_words,
	  .group = GROUP_AUTH, .at = AT(auth_binding), .own = true,
	  .help = "what SCRAM-...-PLUS binds to, or none",
	  .man = "What the -PLUS forms of SCRAM bind the login to, so that "
		 "nobody in between can pass it on: tls-exporter (RFC 9266), "
		 "tls-server-end-point (RFC 5929), or none, with which they "
		 "are not used. The default is tls-exporter under TLS 1.3, "
		 "tls-server-end-point under TLS 1.2." },
	{ .names = "auth-map,am", .arg = "NAME=TYPE[,...]", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_map),
	  .help = "names under which the server offers known mechanisms",
	  .man = "More names under which the server may offer a mechanism: "
		 "with X-PLAIN=PLAIN, a server that offers X-PLAIN is sent "
		 "AUTH X-PLAIN and what goes with PLAIN." },
	{ .names = "auth-extra,ae", .arg = "KEY=VALUE[,...]", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_extra),
	  .help = "what some mechanisms need: realm=, domain=, dmd5-...=",
	  .man = "What some mechanisms need besides user name and password. "
		 "realm= or domain=: the realm of DIGEST-MD5 (the first that "
		 "the server offers) and the domain of NTLM (the server's). "
		 "dmd5-serv-type= (smtp), dmd5-host= (the server's name) and "
		 "dmd5-serv-name= (none) make the digest-uri of DIGEST-MD5." },
	{ .names = "auth-hide-password,ahp", .arg = "TEXT",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_hide_password),
	  .help = "show TEXT in the place of passwords",
	  .man = "Show TEXT (PROVIDED_BUT_REMOVED) in the place of passwords. "
		 "Under the name smtpcheck passwords are hidden without it." },
	{ .names = "auth-plaintext,apt", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_plaintext),
	  .help = "show the AUTH exchange decoded",
	  .man = "Show the AUTH exchange of either side decoded, not in "
		 "base64. The NULs between the words of PLAIN are shown as "
		 "\\0. Under the name smtpcheck each line is followed by "
		 "its fields, by name: user name, nonce, salt, iterations, "
		 "and so on. What shows a password, or could be used to "
		 "guess it, stays hidden without --show-secrets." },
	{ .names = "auth-optional,ao", .arg = "TYPE[,TYPE...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_optional),
	  .help = "AUTH if it can be had, go on if not" },
	{ .names = "auth-optional-strict,aos", .arg = "TYPE[,TYPE...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_optional_strict),
	  .help = "AUTH if it is offered, and then it must work",
	  .man = "AUTH if the server offers a mechanism that can be used, and "
		 "then it must work." },
	{ .names = "auth-force", .arg = "TYPE", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_force), .own = true,
	  .help = "require AUTH by TYPE, offered or not",
	  .man = "Require AUTH by this one mechanism, and send it also where "
		 "the server does not offer it, or offers no AUTH at all: "
		 "what is not offered may be there all the same, and the "
		 "refusal may say why it is not." },
	{ .names = "auth-ehlo", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_ehlo), .own = true,
	  .help = "EHLO again after AUTH, and tell what changed",
	  .man = "After a successful AUTH send EHLO once more, and tell which "
		 "offers have come or gone with the login. -q auth ends the "
		 "run behind it." },
	{ .names = "auth-probe", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_probe), .own = true,
	  .help = "try each mechanism offered, and tabulate which work",
	  .man = "Try each mechanism that the server offers, or only those "
		 "that --auth names, on a connection of its own with "
		 "the same user name and password, and end with a table of "
		 "which work. No mail is sent. Before them comes a control "
		 "with a wrong password, which must be refused: else the "
		 "finding is accepts-anything. Since refusals may lock the "
		 "account, the probe stops after --auth-probe-refusals, the "
		 "controls not counted: a made-up password stands before "
		 "the first, and after each other that worked. "
		 "The exit code is 0 where any works, else 28." },
	{ .names = "auth-probe-refusals", .arg = "NUMBER", .type = OPT_TEXT,
	  .group = GROUP_AUTH, .at = AT(auth_probe_refusals), .own = true,
	  .help = "stop --auth-probe after so many refusals (2)" },
	{ .names = "auth-cleartext", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_cleartext), .own = true,
	  .help = "allow a password to be sent without TLS",
	  .man = "Allow PLAIN and LOGIN to send the password without TLS to a "
		 "host that is not this one. Without it the run ends before "
		 "the password would go out, or with --auth-optional goes on "
		 "without a login." },
	{ .names = "show-secrets", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(show_secrets), .own = true,
	  .help = "show passwords as they are sent" },
	{ .names = "tls", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls),
	  .help = "require STARTTLS" },
	{ .names = "tls-optional,tlso", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_optional),
	  .help = "STARTTLS if it is offered and accepted",
	  .man = "Use STARTTLS where the server offers it and accepts it, go "
		 "on in clear where it does not. A password is still never "
		 "sent in clear unless --auth-cleartext allows it." },
	{ .names = "tls-optional-strict,tlsos", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_optional_strict),
	  .help = "STARTTLS if it is offered, and then it must work" },
	{ .names = "tls-on-connect,tlsc", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_on_connect),
	  .help = "TLS from the first byte (port 465)" },
	{ .names = "tls-cert", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_cert),
	  .help = "the client certificate to send where one is asked for",
	  .man = "The client certificate to send where the server asks for "
		 "one. FILE is in PEM, DER or PKCS#12 (.p12, .pfx), told apart "
		 "by what is in it, or a PKCS#11 URL (pkcs11:token=...;"
		 "object=...) of a certificate on a smart card or the like; "
		 "p11tool --list-all shows them. Of several in FILE the first "
		 "is sent, of PKCS#12 the key's own; what comes behind it "
		 "belongs in --tls-chain. Needs --tls-key. One that cannot be "
		 "used is an error before anything is connected to; that it "
		 "has expired, is not yet valid or is not for TLS clients is "
		 "warned of." },
	{ .names = "tls-key", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_key),
	  .help = "the private key of --tls-cert",
	  .man = "The private key of --tls-cert: a file in PEM or DER (PKCS#1, "
		 "SEC1 or PKCS#8) or PKCS#12, or a PKCS#11 URL (pkcs11:...). "
		 "It may be encrypted, as PKCS#8 or as the old PEM of OpenSSL "
		 "(Proc-Type: 4,ENCRYPTED); its passphrase, or the token's "
		 "PIN, comes from --tls-key-password-file or "
		 "--tls-key-password, and is asked for where neither is "
		 "given. A PIN is tried once alone, since a token may lock "
		 "itself." },
	{ .names = "tls-chain", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_chain),
	  .help = "certificates to send behind --tls-cert",
	  .man = "Certificates to send behind that of --tls-cert, in the order "
		 "of the file: its issuer first, as a rule. FILE has any of "
		 "the forms of --tls-cert; of PKCS#12 all but the key's own "
		 "are sent." },
	{ .names = "tls-key-password", .arg = "TEXT", .type = OPT_TEXT,
	  .prompt = "Key Passphrase", .ask_late = true,
	  .group = GROUP_TLS, .at = AT(tls_key_password), .secret = true,
	  .own = true,
	  .help = "the passphrase of --tls-key, or its PIN",
	  .man = "The passphrase of --tls-key, or the token's PIN. On the "
		 "command line others may see it for a moment: better is "
		 "--tls-key-password-file, the environment "
		 "(SMTPCHECK_OPT_tls_key_password), or to be asked for it, "
		 "which happens only where the key turns out to need one, and "
		 "before anything is connected to. It is wiped as soon as the "
		 "key is open." },
	{ .names = "tls-key-password-file", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_key_password_file), .own = true,
	  .help = "the file whose first line is that passphrase",
	  .man = "Read the passphrase of --tls-key from the first line of "
		 "FILE, which may be a pipe." },
	{ .names = "tls-protocol,tlsp", .arg = "VERSION[,VERSION...]",
	  .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_protocol),
	  .help = "TLS versions to offer: tlsv1_2,tlsv1_3; or no_tlsv1_3",
	  .man = "The TLS versions to offer, of tlsv1, tlsv1_1, tlsv1_2 and "
		 "tlsv1_3; or, each with no_ before it, those to leave out. "
		 "sslv2 and sslv3 are understood, but cannot be spoken. A "
		 "version that is named is offered even where it would need "
		 "--tls-allow-old." },
	{ .names = "tls-cipher", .arg = "LIST", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_cipher),
	  .help = "the ciphers to offer, in OpenSSL's or GnuTLS's words",
	  .man = "The ciphers to offer: a list in the form of OpenSSL, such as "
		 "ECDHE-RSA-AES256-GCM-SHA384 or HIGH:!aNULL, or a priority "
		 "string of GnuTLS, which is taken as it is. As with OpenSSL, "
		 "a list that names no cipher of TLS 1.3 (TLS_...) leaves TLS "
		 "1.3 as it was; add --tls-protocol no_tlsv1_3 to see what a "
		 "server does with the list alone. GnuTLS can offer key "
		 "exchanges, ciphers and MACs but no single suites, so that a "
		 "list may offer more than it names: a server that chooses "
		 "what was not named fails the handshake." },
	{ .names = "tls-get-peer-cert", .arg = "FILE", .type = OPT_TEXT_MAYBE,
	  .group = GROUP_TLS, .at = AT(tls_get_peer_cert),
	  .help = "write the server's certificate (PEM) to FILE",
	  .man = "Write the server's certificate (PEM) to FILE, or show it in "
		 "the transcript." },
	{ .names = "tls-get-peer-chain", .arg = "FILE", .type = OPT_TEXT_MAYBE,
	  .group = GROUP_TLS, .at = AT(tls_get_peer_chain),
	  .help = "write all certificates the server sent to FILE",
	  .man = "Write all certificates that the server sent (PEM) to FILE, "
		 "its own first, or show them in the transcript." },
	{ .names = "tls-sni", .arg = "NAME", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_sni),
	  .help = "the server name to send (SNI)",
	  .man = "The server name indication to send. The default is the name "
		 "the certificate must be for, where that is a host name." },
	{ .names = "tls-alpn", .arg = "NAME[,NAME]", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_alpn), .own = true,
	  .help = "application protocols to offer (ALPN)",
	  .man = "Offer these application protocols in the handshake (ALPN, "
		 "RFC 7301). None is offered otherwise: SMTP has no registered "
		 "name, and a server may refuse whoever offers one that it "
		 "does not know. --tls-facts shows which one it took." },
	{ .names = "tls-facts", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_facts), .own = true,
	  .help = "print all about the TLS session and certificates",
	  .man = "Print, behind transcript and report, all that is known of "
		 "the TLS session (version, cipher, group, signature, name "
		 "sent, ALPN, client certificate, OCSP staple, channel "
		 "bindings, whether the certificate verifies and why not) and "
		 "of each certificate that the server sent (names, key, "
		 "signature, validity with the days and the share of its life "
		 "that are left, SHA-256 of the certificate and of its public "
		 "key, where its issuer is to be had), and the same of the "
		 "client's certificate." },
	{ .names = "tls-verify", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_verify),
	  .help = "require a certificate that verifies",
	  .man = "Require a certificate whose chain leads to a trusted CA and "
		 "whose name is the server's. This is the default under the "
		 "name smtpcheck." },
	{ .names = "no-tls-verify,k", .type = OPT_NEGATION,
	  .group = GROUP_TLS, .at = AT(tls_verify), .own = true,
	  .help = "go on when the certificate does not verify",
	  .man = "Go on, and send the password too, when the certificate does "
		 "not verify. The report still says what is wrong with it." },
	{ .names = "tls-verify-ca", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_verify_ca),
	  .help = "require a good chain, whatever the name" },
	{ .names = "tls-verify-host", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_verify_host),
	  .help = "require the right name, whatever the chain" },
	{ .names = "tls-verify-target", .arg = "NAME", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_verify_target),
	  .help = "the name the certificate must be for (the server's)" },
	{ .names = "tls-ca-path", .arg = "FILE|DIR", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_ca_path),
	  .help = "the CA certificates to trust (the system's)",
	  .man = "The CA certificates to trust instead of the system's: a PEM "
		 "file or a directory of them." },
	{ .names = "tls-verify-at", .arg = "DATE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_verify_at), .own = true,
	  .help = "judge certificates as of this day",
	  .man = "Judge certificates, what is left of their life, and the "
		 "stapled OCSP response as of another day: YYYY-MM-DD, where "
		 "the day begins, or YYYY-MM-DDTHH:MM:SSZ, both in UTC." },
	{ .names = "tls-pin", .arg = "sha256:HASH", .type = OPT_LIST,
	  .group = GROUP_TLS, .at = AT(tls_pin), .own = true,
	  .help = "the certificate or key must be this one",
	  .man = "The server's certificate (in DER) or its public key "
		 "(SubjectPublicKeyInfo) must have this SHA-256, in hex, with "
		 "or without colons, or in base64. May be repeated: one must "
		 "match. Where none does, the run ends with exit code 29, and "
		 "nothing lifts that, neither -k nor --tls-optional; the "
		 "report then shows the hashes that would match. A pin that "
		 "matches says who the server is, so that its issuer need not "
		 "be known and its name not be the one wanted, unless "
		 "--tls-verify, --tls-verify-ca or --tls-verify-host asks for "
		 "that too; but a certificate that has expired, was revoked or "
		 "is weak is still refused. One that matches a CA's "
		 "certificate or key on the verified path to the root counts "
		 "where chain and name are both good. --tls-facts shows the "
		 "hashes of all that a server sends." },
	{ .names = "cert-warn", .arg = "Nd|N%|off", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(cert_warn), .own = true,
	  .help = "warn when less of a certificate's life is left",
	  .man = "Warn when less than so many days (14d), or than such a share "
		 "of its life (20%), is left of a certificate: the server's "
		 "own, each one on the path to the root, and each that was "
		 "sent for nothing. As smtpcheck the default is 25%, but 30 "
		 "days at most, since a quarter of a CA's life is years; a "
		 "share that is given here is taken as it is. As swaks nothing "
		 "is warned of unless asked for." },
	{ .names = "cert-crit", .arg = "Nd|N%|off", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(cert_crit), .own = true,
	  .help = "fail when less of a certificate's life is left",
	  .man = "The same, but when less than this is left of a certificate "
		 "on the path to the root the run ends with exit code 29, as "
		 "with one that has expired. -k makes it a warning. As "
		 "smtpcheck the default is 10%, but 14 days at most, and it is "
		 "then a warning alone, which says that it is critical." },
	{ .names = "tls-allow-old", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_old), .own = true,
	  .help = "allow TLS 1.0 and 1.1",
	  .man = "Allow TLS 1.0 and 1.1, which RFC 8997 took out of use." },
	{ .names = "tls-allow-weak", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_weak), .own = true,
	  .help = "allow RSA under 2048 bits, SHA-1 and MD5 signatures",
	  .man = "Allow certificates with RSA keys under 2048 bits and those "
		 "signed with SHA-1 or MD5, DH primes under 2048 bits, and "
		 "handshakes signed with SHA-1 (RFC 9155)." },
	{ .names = "tls-legacy", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_legacy), .own = true,
	  .help = "allow all that servers of long ago may need",
	  .man = "For one run against a server of long ago: --tls-allow-old "
		 "and --tls-allow-weak, and also 3DES, RC4, key exchanges with "
		 "RSA alone and with DSS, DH primes of 1024 bits, "
		 "signatures with SHA-1, certificates whose key usage does not "
		 "fit, and servers without secure renegotiation (RFC 5746). "
		 "All that is better is still preferred. The certificate must "
		 "verify as ever: that is -k's to lift. What this system's "
		 "own policy for GnuTLS forbids stays forbidden, and is said "
		 "to be. The tls step ends with a warning at best. SSLv3 and "
		 "ciphers of export strength cannot be had." },
	{ .names = "tls-allow-cn", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_cn), .own = true,
	  .help = "take the name from the CN where there is no SAN",
	  .man = "Take the server's name from the subject's common name where "
		 "the certificate has no subject alternative name. RFC 9525 "
		 "forbids it; some old servers need it." },
	{ .names = "expect-starttls", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(expect_starttls), .own = true,
	  .help = "STARTTLS is there: its want is an attack",
	  .man = "The server is known to have STARTTLS. Where it does not "
		 "offer it, someone in between has removed it: the finding "
		 "starttls-stripped ends the run, and nothing goes out in "
		 "clear, also with --tls-optional; nor where STARTTLS is "
		 "refused or fails. Without another TLS option it asks for "
		 "STARTTLS as --tls does." },
	{ .names = "probe-command-injection", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(probe_command_injection), .own = true,
	  .help = "does it run under TLS what came in clear?",
	  .man = "Find out whether the server runs under TLS a command that it "
		 "was sent in clear (CVE-2011-0411). A NOOP goes out behind "
		 "STARTTLS in one packet, then QUIT under TLS: a reply that "
		 "comes before that to QUIT is the NOOP's, and the finding "
		 "command-injection ends the run with exit code 29. The run "
		 "ends with the probe in any case, and sends no mail. A server "
		 "that refuses the pair or whose handshake fails by it has not "
		 "run the command." },
	{ .names = "dane", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(dane), .own = true,
	  .help = "go by TLSA records that DNSSEC proves (DANE)",
	  .man = "Look the server's TLSA records up (RFC 7672) and go by them "
		 "where DNSSEC proves them: one of usage 3 that matches makes "
		 "chain, name and dates void, one of usage 2 is the trust "
		 "anchor, and where none matches the tls step fails, also "
		 "with -k. Usages 0 and 1 are not for SMTP. Without records "
		 "that are proven and usable the certificate is judged by CA "
		 "and name as usual; an answer that is bogus, or none, is a "
		 "failure. Asks for STARTTLS as --tls does where no option "
		 "says otherwise. The records are those of the mail exchange "
		 "in use, of -s HOST, or of --tls-verify-target NAME. Needs "
		 "libunbound (Debian: libgnutls-dane0), and a trust anchor: "
		 "see --dane-anchor." },
	{ .names = "dane-only", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(dane_only), .own = true,
	  .help = "the same, and nothing but a match will do",
	  .man = "The same as --dane, and the tls step fails where no TLSA "
		 "record that is proven and usable matches, or where the mail "
		 "exchange came from an MX that is not signed." },
	{ .names = "tlsa", .arg = "RECORD", .type = OPT_LIST,
	  .group = GROUP_TLS, .at = AT(tlsa), .own = true,
	  .help = "a TLSA record to go by: '3 1 1 HEX'",
	  .man = "A TLSA record, as a zone file has it (usage, selector, "
		 "matching type, data in hex; the words of RFC 7218 do as "
		 "well), to go by as --dane does, with nothing looked up. May "
		 "be repeated." },
	{ .names = "dane-anchor", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(dane_anchor), .own = true,
	  .help = "DNSSEC's trust anchor (the system's)",
	  .man = "A file with the DS or DNSKEY records to start DNSSEC from, "
		 "as zone files have them. The default is the root's, from "
		 "/usr/share/dns/root.key (Debian: dns-root-data) or "
		 "unbound's." },
	{ .names = "dns-server", .arg = "ADDRESS[:PORT]", .type = OPT_TEXT,
	  .group = GROUP_SERVER, .at = AT(dns_server), .own = true,
	  .help = "the name server to ask for MX, TLSA and TXT",
	  .man = "The name server (IPv4) to ask for MX, TLSA and TXT records, "
		 "and for what DNSSEC says of them, instead of the system's. "
		 "The addresses of hosts are still the C library's to "
		 "find." },
	{ .names = "mta-sts", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(mta_sts), .own = true,
	  .help = "would the domain's MTA-STS policy allow this?",
	  .man = "Look up the MTA-STS record of the recipient's domain, fetch "
		 "its policy over HTTPS (RFC 8461; no redirect is followed), "
		 "and say whether a sender that honours it would deliver to "
		 "this server: its name must match the policy, its "
		 "certificate be good by CA and name. Where it would not, a "
		 "policy in mode enforce fails the tls step, also with -k; "
		 "one in testing is a warning. Asks for STARTTLS as --tls "
		 "does where no option says otherwise." },
	{ .names = "mta-sts-domain", .arg = "DOMAIN", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(mta_sts_domain), .own = true,
	  .help = "the same, of DOMAIN (the recipient's)" },
	{ .names = "mta-sts-policy", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(mta_sts_policy), .own = true,
	  .help = "the same by the policy in FILE, none fetched" },
	{ .names = "body", .arg = "TEXT|@FILE|-", .type = OPT_TEXT,
	  .prompt = "Body",
	  .group = GROUP_MESSAGE, .at = AT(body),
	  .help = "the body of the default message",
	  .man = "The body of the default message, as a text, from a file or "
		 "from standard input as with --data. Where there are "
		 "attachments it is their first part, of type text/plain, "
		 "unless --attach-body gives another." },
	{ .names = "attach", .arg = "TEXT|@FILE|-", .type = OPT_SEQUENCE,
	  .group = GROUP_MESSAGE, .at = AT(parts),
	  .help = "an attachment; makes the message a MIME one",
	  .man = "An attachment, as a text, from a file or from standard input "
		 "as with --data, but with nothing replaced in it. May be "
		 "repeated. The default message becomes multipart/mixed. The "
		 "parts stand where %BODY% does in --data; a message of your "
		 "own needs MIME-Version: and Content-Type: headers of its "
		 "own. Each part is application/octet-stream and bears its "
		 "file's name unless --attach-type and --attach-name say "
		 "otherwise. A file is read while it is sent, so that its size "
		 "does not matter." },
	{ .names = "attach-body", .arg = "TEXT|@FILE|-", .type = OPT_SEQUENCE,
	  .group = GROUP_MESSAGE, .at = AT(parts),
	  .help = "the body as a part; repeated: its alternatives",
	  .man = "The body as a part of a MIME message: always the first, "
		 "whatever the order of options, of type text/plain or that "
		 "of an --attach-type before it. Repeated, each is an "
		 "alternative to the others (multipart/alternative), the last "
		 "the best one." },
	{ .names = "attach-type", .arg = "TYPE", .type = OPT_SEQUENCE,
	  .group = GROUP_MESSAGE, .at = AT(parts),
	  .help = "the type of the parts that follow",
	  .man = "The MIME type of each --attach that follows, up to the next "
		 "--attach-type or --attach-body, or of the --attach-body that "
		 "follows. A part of type text/plain without a name goes out "
		 "as text, in which tokens are replaced; all others are "
		 "encoded in base64." },
	{ .names = "attach-name", .arg = "NAME", .type = OPT_SEQUENCE,
	  .maybe = true,
	  .group = GROUP_MESSAGE, .at = AT(parts),
	  .help = "the next attachment's name; without NAME: none",
	  .man = "The name of the next --attach, instead of its file's; "
		 "without an argument it gets none." },
	{ .names = "header", .arg = "'NAME: VALUE'", .prefixes = "h-,header-",
	  .type = OPT_LIST,
	  .group = GROUP_MESSAGE, .at = AT(header),
	  .help = "set a header; --h-NAME VALUE does the same",
	  .man = "Set a header: the last one of that name is replaced, folded "
		 "lines and all, or it is added. --h-NAME VALUE and "
		 "--header-NAME VALUE do the same, with a colon behind NAME "
		 "or without. May be repeated, or name several headers with "
		 "\\n between them. --no-header, and --no-header-NAME too, "
		 "takes back all that were set so far. Tokens in a header are "
		 "replaced." },
	{ .names = "add-header,ah", .arg = "'NAME: VALUE'", .type = OPT_LIST,
	  .group = GROUP_MESSAGE, .at = AT(add_header),
	  .help = "add a header, whether there is one of that name or not",
	  .man = "Add a header, whether there is one of that name or not: in "
		 "the place of %NEW_HEADERS%, else behind the others. May be "
		 "repeated, or name several headers with \\n between them." },
	{ .names = "no-data-fixup,ndf", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(no_data_fixup),
	  .help = "send --data as it is, with nothing put in",
	  .man = "Send --data byte for byte: no token is replaced, no header "
		 "set or added, no line end mended, no dot doubled and no "
		 "final dot sent, which the message must bring itself. It is "
		 "the one way to send what a server should refuse." },
	{ .names = "no-strip-from,nsf", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(no_strip_from),
	  .help = "keep a mailbox's \"From \" line at the start of --data",
	  .man = "Keep the line \"From ADDRESS DATE\" that starts a message in "
		 "a mailbox file, and is left out of --data otherwise." },
	{ .names = "timeout", .arg = "TIME", .type = OPT_TIME,
	  .prompt = "Timeout",
	  .group = GROUP_RUN, .at = AT(timeout),
	  .help = "longest wait for one reply (30s); 5s, 3m, 1h, 0",
	  .man = "The longest wait for one reply, counted from when it is "
		 "awaited, whatever the server sends meanwhile; also for a "
		 "connection and a TLS handshake. Digits are seconds; 5s, 3m "
		 "and 1h say so; 0 is no limit. The default is 30s." },
	{ .names = "deadline", .arg = "TIME", .type = OPT_TIME,
	  .group = GROUP_RUN, .at = AT(deadline), .own = true,
	  .help = "longest time for the whole run (none)" },
	{ .names = "quit-after,quit,q", .arg = "POINT", .type = OPT_WORD,
	  .words = option_stop_words,
	  .group = GROUP_RUN, .at = AT(quit_after),
	  .help = "end the session politely after POINT",
	  .man = "End the session politely after POINT, which is one of these. "
		 "banner (connect): the server's greeting. proxy: the same. "
		 "first-helo (first-ehlo, first-lhlo): the first HELO, EHLO "
		 "or LHLO. xclient: the last XCLIENT. xclient-helo: the HELO "
		 "behind it. tls (starttls): the TLS handshake. helo (ehlo, "
		 "lhlo): the second HELO where STARTTLS is to be done, else "
		 "the first. auth, mail (from), rcpt (to): these. A point "
		 "whose step is not part of the run, or was skipped, is where "
		 "the step would have been." },
	{ .names = "drop-after,drop,da", .arg = "POINT", .type = OPT_WORD,
	  .words = option_stop_words,
	  .group = GROUP_RUN, .at = AT(drop_after),
	  .help = "drop the connection after POINT; also data, dot",
	  .man = "Drop the connection after POINT: one of those of "
		 "--quit-after, or data (the reply to DATA), or dot (the "
		 "reply to the message)." },
	{ .names = "drop-after-send,das", .arg = "POINT", .type = OPT_WORD,
	  .words = option_stop_words,
	  .group = GROUP_RUN, .at = AT(drop_after_send),
	  .help = "drop the connection when POINT's command is sent",
	  .man = "Drop the connection as soon as POINT's command is sent, "
		 "without its reply; the points are those of --drop-after." },
	{ .names = "quiet", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(quiet), .own = true,
	  .help = "print the step report alone",
	  .man = "Print the step report alone; with -S only if there is "
		 "a failure or a warning." },
	{ .names = "report", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(report), .own = true,
	  .help = "print the report; --no-report: transcript alone",
	  .man = "Print the step report behind the transcript: the default "
		 "under the name smtpcheck. --no-report leaves it out." },
	{ .names = "silent,S", .arg = "1|2|3", .type = OPT_WORD_MAYBE,
	  .words = option_silent_words,
	  .group = GROUP_OUTPUT, .at = AT(silent),
	  .help = "1: only if it fails; 2: only errors; 3: nothing",
	  .man = "1, or no argument: print nothing unless something fails, "
		 "and then all from there on; the step report follows where "
		 "the run failed or warns of something. 2: print errors alone. "
		 "3: print "
		 "nothing." },
	{ .names = "suppress-data,n", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(suppress_data),
	  .help = "count the message's lines instead of showing them" },
	{ .names = "show-data", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(show_data), .own = true,
	  .help = "show the whole message, however large",
	  .man = "Show the whole message in the transcript, however large. "
		 "Under the name smtpcheck it is cut after 64 KiB." },
	{ .names = "hide-receive,hr", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(hide_receive),
	  .help = "leave out what the server sends" },
	{ .names = "hide-send,hs", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(hide_send),
	  .help = "leave out what is sent" },
	{ .names = "hide-informational,hi", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(hide_informational),
	  .help = "leave out the transcript's own remarks" },
	{ .names = "hide-all,ha", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(hide_all),
	  .help = "no transcript" },
	{ .names = "show-time-lapse,stl", .arg = "i",
	  .type = OPT_WORD_MAYBE, .words = lapse_words,
	  .group = GROUP_OUTPUT, .at = AT(show_time_lapse),
	  .help = "show how long each reply took; i: whole seconds" },
	{ .names = "show-raw-text,raw", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(show_raw_text),
	  .help = "show a hex dump of what is read and written" },
	{ .names = "no-info-hints,nih", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(no_info_hints),
	  .help = "leave out the === before remarks" },
	{ .names = "no-send-hints,nsh", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(no_send_hints),
	  .help = "leave out the -> before what is sent" },
	{ .names = "no-receive-hints,nrh", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(no_receive_hints),
	  .help = "leave out the <- before what is received" },
	{ .names = "no-hints,nth", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(no_hints),
	  .help = "all three of these" },
	{ .names = "output,output-file", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_OUTPUT, .at = AT(output_file),
	  .help = "write all output to FILE",
	  .man = "Write what would go to standard output and to standard error "
		 "to FILE, whose former content is lost. &STDOUT and &STDERR "
		 "stand for what they were when the program started. Prompts "
		 "stay on the terminal." },
	{ .names = "output-file-stdout", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_OUTPUT, .at = AT(output_file_stdout),
	  .help = "write standard output to FILE, or to &STDERR" },
	{ .names = "output-file-stderr", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_OUTPUT, .at = AT(output_file_stderr),
	  .help = "write standard error to FILE, or to &STDOUT" },
	{ .names = "protect-prompt,pp", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(protect_prompt),
	  .help = "do not show a password as it is typed",
	  .man = "Do not show a password as it is typed: the default under the "
		 "name smtpcheck." },
	{ .names = "support", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(support),
	  .help = "print what this program can do, and stop" },
	{ .names = "help", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(help),
	  .help = "print this",
	  .man = "Print the options, a line or two for each." },
	{ .names = "version", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(version),
	  .help = "print the version, and that of GnuTLS" },
	{ .names = "dump-mail", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(dump_mail),
	  .help = "print the message that would be sent, and stop",
	  .man = "Print the message that would be sent, and stop: as a text "
		 "file, or under the name swaks as it is on the wire, with CR "
		 "LF and dots doubled. --dump comes before it." },
	{ .names = "xclient-addr", .arg = "ADDRESS", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT addr",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the client's address (ADDR)",
	  .man = "Tell the server by XCLIENT, an extension of Postfix, that "
		 "the client's address is another one. Of a server that "
		 "trusts this host it is learned so what it would say to "
		 "that client. The attributes given by the options "
		 "--xclient-NAME are sent as xtext, in the order of the "
		 "options, in one XCLIENT command, and each must be among "
		 "those that the server offers. The values [UNAVAILABLE] and "
		 "[TEMPUNAVAIL] have a meaning of their own." },
	{ .names = "xclient-name", .arg = "HOST", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT name",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the client's host name (NAME)" },
	{ .names = "xclient-port", .arg = "PORT", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT port",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the client's port (PORT)" },
	{ .names = "xclient-proto", .arg = "SMTP|ESMTP",
	  .type = OPT_SEQUENCE, .once = true, .prompt = "XCLIENT proto",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the client's protocol (PROTO)" },
	{ .names = "xclient-destaddr", .arg = "ADDRESS",
	  .type = OPT_SEQUENCE, .once = true, .prompt = "XCLIENT destaddr",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the server's address (DESTADDR)" },
	{ .names = "xclient-destport", .arg = "PORT", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT destport",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the server's port (DESTPORT)" },
	{ .names = "xclient-helo", .arg = "NAME", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT helo",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the client's HELO name (HELO)" },
	{ .names = "xclient-login", .arg = "USER", .type = OPT_SEQUENCE,
	  .once = true, .prompt = "XCLIENT login",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: who the client logged in as (LOGIN)" },
	{ .names = "xclient-reverse-name", .arg = "HOST",
	  .type = OPT_SEQUENCE, .once = true,
	  .prompt = "XCLIENT reverse_name",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "XCLIENT: the address's name (REVERSE_NAME)" },
	{ .names = "xclient-delim", .type = OPT_SEQUENCE,
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "the attributes behind it go in an XCLIENT of their own" },
	{ .names = "xclient", .arg = "TEXT", .type = OPT_SEQUENCE,
	  .prompt = "XCLIENT string",
	  .group = GROUP_POSE, .at = AT(xclient),
	  .help = "an XCLIENT of its own with TEXT as it is",
	  .man = "Send an XCLIENT command with TEXT as it is, at this place "
		 "among the others. Whether the server offers the attributes "
		 "in it is not looked at. May be repeated." },
	{ .names = "xclient-optional", .type = OPT_FLAG,
	  .group = GROUP_POSE, .at = AT(xclient_optional),
	  .help = "go on, whether XCLIENT succeeds or not" },
	{ .names = "xclient-optional-strict", .type = OPT_FLAG,
	  .group = GROUP_POSE, .at = AT(xclient_optional_strict),
	  .help = "XCLIENT if it is offered, and then it must work" },
	{ .names = "xclient-before-starttls", .type = OPT_FLAG,
	  .group = GROUP_POSE, .at = AT(xclient_before_starttls),
	  .help = "XCLIENT first, then STARTTLS" },
	{ .names = "xclient-no-verify", .type = OPT_FLAG,
	  .group = GROUP_POSE, .at = AT(xclient_no_verify),
	  .help = "send attributes that the server does not offer too",
	  .man = "Send attributes that the server does not name in its reply "
		 "to EHLO too. It must still offer XCLIENT." },
	{ .names = "proxy", .arg = "TEXT|base64:BYTES|@FILE",
	  .type = OPT_TEXT, .prompt = "PROXY string",
	  .group = GROUP_POSE, .at = AT(proxy),
	  .help = "begin with a PROXY header that says this",
	  .man = "Begin the connection with a PROXY header (the protocol of "
		 "HAProxy), as a load balancer does before a server that "
		 "awaits one. The text stands behind \"PROXY \", or with "
		 "--proxy-version 2 behind the twelve bytes of the "
		 "signature; where it begins with these, they are not sent "
		 "twice. base64: is followed by its bytes in base64; @FILE is "
		 "a file's content. Nothing in it is checked. This option "
		 "excludes the other --proxy-NAME." },
	{ .names = "proxy-version", .arg = "1|2", .type = OPT_TEXT,
	  .prompt = "PROXY version",
	  .group = GROUP_POSE, .at = AT(proxy_version),
	  .help = "the PROXY header's form: 1, text (default), or 2" },
	{ .names = "proxy-family", .arg = "FAMILY", .type = OPT_TEXT,
	  .prompt = "PROXY family",
	  .group = GROUP_POSE, .at = AT(proxy_family),
	  .help = "what the addresses in the PROXY header are",
	  .man = "What the addresses in the PROXY header are: TCP4 or TCP6; "
		 "AF_UNSPEC, AF_INET, AF_INET6 or AF_UNIX with "
		 "--proxy-version 2. It needs --proxy-source, "
		 "--proxy-source-port, --proxy-dest and --proxy-dest-port, "
		 "and they need it; whether they fit each other is not "
		 "checked, so that a server can be shown what does not." },
	{ .names = "proxy-source", .arg = "ADDRESS", .type = OPT_TEXT,
	  .prompt = "PROXY source",
	  .group = GROUP_POSE, .at = AT(proxy_source),
	  .help = "PROXY: the client's address" },
	{ .names = "proxy-source-port", .arg = "PORT", .type = OPT_TEXT,
	  .prompt = "PROXY source_port",
	  .group = GROUP_POSE, .at = AT(proxy_source_port),
	  .help = "PROXY: the client's port" },
	{ .names = "proxy-dest", .arg = "ADDRESS", .type = OPT_TEXT,
	  .prompt = "PROXY dest",
	  .group = GROUP_POSE, .at = AT(proxy_dest),
	  .help = "PROXY: the address that it connected to" },
	{ .names = "proxy-dest-port", .arg = "PORT", .type = OPT_TEXT,
	  .prompt = "PROXY dest_port",
	  .group = GROUP_POSE, .at = AT(proxy_dest_port),
	  .help = "PROXY: the port that it connected to" },
	{ .names = "proxy-protocol", .arg = "PROTOCOL", .type = OPT_TEXT,
	  .prompt = "PROXY protocol",
	  .group = GROUP_POSE, .at = AT(proxy_protocol),
	  .help = "PROXY version 2: STREAM (default), DGRAM or UNSPEC" },
	{ .names = "proxy-command", .arg = "PROXY|LOCAL", .type = OPT_TEXT,
	  .prompt = "PROXY command",
	  .group = GROUP_POSE, .at = AT(proxy_command),
	  .help = "PROXY version 2: PROXY (default), or LOCAL",
	  .man = "With --proxy-version 2: PROXY (the default), a connection "
		 "made for a client, or LOCAL, one that the proxy made for "
		 "itself, to which no addresses belong." },
	{ .names = "dump", .arg = "SECTION[,SECTION...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_OUTPUT, .at = AT(dump),
	  .help = "print what the options came to, and stop",
	  .man = "Print what the options came to, and stop. The sections are "
		 "SUPPORT, APP, OUTPUT, TRANSPORT, PROTOCOL, XCLIENT, PROXY, "
		 "TLS, AUTH, DATA and ALL. Passwords are shown as swaks alone, "
		 "or with --show-secrets." },
};

const size_t option_count = sizeof(option_rows) / sizeof(*option_rows);
