# SPDX-License-Identifier: GPL-3.0-or-later
#
# For other awk programs, put before them with -f: code(LINE) is the line
# without comments, and with nothing left inside of its strings and character
# constants.  Lines must come in order, since a comment may span several.

FNR == 1 {
	in_comment = 0
}

function code(line,    i, n, c, out, quote)
{
	n = length(line)
	out = quote = ""
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		if (in_comment) {
			if (c == "*" && substr(line, i + 1, 1) == "/") {
				in_comment = 0
				out = out " "
				i++
			}
		} else if (quote != "") {
			if (c == "\\") {
				i++
			} else if (c == quote) {
				out = out c
				quote = ""
			}
		} else if (c == "/" && substr(line, i + 1, 1) == "*") {
			in_comment = 1
			i++
		} else if (c == "/" && substr(line, i + 1, 1) == "/") {
			break
		} else {
			if (c == "\"" || c == "'")
				quote = c
			out = out c
		}
	}
	return out
}
