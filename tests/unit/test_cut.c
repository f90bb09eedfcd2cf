/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <errno.h>

#include "base/buffer.h"
#include "event/cut.h"

/* Bytes in memory, given out `step` at a time. */
struct input {
	const char *data;
	size_t len;
	size_t at;
	size_t step;
	int fails; /* errno to end with, or 0 */
};

static ssize_t
read_input(void *context, char *data, size_t size)
{
	struct input *in = context;
	size_t len = in->len - in->at;

	if (len == 0 && in->fails != 0) {
		errno = in->fails;
		return -1;
	}
	if (len > in->step)
		len = in->step;
	if (len > size)
		len = size;
	memcpy(data, in->data + in->at, len);
	in->at += len;
	return (ssize_t)len;
}

/* The whole reading as text: "{…}@offset:line" a record, "!fault", "ERR
 * sentence". */
static const char *
cut_all(struct arena *arena, const char *data, size_t len, size_t step)
{
	struct input in = { data, len, 0, step, 0 };
	struct cut *cut = cut_create(read_input, &in);
	struct cut_record record;
	struct buffer out;
	struct error err;
	int got;

	buffer_init(&out, arena);
	while ((got = cut_next(cut, &record, &err)) == 1) {
		if (record.fault != NULL)
			buffer_printf(&out, "!%s", record.fault);
		else
			buffer_printf(&out, "%s", record.bytes.data);
		buffer_printf(&out, "@%llu:%zu ",
		    (unsigned long long)record.offset, record.line);
	}
	if (got < 0) {
		buffer_printf(&out, "ERR %s", err.text);
		assert_int_equal(cut_next(cut, &record, &err), -1);
	}
	cut_destroy(&cut);
	return buffer_value(&out).data;
}

static const struct {
	const char *in;
	const char *out;
} rows[] = {
	{ "", "" },
	{ " \n\t", "" },
	{ "\xef\xbb\xbf{}", "{}@3:1 " },
	{ "{}", "{}@0:1 " },
	{ "{\"a\":1}\n{\"b\":[1,2,{}]}\n",
	    "{\"a\":1}@0:1 {\"b\":[1,2,{}]}@8:2 " },
	{ "{}{}", "{}@0:1 {}@2:1 " },
	{ "[]", "" },
	{ "[{},\n {}]", "{}@1:1 {}@6:2 " },
	{ "[{}]\n[{}]", "{}@1:1 {}@6:2 " },
	{ "{\"a\":\"\\u00fc\\n\\\"x\"}", "{\"a\":\"\\u00fc\\n\\\"x\"}@0:1 " },
	{ "{\"a\":-1.5e+3,\"b\":[true,false,null]}",
	    "{\"a\":-1.5e+3,\"b\":[true,false,null]}@0:1 " },
	{ "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\ud83d\\ude00\"}@0:1 " },
	/* a fault loses one record, not those behind it */
	{ "{\"a\":\"\\ud83d\"}{}",
	    "!holds half a surrogate pair@0:1 {}@14:1 " },
	{ "{\"a\":\"\\udc00\"}{}",
	    "!holds half a surrogate pair@0:1 {}@14:1 " },
	{ "{\"a\":\"\\ud83d\\n\"}{}",
	    "!holds half a surrogate pair@0:1 {}@16:1 " },
	{ "{\"a\":\"\xff\"}{}", "!holds bytes that are not UTF-8@0:1 {}@9:1 " },
	{ "{\"a\":\"\xc0\x80\"}{}",
	    "!holds bytes that are not UTF-8@0:1 {}@10:1 " },
	{ "{\"a\":\"\xed\xa0\x80\"}{}",
	    "!holds bytes that are not UTF-8@0:1 {}@11:1 " },
	{ "{\"a\\u0000\":1}{}", "!holds a NUL in a key@0:1 {}@13:1 " },
	{ "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u0000\"}@0:1 " },
	{ "{\"a\":9223372036854775807}", "{\"a\":9223372036854775807}@0:1 " },
	{ "{\"a\":18446744073709551615}", "{\"a\":18446744073709551615}@0:1 " },
	{ "{\"a\":18446744073709551616}{}",
	    "!holds the number 18446744073709551616, too large to be exact@0:1 {}@26:1 " },
	{ "{\"a\":-9223372036854775808}", "{\"a\":-9223372036854775808}@0:1 " },
	{ "{\"a\":-9223372036854775809}{}",
	    "!holds the number -9223372036854775809, too large to be exact@0:1 {}@26:1 " },
	{ "[1,\"x\",null,[{}],{}]",
	    "!is a number, expected an object@1:1 !is a string, expected an object@3:1 !is null, expected an object@7:1 !is an array, expected an object@12:1 {}@17:1 " },
	{ "{\"a\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}",
	    "{\"a\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}@0:1 " },
	{ "{\"a\":[[[[[[[[[[[[[[[[\"]\"]]]]]]]]]]]]]]]]}{}",
	    "!is nested more than 16 deep@0:1 {}@41:1 " },
	/* what is not JSON ends the reading */
	{ "{\"a\":1}\nx",
	    "{\"a\":1}@0:1 ERR line 2, column 1: expected a value and found x" },
	{ "<html>", "ERR line 1, column 1: expected a value and found <html>" },
	{ "{\"a\":1,}",
	    "ERR line 1, column 8: expected a key in quotes and found }" },
	{ "{\"a\" 1}", "ERR line 1, column 6: expected : and found 1}" },
	{ "{\"a\":1 \"b\":2}",
	    "ERR line 1, column 8: expected , or } and found \"b\":2}" },
	{ "{\"a\":[1 2]}",
	    "ERR line 1, column 9: expected , or ] and found 2]}" },
	{ "{\"a\":[1,]}",
	    "ERR line 1, column 9: expected a value and found ]}" },
	{ "{'a':1}",
	    "ERR line 1, column 2: expected a key in quotes or } and found 'a':1}" },
	{ "{\"a\":NaN}",
	    "ERR line 1, column 6: expected a value and found NaN}" },
	{ "{\"a\":tru}", "ERR line 1, column 9: expected true and found }" },
	{ "{\"a\":01}", "ERR line 1, column 7: expected , or } and found 1}" },
	{ "{\"a\":1.}", "ERR line 1, column 8: expected a digit and found }" },
	{ "{\"a\":\"x\ny\"}",
	    "ERR line 1, column 8: expected the string to end in a quote and found \ny\"}" },
	{ "{\"a\":\"\\x\"}",
	    "ERR line 1, column 8: expected an escape like \\n or \\u00fc and found x\"}" },
	{ "{\"a\":\"\\u12g4\"}",
	    "ERR line 1, column 11: expected four hex digits behind \\u and found g4\"}" },
	{ "{\"a\":1",
	    "ERR line 1, column 7: the input ends inside a record (begun in line 1)" },
	{ "[{}",
	    "{}@1:1 ERR line 1, column 4: expected , or ] behind the record and found the end of the input" },
	{ "[{},]",
	    "{}@1:1 ERR line 1, column 5: expected a value and found ]" },
	{ "[{} {}]",
	    "{}@1:1 ERR line 1, column 5: expected , or ] and found {}]" },
	{ "\xef{}",
	    "ERR line 1, column 2: expected the rest of a BOM and found {}" },
	{ "\xef\xbb",
	    "ERR line 1, column 3: expected the rest of a BOM and found the end of the input" },
	{ "{\"a\":\"\\ud83d\\x\"}",
	    "ERR line 1, column 14: expected an escape like \\n or \\u00fc and found x\"}" },
	{ "/* c */ {}", "ERR line 1, column 1: expected a value and found /*" },
};

