/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every option, a row each: see option.h.  Their order is that in which --dump
 * writes them on its command line, and in which missing ones are asked for.
 */
#include "options/option.h"

#include "base/step.h"

#define AT(member) offsetof(struct config, member)

const struct option_word option_stop_words[] = {
	{ "connect", STOP_BANNER },
	{ "banner", STOP_BANNER },
	{ "first-helo", STOP_FIRST_HELO },
	{ "first-ehlo", STOP_FIRST_HELO },
	{ "first-lhlo", STOP_FIRST_HELO },
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

static const struct option_word silent_words[] = {
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
	  .help = "the recipients" },
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
		 "them. Every address of the host is tried in turn." },
	{ .names = "port,p", .arg = "PORT", .type = OPT_TEXT,
	  .prompt = "Port",
	  .group = GROUP_SERVER, .at = AT(port),
	  .help = "port number or service name (25; 465 with -tlsc)",
	  .man = "The port, as a number or as the name of a service. The "
		 "default is 25, 465 with --tls-on-connect, 24 with LMTP." },
	{ .names = "4", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(ipv4),
	  .help = "use IPv4 alone" },
	{ .names = "6", .type = OPT_FLAG,
	  .group = GROUP_SERVER, .at = AT(ipv6),
	  .help = "use IPv6 alone" },
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
	{ .names = "tls-sni", .arg = "NAME", .type = OPT_TEXT,
	  .group = GROUP_TLS, .at = AT(tls_sni),
	  .help = "the server name to send (SNI)",
	  .man = "The server name indication to send. The default is the name "
		 "the certificate must be for, where that is a host name." },
	{ .names = "tls-allow-old", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_old), .own = true,
	  .help = "allow TLS 1.0 and 1.1",
	  .man = "Allow TLS 1.0 and 1.1, which RFC 8997 took out of use." },
	{ .names = "tls-allow-weak", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_weak), .own = true,
	  .help = "allow RSA under 2048 bits, SHA-1 and MD5 signatures" },
	{ .names = "tls-allow-cn", .type = OPT_FLAG,
	  .group = GROUP_TLS, .at = AT(tls_allow_cn), .own = true,
	  .help = "take the name from the CN where there is no SAN",
	  .man = "Take the server's name from the subject's common name where "
		 "the certificate has no subject alternative name. RFC 9525 "
		 "forbids it; some old servers need it." },
	{ .names = "auth,a", .arg = "MECH[,MECH...]", .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth),
	  .help = "require AUTH, by one of these mechanisms",
	  .man = "Require AUTH. Of the mechanisms that the server offers, "
		 "those named are tried in the order given until one "
		 "succeeds; without an argument, every one that is known: "
		 "CRAM-MD5, PLAIN, LOGIN. A user name implies this option." },
	{ .names = "auth-optional,ao", .arg = "MECH[,MECH...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_optional),
	  .help = "AUTH if it can be had, go on if not" },
	{ .names = "auth-optional-strict,aos", .arg = "MECH[,MECH...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_optional_strict),
	  .help = "AUTH if it is offered, and then it must work" },
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
		 "only you can read keeps it out of sight." },
	{ .names = "auth-cleartext", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_cleartext), .own = true,
	  .help = "allow a password to be sent without TLS",
	  .man = "Allow PLAIN and LOGIN to send the password without TLS to a "
		 "host that is not this one. Without it the run ends before "
		 "the password would go out." },
	{ .names = "auth-plaintext,apt", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(auth_plaintext),
	  .help = "show the AUTH exchange decoded" },
	{ .names = "auth-hide-password,ahp", .arg = "TEXT",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_AUTH, .at = AT(auth_hide_password),
	  .help = "show TEXT in the place of passwords",
	  .man = "Show TEXT (PROVIDED_BUT_REMOVED) in the place of passwords. "
		 "Under the name smtpcheck passwords are hidden without it." },
	{ .names = "show-secrets", .type = OPT_FLAG,
	  .group = GROUP_AUTH, .at = AT(show_secrets), .own = true,
	  .help = "show passwords as they are sent" },
	{ .names = "data,d", .arg = "TEXT|@FILE|-", .type = OPT_TEXT,
	  .prompt = "Data",
	  .group = GROUP_MESSAGE, .at = AT(data),
	  .help = "the whole message, headers and body",
	  .man = "The whole message, headers and body: TEXT in which \\n is a "
		 "line end, @FILE for a file's content, - for standard "
		 "input. %FROM_ADDRESS%, %TO_ADDRESS%, %DATE%, %MESSAGEID%, "
		 "%BODY%, %NEW_HEADERS% and %NEWLINE% in it are replaced." },
	{ .names = "body", .arg = "TEXT|@FILE|-", .type = OPT_TEXT,
	  .prompt = "Body",
	  .group = GROUP_MESSAGE, .at = AT(body),
	  .help = "the body of the default message" },
	{ .names = "header", .arg = "'NAME: VALUE'", .prefixes = "h-,header-",
	  .type = OPT_LIST,
	  .group = GROUP_MESSAGE, .at = AT(header),
	  .help = "set a header; --h-NAME VALUE does the same",
	  .man = "Set a header: the one of that name is replaced, or it is "
		 "added. --h-NAME VALUE does the same. May be repeated." },
	{ .names = "add-header,ah", .arg = "'NAME: VALUE'", .type = OPT_LIST,
	  .group = GROUP_MESSAGE, .at = AT(add_header),
	  .help = "add a header, whether there is one of that name or not" },
	{ .names = "no-data-fixup,ndf", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(no_data_fixup),
	  .help = "send --data as it is, with nothing put in" },
	{ .names = "no-strip-from,nsf", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(no_strip_from),
	  .help = "keep a mailbox's \"From \" line at the start of --data" },
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
	  .man = "End the session politely after POINT: banner, first-helo, "
		 "tls, helo (the last one), auth, mail or rcpt." },
	{ .names = "drop-after,da", .arg = "POINT", .type = OPT_WORD,
	  .words = option_stop_words,
	  .group = GROUP_RUN, .at = AT(drop_after),
	  .help = "drop the connection after POINT; also data, dot" },
	{ .names = "drop-after-send,das", .arg = "POINT", .type = OPT_WORD,
	  .words = option_stop_words,
	  .group = GROUP_RUN, .at = AT(drop_after_send),
	  .help = "drop the connection when POINT's command is sent" },
	{ .names = "quiet", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(quiet), .own = true,
	  .help = "print the step report alone" },
	{ .names = "report", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(report), .own = true,
	  .help = "print the report; --no-report: transcript alone",
	  .man = "Print the step report behind the transcript: the default "
		 "under the name smtpcheck. --no-report leaves it out." },
	{ .names = "silent,S", .arg = "1|2|3", .type = OPT_WORD_MAYBE,
	  .words = silent_words,
	  .group = GROUP_OUTPUT, .at = AT(silent),
	  .help = "1: only if it fails; 2: only errors; 3: nothing",
	  .man = "1, or no argument: print nothing unless something fails, "
		 "and then all. 2: print errors alone. 3: print nothing." },
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
	{ .names = "show-time-lapse,stl", .arg = "i", .type = OPT_TEXT_MAYBE,
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
	  .help = "both of these" },
	{ .names = "output-file,output", .arg = "FILE", .type = OPT_TEXT,
	  .group = GROUP_OUTPUT, .at = AT(output_file),
	  .help = "write all output to FILE" },
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
	  .help = "print this" },
	{ .names = "version", .type = OPT_FLAG,
	  .group = GROUP_OUTPUT, .at = AT(version),
	  .help = "print the version, and that of GnuTLS" },
	{ .names = "dump-mail", .type = OPT_FLAG,
	  .group = GROUP_MESSAGE, .at = AT(dump_mail),
	  .help = "print the message that would be sent, and stop" },
	{ .names = "dump", .arg = "SECTION[,SECTION...]",
	  .type = OPT_TEXT_MAYBE,
	  .group = GROUP_OUTPUT, .at = AT(dump),
	  .help = "print what the options came to, and stop",
	  .man = "Print what the options came to, and stop. The sections are "
		 "SUPPORT, APP, OUTPUT, TRANSPORT, PROTOCOL, XCLIENT, PROXY, "
		 "TLS, AUTH, DATA and ALL. Passwords are shown." },
};

const size_t option_count = sizeof(option_rows) / sizeof(*option_rows);
