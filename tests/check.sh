#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check.sh: sets up and then tests everything, in parts: gcc, clang,
# sanitizers, valgrind, conformance, installation.  Each says what it does, and
# what failed.  Exit status 0 only if all passed.  The logs of a run stay in
# build-check/, where the next one is quicker.
#
#	check.sh [PART...]	some parts alone, such as: check.sh gcc install
#
# SMTPCHECK_CHECK        where to build, instead of in build-check/
# SMTPCHECK_CONFORMANCE  where the conformance runner is, if anywhere
set -u

root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
check=${SMTPCHECK_CHECK:-$root/build-check}
exec </dev/null
# shellcheck source=tests/setup.sh
. "$root/tests/setup.sh"
setup check || exit 1

mkdir -p "$check/log" || exit 1
check=$(cd "$check" && pwd) || exit 1
started=$(date +%s)
passed=0 failed=0 skipped=0 remarks=

# Tests that wait for a time limit to pass cost no processor; so more run at
# once than there are processors.
cores=$(nproc)
many=$((cores * 4))

# ------------------------------------------------------------ what is counted

say() { printf '%s\n' "$*"; }

# A line for the end: what was not tested, or failed.
remark() {
	remarks="$remarks  $*
"
}

pass() { passed=$((passed + 1)); }

fail() {
	failed=$((failed + 1))
	remark "FAILED  $part: $*"
}

skip() {
	skipped=$((skipped + 1))
	remark "skipped $part: $*"
	say "   skipped: $*"
}

# begin PART WHAT...
begin() {
	part=$1
	shift
	part_started=$(date +%s)
	say "== $part: $*"
}

end() {
	say "   took $(($(date +%s) - part_started)) s"
}

# does WHAT COMMAND...: one test; what the command says goes to a log, and is
# shown when it failed.
does() {
	what=$1
	shift
	log=$check/log/$part-$(printf '%s' "$what" | tr -c 'a-z0-9\n' -).log
	if "$@" >"$log" 2>&1; then
		pass
		return
	fi
	# without the progress of the build
	grep -v '^\[[ 0-9%/]*\] [BL][a-z]* ' "$log" | tail -n 60 |
		sed 's/^/   | /'
	say "   $what: FAILED; see $log"
	fail "$what"
	return 1
}

# builds FOLDER OPTION...: configures and builds in a folder of its own.
builds() {
	build=$check/$1
	shift
	generator='Unix Makefiles'
	! has ninja || generator=Ninja
	[ ! -e "$build/CMakeCache.txt" ] || generator=
	does configures cmake -S "$root" -B "$build" \
		${generator:+-G "$generator"} \
		-DSMTPCHECK_TESTS=ON -DSMTPCHECK_WERROR=ON "$@" &&
		does compiles cmake --build "$build" --parallel "$cores"
}

# tests JOBS OPTION...: ctest in $build; each of its tests counts.
tests() {
	jobs=$1
	shift
	log=$check/log/$part-ctest.log
	(cd "$build" && ctest --output-on-failure --timeout 300 -j "$jobs" \
		"$@") >"$log" 2>&1
	# Of those that passed, ctest has some that were skipped.
	left_out=$(names_of skipped | wc -l)
	bad=$(sed -n 's/^.*% tests passed, \([0-9]*\) test.*/\1/p' "$log")
	ran=$(sed -n 's/^.*% tests passed, .* out of \([0-9]*\)$/\1/p' "$log")
	if [ "${ran:-0}" -eq 0 ]; then
		tail -n 20 "$log" | sed 's/^/   | /'
		fail "no test ran; see $log"
		return
	fi
	good=$((ran - bad - left_out))
	say "   $good passed, $bad failed, $left_out skipped"
	passed=$((passed + good))
	failed=$((failed + bad))
	skipped=$((skipped + left_out))
	for name in $(names_of skipped); do
		remark "skipped $part: $name, $(why_skipped)"
	done
	for name in $(names_of failed); do
		remark "FAILED  $part: $name"
	done
	if [ "$bad" -gt 0 ]; then
		# all but the tests that passed
		grep -Ev '^ *(Start +)?[0-9]+: | Passed +[0-9.]+ sec *$' \
			"$log" | head -n 400 | sed 's/^/   | /'
		say "   see $log"
	fi
}

# names_of skipped|failed: of the tests in $log, from lines such as
# " 9/17 Test  #3: lint/words ......***Failed    0.01 sec".
names_of() {
	awk -v what="$1" '/Test +#[0-9]+: / && /\*\*\*/ {
		name = $0
		sub(/^.*#[0-9]+: /, "", name)
		sub(/ .*/, "", name)
		if ((what == "skipped") == ($0 ~ /\*\*\*Skipped/))
			print name
	}' "$log"
}

# Skipped tests say "SKIP: why", to ctest's own log alone.
why_skipped() {
	sed -n 's/^SKIP: //p' "$build/Testing/Temporary/LastTest.log" |
		sort -u | paste -s -d ';' -
}

# -------------------------------------------------------------------- parts