static void
every_split_gives_the_same(void **state)
{
	struct arena *arena = arena_create();
	static const size_t steps[] = { 1, 2, 3, 7, 100000 };

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		for (size_t j = 0; j < ROWS(steps); j++)
			assert_row_text(i,
			    cut_all(arena, rows[i].in, strlen(rows[i].in),
				steps[j]),
			    rows[i].out);
	arena_destroy(&arena);
}

static void
a_large_record_is_passed(void **state)
{
	struct arena *arena = arena_create();
	size_t len = 3 * CUT_RECORD_MAX_BYTES;
	char *data = memory_alloc(len + 16, 1);

	(void)state;
	memset(data, 'x', len);
	memcpy(data, "{\"a\":\"", 6);
	memcpy(data + len, "\"}{\"b\":2}", 9);
	assert_string_equal(cut_all(arena, data, len + 9, 65536),
	    "!is larger than 1048576 bytes@0:1 {\"b\":2}@3145730:1 ");
	free(data);
	arena_destroy(&arena);
}

static void
limits_to_the_byte(void **state)
{
	struct arena *arena = arena_create();
	size_t len = CUT_RECORD_MAX_BYTES;
	char *data = memory_alloc(len + 2, 1);
	const char *out;

	(void)state;
	memset(data, 'x', len);
	memcpy(data, "{\"a\":\"", 6);
	memcpy(data + len - 2, "\"}", 2);
	out = cut_all(arena, data, len, 4096);
	assert_int_equal(out[0], '{');
	data[len - 2] = 'x';
	memcpy(data + len - 1, "\"}", 2);
	out = cut_all(arena, data, len + 1, 4096);
	assert_int_equal(out[0], '!');
	free(data);
	arena_destroy(&arena);
}

static void
many_tokens_are_a_fault(void **state)
{
	struct arena *arena = arena_create();
	struct buffer in;

	(void)state;
	buffer_init(&in, arena);
	buffer_add_text(&in, "{\"a\":[0");
	for (int i = 0; i < CUT_TOKENS_MAX - 4; i++)
		buffer_add_text(&in, ",0");
	buffer_add_text(&in, "]}");
	assert_int_equal(cut_all(arena, in.data, in.len, 999)[0], '{');
	in.data[in.len - 2] = ',';
	in.data[in.len - 1] = '0'; /* one more */
	buffer_add_text(&in, "]}{}");
	assert_non_null(strstr(cut_all(arena, in.data, in.len, 999),
	    "!holds more than 20000 values and keys@0:1 {}@"));
	arena_destroy(&arena);
}

/* A NUL is no escape, not even behind half a surrogate pair. */
static void
a_nul_is_no_escape(void **state)
{
	static const char data[] = "{\"a\":\"\\ud83d\\\0\"}{}";
	struct arena *arena = arena_create();

	(void)state;
	assert_non_null(strstr(
	    cut_all(arena, data, sizeof(data) - 1, 3), "expected an escape"));
	assert_string_equal(cut_all(arena, "{}\0", 3, 3),
	    "{}@0:1 ERR line 1, column 3: expected a value and found a NUL");
	arena_destroy(&arena);
}

static void
a_failed_read_is_told(void **state)
{
	struct input in = { "{\"a\"", 4, 0, 10, EIO };
	struct cut *cut = cut_create(read_input, &in);
	struct cut_record record;
	struct error err;

	(void)state;
	assert_int_equal(cut_next(cut, &record, &err), -1);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_int_equal(err.detail, EIO);
	cut_destroy(&cut);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_split_gives_the_same),
		cmocka_unit_test(a_large_record_is_passed),
		cmocka_unit_test(limits_to_the_byte),
		cmocka_unit_test(many_tokens_are_a_fault),
		cmocka_unit_test(a_nul_is_no_escape),
		cmocka_unit_test(a_failed_read_is_told),
	};

	return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
