# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f code.awk -f style.awk SOURCE...: run in the project; see style.sh.
# Run in the C locale: a byte is a character until `columns` says otherwise.

function fault(line, text)
{
	print name ":" line ": " text
	faults = 1
}

# How wide a line is: tabs of 8; of a UTF-8 sequence only the first byte
# counts.
function columns(line,    i, n, c, width)
{
	gsub(/[\200-\277]/, "", line)
	n = length(line)
	width = 0
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		width += c == "\t" ? 8 - width % 8 : 1
	}
	return width
}

# The commas outside of any inner parentheses of a parameter list, and one.
function parameters(text,    i, n, c, depth, count)
{
	n = length(text)
	depth = 0
	count = 1
	for (i = index(text, "("); i <= n; i++) {
		c = substr(text, i, 1)
		if (c == "(")
			depth++
		else if (c == ")" && --depth == 0)
			break
		else if (c == "," && depth == 1)
			count++
	}
	return count
}

# What is so when a file has been read.
function finish()
{
	if (name == "")
		return
	if (blank)
		fault(lines, "an empty line at the end")
	if (lines > 400 && !is_data && !is_test)
		fault(lines, "the file has more than 400 lines")
	if (is_header && !guarded)
		fault(1, "no include guard " guard)
	if (!opened && !is_data)
		fault(2, "no comment says what the file is for")
}

FNR == 1 {
	finish()
	name = FILENAME
	is_header = name ~ /\.h$/
	is_test = name ~ /^tests\/(unit|fuzz)\//
	is_data = name ~ /_rows\.c$|\/rows\.c$/
	guard = toupper(name)
	sub(/^SRC\//, "SMTPCHECK_", guard)
	gsub(/[\/.]/, "_", guard)
	# only src/ has a name space to keep clean
	guarded = name !~ /^src\//
	blank = opened = in_function = depth = 0
	declaration = ""
	if ($0 !~ /SPDX-License-Identifier: GPL-3\.0-or-later/)
		fault(1, "the first line is not the SPDX line")
}
FNR <= 3 && FNR > 1 && /^\/\*/ {
	opened = 1
}
{
	lines = FNR
	if (columns($0) > 80)
		fault(FNR, "longer than 80 columns (" columns($0) ")")
	if ($0 ~ /[ \t]$/)
		fault(FNR, "blanks at the end")
	if ($0 ~ /\r/)
		fault(FNR, "a carriage return")
	if ($0 ~ /^\t*        /)
		fault(FNR, "eight blanks where a tab belongs")
	# within parentheses they align
	if ($0 ~ /^ +[^ *]/ && depth == 0)
		fault(FNR, "indented by blanks")
	if (blank && $0 == "")
		fault(FNR, "a second empty line")
	blank = $0 == ""
	if ($0 == "#ifndef " guard)
		guarded = 1

	text = code($0)
	depth += gsub(/\(/, "(", text) - gsub(/\)/, ")", text)
	if (text == "{" && declaration ~ /\)[ \t]*$/) {
		in_function = FNR
		# a library's callback has what the library gives it
		if (parameters(declaration) > 5 && !is_test &&
		    declaration !~ /^static int give_pin\(/)
			fault(FNR, "a function of more than 5 parameters")
	} else if (text ~ /^}/ && in_function) {
		if (FNR - in_function + 1 > 60)
			fault(in_function, "a function of " \
				FNR - in_function + 1 " lines; 60 is the most")
		in_function = 0
	} else if (in_function && text ~ /^[ \t]*#/ && !is_test) {
		fault(FNR, "a preprocessor line inside of a function")
	}
	# What stands before a function's brace: all since its first line.
	if (text ~ /^[A-Za-z_]/)
		declaration = text
	else if (text ~ /[;}]/ || text ~ /^[#{]/)
		declaration = ""
	else
		declaration = declaration text
}
END {
	finish()
	exit faults
}
