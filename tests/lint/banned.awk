# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f code.awk -f banned.awk banned SOURCE...: run in src/; see banned.sh.

function fault(text)
{
	print "src/" FILENAME ":" FNR ": " text
	faults = 1
}

function permitted(name,    places, n, i)
{
	n = split(where[name], places, " ")
	for (i = 1; i <= n; i++)
		if (index(FILENAME, places[i]) == 1)
			return 1
	return 0
}

FILENAME ~ /banned$/ {
	if ($0 ~ /^(#|$)/)
		next
	split($0, field, / \| /)
	where[field[1]] = field[2]
	why[field[1]] = field[3]
	next
}
{
	rest = code($0)
	# goto out is the only one: it frees what is held.
	if (rest ~ /(^|[^A-Za-z0-9_])goto[ \t]/ &&
	    rest !~ /goto[ \t]+out[ \t]*;/)
		fault("goto: only to the label out")
	# A name that a member or another function's name ends in is no call.
	while (match(rest, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
		name = substr(rest, RSTART, RLENGTH - 1)
		sub(/[ \t]+$/, "", name)
		if (name in why && before !~ /[.>A-Za-z0-9_]/ &&
		    !permitted(name))
			fault(name "(): " why[name])
		rest = substr(rest, RSTART + RLENGTH)
	}
}
END {
	exit faults
}
