# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f rooms.awk rooms vendors SOURCE...: run in src/; see rooms.sh.

function fault(text)
{
	print "src/" FILENAME ":" FNR ": " text
	faults = 1
}

# The room of a path: its first folder, or the file itself.
function room_of(path)
{
	sub(/^\.\//, "", path)
	sub(/\/.*/, "", path)
	return path
}

function may_include(room, header,    words, n, i)
{
	if (room == room_of(header))
		return 1
	n = split(allowed[room], words, " ")
	for (i = 1; i <= n; i++)
		if (words[i] == header || words[i] == room_of(header))
			return 1
	return 0
}

function may_use(file, header,    row, places, n, i)
{
	row = header
	if (!(row in vendor))
		sub(/\/.*/, "/", row)
	if (!(row in vendor))
		return fault("<" header ">: a header that vendors does " \
			"not know")
	n = split(vendor[row], places, " ")
	for (i = 1; i <= n; i++)
		if (places[i] == "*" || index(file, places[i]) == 1)
			return
	fault("<" header "> is for " vendor[row] " only")
}

FILENAME ~ /(rooms|vendors)$/ {
	if ($0 ~ /^(#|$)/)
		next
	at = index($0, ":")
	if (FILENAME ~ /rooms$/)
		allowed[substr($0, 1, at - 1)] = substr($0, at + 1)
	else
		vendor[substr($0, 1, at - 1)] = substr($0, at + 2)
	next
}
FNR == 1 {
	room = room_of(FILENAME)
	if (!(room in allowed))
		fault("a room that rooms does not know: " room)
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	if (part[2] !~ /\//)
		fault("\"" part[2] "\": name the room, " room "/" part[2])
	else if (!may_include(room, part[2]))
		fault("room " room " may not include \"" part[2] "\"")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, part, /[<>]/)
	may_use(FILENAME, part[2])
}
END {
	exit faults
}
