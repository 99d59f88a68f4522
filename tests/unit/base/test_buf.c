/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buf: the maximum, the NUL behind the bytes, and what is wiped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { WIPES_MOST = 64 };

/* What was wiped since the last forget(), in place of the C library's own. */
static struct {
	const void *at;
	size_t n;
} wipes[WIPES_MOST];
static size_t wipe_count;

static void wipe(void *p, size_t n)
{
	volatile unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++)
		bytes[i] = 0;
	if (wipe_count < WIPES_MOST) {
		wipes[wipe_count].at = p;
		wipes[wipe_count++].n = n;
	}
}

void explicit_bzero(void *p, size_t n);
void __explicit_bzero_chk(void *p, size_t n, size_t room);

void explicit_bzero(void *p, size_t n)
{
	wipe(p, n);
}

/* The same under _FORTIFY_SOURCE. */
void __explicit_bzero_chk(void *p, size_t n, size_t room)
{
	assert_true(n <= room);
	wipe(p, n);
}

static bool was_wiped(const void *p, size_t n)
{
	for (size_t i = 0; i < wipe_count; i++)
		if (wipes[i].at == p && wipes[i].n >= n)
			return true;
	return false;
}

static void empty(void **state)
{
	struct buf b;
	char *taken;

	(void)state;
	buf_init(&b, 4);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	assert_string_equal(buf_str(&b), "");
	buf_consume(&b, 0);
	buf_clear(&b);
	assert_int_equal(buf_add(&b, NULL, 0), 0);
	assert_string_equal(buf_str(&b), "");
	taken = buf_take(&b);
	assert_string_equal(taken, "");
	free(taken);
	buf_release(&b);
	buf_release(&b);
	assert_int_equal(b.max, 4);
}

/* Every maximum, reached by every size of step. */
static void maximum(void **state)
{
	(void)state;
	for (size_t max = 0; max < 200; max++) {
		for (size_t step = 1; step < 8; step++) {
			struct buf b;
			size_t len = 0;

			buf_init(&b, max);
			while (buf_add(&b, "abcdefgh", step) == 0) {
				len += step;
				assert_int_equal(b.len, len);
				assert_true(len <= max);
				assert_int_equal(b.data[len], '\0');
			}
			assert_true(len + step > max);
			assert_int_equal(b.len, len);
			assert_int_equal(strlen(buf_str(&b)), len);
			buf_release(&b);
		}
	}
}

/* What does not fit changes nothing, however it is added. */
static void too_much(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_int_equal(buf_adds(&b, "abcd"), 0);
	assert_int_equal(buf_adds(&b, "ef"), -1);
	assert_int_equal(buf_add(&b, "ef", 2), -1);
	assert_int_equal(buf_addf(&b, "%d", 12), -1);
	assert_int_equal(buf_add(&b, "", SIZE_MAX), -1);
	assert_string_equal(buf_str(&b), "abcd");
	assert_int_equal(buf_addc(&b, 'e'), 0);
	assert_int_equal(buf_addc(&b, 'f'), -1);
	assert_int_equal(buf_addf(&b, "%s", ""), 0);
	assert_string_equal(buf_str(&b), "abcde");
	buf_release(&b);
	buf_init(&b, 0);
	assert_int_equal(buf_addc(&b, 'a'), -1);
	assert_int_equal(buf_add(&b, "", 0), 0);
	buf_release(&b);
}

static void bytes_of_any_kind(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	for (int c = 0; c < 256; c++)
		assert_int_equal(buf_addc(&b, (char)c), 0);
	assert_int_equal(b.len, 256);
	for (int c = 0; c < 256; c++)
		assert_int_equal((unsigned char)b.data[c], c);
	assert_int_equal(b.data[256], '\0');
	buf_release(&b);
}

static void format(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5000);
	assert_int_equal(buf_addf(&b, "%s-%03d|%*s", "a", 7, 4000, "x"), 0);
	assert_int_equal(b.len, 4006);
	assert_memory_equal(b.data, "a-007|", 6);
	assert_int_equal(b.data[4005], 'x');
	buf_release(&b);
}

static void consume(void **state)
{
	static const char text[] = "abcdef";

	(void)state;
	for (size_t n = 0; n <= strlen(text); n++) {
		struct buf b;

		buf_init(&b, 10);
		buf_adds(&b, text);
		buf_consume(&b, n);
		assert_string_equal(buf_str(&b), text + n);
		assert_int_equal(b.len, strlen(text) - n);
		/* the room that was freed may be used again */
		assert_int_equal(buf_adds(&b, "123"), 0);
		buf_release(&b);
	}
}

static void take(void **state)
{
	struct buf b;
	char *taken;

	(void)state;
	buf_init(&b, 10);
	buf_adds(&b, "abc");
	taken = buf_take(&b);
	assert_string_equal(taken, "abc");
	assert_null(b.data);
	assert_int_equal(b.max, 10);
	assert_int_equal(buf_adds(&b, "0123456789"), 0);
	assert_string_equal(taken, "abc");
	free(taken);
	buf_release(&b);
}

static void clear_keeps_the_room(void **state)
{
	const char *data;
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_adds(&b, "secret");
	data = b.data;
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(b.len, 0);
	buf_adds(&b, "x");
	assert_ptr_equal(b.data, data);
	/* what stood there before goes when the buffer does */
	wipe_count = 0;
	buf_release(&b);
	assert_true(was_wiped(data, strlen("secret")));
}

/* No copy of what a buffer held is left behind, wherever it was. */
static void wiped(void **state)
{
	struct buf b;
	size_t moved = 0;

	(void)state;
	buf_init(&b, 4000);
	while (b.len < 3000) {
		const char *before = b.data;
		size_t len = b.len;

		wipe_count = 0;
		buf_adds(&b, "hunter22");
		if (!before || b.data == before)
			continue;
		assert_true(was_wiped(before, len));
		moved++;
	}
	assert_true(moved >= 5);
	wipe_count = 0;
	buf_release(&b);
	assert_int_equal(wipe_count, 1);
	assert_true(wipes[0].n >= 3000);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
}

/* The text that a format makes on the way is wiped too. */
static void formatted_is_wiped(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	wipe_count = 0;
	buf_addf(&b, "%s", "hunter22");
	assert_int_equal(wipe_count, 1);
	assert_int_equal(wipes[0].n, strlen("hunter22"));
	assert_ptr_not_equal(wipes[0].at, b.data);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),
		cmocka_unit_test(maximum),
		cmocka_unit_test(too_much),
		cmocka_unit_test(bytes_of_any_kind),
		cmocka_unit_test(format),
		cmocka_unit_test(consume),
		cmocka_unit_test(take),
		cmocka_unit_test(clear_keeps_the_room),
		cmocka_unit_test(wiped),
		cmocka_unit_test(formatted_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