part_gcc() {
	begin gcc 'gcc, warnings are errors; unit tests, cases, fuzz corpora,' \
		'the rules of the house, real servers'
	builds gcc -DCMAKE_C_COMPILER=gcc -DSMTPCHECK_TEST_WRAPPER= &&
		tests "$many"
	end
}

part_clang() {
	begin clang 'clang, warnings are errors; unit tests, cases, fuzz' \
		'corpora by libFuzzer as well'
	if builds clang -DCMAKE_C_COMPILER=clang -DSMTPCHECK_FUZZ=ON; then
		tests "$many" -LE 'lint|real'
		for fuzzer in "$build"/tests/fuzz/fuzz-*; do
			[ -x "$fuzzer" ] && replays "$fuzzer"
		done
	fi
	end
}

# -runs=0: no input but those of the corpus, so that a run is like the next.
replays() {
	target=${1##*/fuzz-}
	does "fuzz-$target takes its corpus" "$1" -runs=0 \
		-artifact_prefix="$check/log/" "$root/tests/fuzz/corpus/$target"
}

# Warnings are no errors here: to gcc, code with sanitizers in it looks as if it
# could do what it cannot.  Sanitizers have an exit status of their own, so that
# no case can take what one found for the failure that it wants.
part_sanitize() {
	begin sanitize 'AddressSanitizer, UBSan and LeakSanitizer, over all' \
		'tests'
	ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1
	UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
	export ASAN_OPTIONS UBSAN_OPTIONS
	builds sanitize -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Sanitize \
		-DSMTPCHECK_WERROR=OFF && tests "$many" -LE lint
	unset ASAN_OPTIONS UBSAN_OPTIONS
	end
}

# What gcc built once more, each program started through valgrind: tests say
# how by SMTPCHECK_TEST_WRAPPER, which changes no compiled file.  Real servers
# are left to the sanitizers: here they take longer than all the rest.
part_valgrind() {
	begin valgrind 'valgrind, over all tests but those with real servers:' \
		'no error, no leak'
	builds gcc -DCMAKE_C_COMPILER=gcc \
		-DSMTPCHECK_TEST_WRAPPER="$(valgrind_words)" &&
		tests "$((cores * 3))" -LE 'lint|real'
	end
}

# A list as CMake has them.
valgrind_words() {
	printf '%s' 'valgrind;-q;--error-exitcode=99;--leak-check=full;' \
		'--errors-for-leak-kinds=definite,possible;' \
		'--show-leak-kinds=definite,possible;' \
		'--child-silent-after-fork=yes;' \
		"--suppressions=$root/tests/valgrind.supp"
}

# The runner ends with "conformance: N passed, M failed"; each case counts.
part_conformance() {
	begin conformance 'under the name swaks, what swaks does'
	if [ ! -d "$conformance" ]; then
		skip "there is no $conformance"
	elif builds gcc -DCMAKE_C_COMPILER=gcc; then
		log=$check/log/conformance.log
		python3 "$conformance/run" "$build/smtpcheck" --list-failed \
			>"$log" 2>&1
		good=$(sed -n 's/^conformance: \([0-9]*\) passed.*/\1/p' \
			"$log")
		bad=$(sed -n 's/^conformance: .* \([0-9]*\) failed$/\1/p' \
			"$log")
		say "   ${good:-0} passed, ${bad:-none} failed"
		passed=$((passed + ${good:-0}))
		failed=$((failed + ${bad:-0}))
		if [ "${good:-0}" -eq 0 ] || [ "${bad:-1}" -gt 0 ]; then
			tail -n 40 "$log" | sed 's/^/   | /'
			remark "FAILED  $part: see $log"
			[ "${good:-0}" -gt 0 ] || failed=$((failed + 1))
		fi
	fi
	end
}

part_install() {
	begin install 'what cmake --install puts where it belongs'
	prefix=$check/prefix
	rm -rf "$prefix"
	if builds gcc -DCMAKE_C_COMPILER=gcc && does installs \
		cmake --install "$build" --prefix "$prefix"
	then
		does 'the program runs' "$prefix/bin/smtpcheck" --version
		does 'mandoc takes the manual' mandoc -T lint -W warning \
			"$prefix/share/man/man1/smtpcheck.1"
		for file in COPYING README; do
			does "there is $file" \
				test -s "$prefix/share/doc/smtpcheck/$file"
		done
	fi
	end
}

# ---------------------------------------------------------------- everything

[ $# -gt 0 ] || set -- gcc clang sanitize valgrind conformance install
for part; do
	case $part in
	gcc | clang | sanitize | valgrind | conformance | install)
		"part_$part" ;;
	*)
		echo "check.sh: there is no part $part" >&2
		exit 64
		;;
	esac
done

all=$((passed + failed))
took=$(($(date +%s) - started))
say "== Summary, after $((took / 60)) min $((took % 60)) s"
printf '%s' "$remarks"
say "$((all == 0 ? 0 : 100 * passed / all))% tests passed," \
	"$failed tests failed out of $all"
say "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
