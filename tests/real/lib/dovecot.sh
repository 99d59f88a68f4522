#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# dovecot.sh: sourced.  Dovecot: authentication for Postfix, by itself or with
# Samba's NTLM, and LMTP.
#
# shellcheck disable=SC2034,SC2154	# topic.sh and its parts share these

check_dovecot() {
	is_root || skip 'Dovecot only starts as root'
	has dovecot || skip 'dovecot is not installed'
	id -u dovecot >/dev/null 2>&1 || skip 'there is no user dovecot'
	case $(dovecot --version) in
	2.3.*) ;;
	*) skip 'dovecot.conf here is written for Dovecot 2.3' ;;
	esac
	servers="$servers dovecot"
	mkdir "$dir/dovecot" "$dir/queue" "$dir/queue/private"
	auth_log=$dir/log/dovecot.log
	dovecot_user "$login" "$password"
	dovecot_user "$login_address" "$address_password"
}

# dovecot_user NAME PASSWORD [EXTRA]: {PLAIN} because CRAM-MD5 and DIGEST-MD5
# need the password itself.
dovecot_user() {
	printf '%s:{PLAIN}%s:%s:%s::/nonexistent::%s\n' "$1" "$2" \
		"$(id -u nobody)" "$(id -g nobody)" "${3-}" \
		>>"$dir/dovecot/users"
	chgrp "$(id -g dovecot)" "$dir/dovecot/users"
	chmod 640 "$dir/dovecot/users"
}

# dovecot_also: standard input is settings, which come after those below.
dovecot_also() {
	cat >>"$dir/dovecot/also.conf"
}

# All delays are off: they are for guessers, and cost a test seconds.
write_dovecot() {
	cat >"$dir/dovecot/dovecot.conf" <<-END
	base_dir = $dir/dovecot/run
	state_dir = $dir/dovecot
	instance_name = smtpcheck-test
	log_path = $dir/log/dovecot.log
	protocols =
	listen = 127.0.0.1
	ssl = no

	# tells the log of each attempt, but of no password
	auth_verbose = yes
	auth_debug = yes

	auth_mechanisms = plain login cram-md5 digest-md5
	disable_plaintext_auth = no
	auth_failure_delay = 0
	service anvil {
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	passdb {
	  driver = passwd-file
	  args = $dir/dovecot/users
	}
	userdb {
	  driver = passwd-file
	  args = $dir/dovecot/users
	}
	service auth {
	  unix_listener $dir/queue/private/auth {
	    mode = 0666
	  }
	}
	END
	[ ! -e "$dir/dovecot/also.conf" ] ||
		cat "$dir/dovecot/also.conf" >>"$dir/dovecot/dovecot.conf"
	[ ! -e "$dir/dovecot/lmtp" ] || write_lmtp >>"$dir/dovecot/dovecot.conf"
}

dovecot_ready() {
	grep -qs 'master: Info: Dovecot .* starting up' "$dir/log/dovecot.log"
}

start_dovecot() {
	write_dovecot
	spawn dovecot "$(command -v dovecot)" -F -c "$dir/dovecot/dovecot.conf"
	comes_up dovecot dovecot_ready
}

# ---------------------------------------------------------------------- LMTP

# After dovecot: the port lmtp, and the socket $lmtp_socket.
check_lmtp() {
	[ -x /usr/lib/dovecot/lmtp ] || skip 'dovecot-lmtpd is not installed'
	port_names="$port_names lmtp"
	lmtp_socket=$dir/lmtp.sock
	: >"$dir/dovecot/lmtp"
	judged_by "$dir/log/dovecot.log" ' lmtp\(.*Disconnect from '
}

# Mailboxes as Postfix delivers to them.  Quota as the user's entry has it.
write_lmtp() {
	cat <<-END
	protocols = lmtp
	service lmtp {
	  inet_listener lmtp {
	    address = 127.0.0.1
	    port = $(port lmtp)
	  }
	  unix_listener $lmtp_socket {
	    mode = 0666
	  }
	}
	ssl = yes
	ssl_cert = <$dir/tls/good.crt
	ssl_key = <$dir/tls/good.key
	ssl_dh =
	mail_location = maildir:$dir/mail/%n
	protocol lmtp {
	  mail_plugins = quota
	  postmaster_address = postmaster@$domain
	}
	plugin {
	  quota = maildir:mailbox
	}
	END
}

# --------------------------------------------------------------------- Samba

# After dovecot: its mechanism NTLM, done by Samba's ntlm_auth, which needs
# neither domain nor winbindd when it is told the password.  It names its
# target.
check_samba() {
	unpacked_works winbind usr/bin/ntlm_auth ||
		skip "there is no ntlm_auth in $unpacked"
	mkdir "$dir/samba"
	chown dovecot "$dir/samba"
	cp "$unpacked/winbind/usr/bin/ntlm_auth" "$dir/samba/ntlm_auth"
	printf '%s' "$password" >"$dir/samba/password"
	cat >"$dir/samba/smb.conf" <<-END
	[global]
	workgroup = TEST
	netbios name = MAIL
	server role = standalone server
	private dir = $dir/samba
	lock directory = $dir/samba
	state directory = $dir/samba
	cache directory = $dir/samba
	pid directory = $dir/samba
	ncalrpc dir = $dir/samba
	END
	# Dovecot adds the option that says how the two speak.
	cat >"$dir/samba/helper" <<-END
	#!/bin/sh
	exec $dir/samba/ntlm_auth --configfile=$dir/samba/smb.conf \\
		--password="\$(cat $dir/samba/password)" "\$@"
	END
	chmod 755 "$dir/samba/helper"
	dovecot_also <<-END
	auth_use_winbind = yes
	auth_winbind_helper_path = $dir/samba/helper
	auth_mechanisms = plain ntlm
	END
}
