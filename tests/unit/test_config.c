/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bridge/config.h"
#include "bridge/exit_status.h"
#include "bridge/limit.h"
#include "bridge/newest.h"
#include "bridge/secret.h"

static char folder[] = "/tmp/dirwire-unit-XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int
tear_down(void **state)
{
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s/f", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/link", folder);
	unlink(path);
	return rmdir(folder);
}

static const char *
write_file(const char *text, size_t len, mode_t mode)
{
	static char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/f", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

/* Read `text` as a file; what is wrong, without places. */
static const char *
read_demanding(struct arena *arena, const char *text, bool is_server_needed,
    struct config *config)
{
	struct document document;
	struct diagnostics diagnostics;
	struct buffer out;
	struct error err;

	diagnostics_init(&diagnostics, arena);
	document_init(&document, arena);
	if (config_read(write_file(text, strlen(text), 0600), &document,
		&diagnostics, config, &err) < 0)
		fail_msg("%s", err.text);
	if (is_server_needed)
		config_demand_server(config, &document, &diagnostics);
	buffer_init(&out, arena);
	for (size_t i = 0; i < diagnostics.count; i++)
		buffer_printf(&out, "%s|", diagnostics.items[i].text);
	return buffer_value(&out).data;
}

static const char *
read_text(struct arena *arena, const char *text, struct config *config)
{
	return read_demanding(arena, text, true, config);
}

#define LDAP "[ldap]\nuri = ldapi:///\n"

static const struct {
	const char *text;
	const char *said; /* a part, "" when all is well */
} rows[] = {
	{ LDAP, "" },
	{ "", "uri is missing in [ldap]" },
	{ "[ldap]\nuri = \",\"\n", "uri is missing in [ldap]" },
	{ "[ldap]\nuri = ldapi:///run/slapd/ldapi\n", "with %2F" },
	{ "[ldap]\nuri = http://x\n", "http://x is not an LDAP server" },
	{ "[ldap]\nuri = ldap://x\nbind-dn = cn=a\npassword-file = p\n",
	    "in the clear" },
	{ "[ldap]\nuri = ldap://x\nbind-dn = cn=a\npassword-file = p\nstarttls = yes\n",
	    "" },
	{ "[ldap]\nuri = ldap://x\nbind-dn = cn=a\npassword-file = p\nallow-plaintext = yes\n",
	    "" },
	{ "[ldap]\nuri = ldaps://x\nstarttls = yes\n",
	    "TLS from its first byte" },
	{ LDAP "bind-dn = cn=a\n", "bind-dn needs a password" },
	{ LDAP "password-file = p\n", "write bind-dn = cn=" },
	{ LDAP "bind-dn = a\n", "is not a DN" },
	{ LDAP "sasl = external\nbind-dn = cn=a\npassword-file = p\n",
	    "sasl = external needs no bind-dn" },
	{ LDAP "cert-file = c\n", "cert-file and key-file go together" },
	{ LDAP "sasl = gssapi\n", "\"gssapi\" is not one of none, external" },
	{ LDAP "timeout = 5\n", "\"5\" is not a duration; write one like 10s" },
	{ LDAP "timeout = 0s\n", "out of range; write one from 1s to 600s" },
	{ LDAP "timeout = 5h\n", "out of range" },
	{ LDAP "timeout = 213503982335d\n", "out of range" }, /* 2^64 ms */
	{ LDAP "[map]\ndelete-after = 999999999999d\n", "out of range" },
	{ LDAP "window = 0\n",
	    "\"0\" is not a number; write one from 1 to 256" },
	{ LDAP "rate = 20\n", "\"20\" is not a rate; write one like 20/s" },
	{ LDAP "rate = 20/s\n", "" },
	{ LDAP "starttls = true\n", "\"true\" is neither yes nor no" },
	{ LDAP "uri ?= x\n", "uri takes = here" },
	{ LDAP "timeout =\n", "timeout is empty" },
	{ LDAP "timeouts = 5s\n",
	    "[ldap] has no key timeouts; did you mean timeout?" },
	{ LDAP "[ldpa]\n", "there is no section [ldpa]; did you mean ldap?" },
	{ LDAP "password-file = credential:x\n", "credential of systemd" },
	{ LDAP "[map]\non-delete = disable\n",
	    "on-delete = disable needs a section [disabled]" },
	{ LDAP "[map]\non-delete = disable\n[disabled]\ntitle =\n", "" },
	{ LDAP "[map]\non-delete = keep\n[disabled]\ntitle =\n",
	    "on-delete in [map] is not disable" },
	{ LDAP "[map]\non-delete = keep\n", "" },
	{ LDAP "[map]\ndelete-after = 30d\n",
	    "delete-after is not in this version" },
	{ LDAP "[map]\nadopt = mail\n", "adopt is not in this version" },
	{ LDAP "[map]\nadopt-file = x\n", "adopt-file is not in this" },
	{ LDAP "[map]\nfile = /nowhere/map\n", "can't read /nowhere/map" },
	{ LDAP "[source]\naccount = ~\n", "account is the number" },
	{ LDAP "[source]\nserver = nonsense://x\n",
	    "is not an address; write one like https://host/" },
	{ LDAP "[source]\nsync = daily 3:30\n", "is not a schedule" },
	{ LDAP "[source]\nsync = daily 24:00\n", "is not a schedule" },
	{ LDAP "[source]\nsync = daily 23:59\n", "" },
	{ LDAP "[source]\nsync = every 15m\n", "" },
	{ LDAP "[source]\nsync = every 15s\n", "is not a schedule" },
	{ LDAP "[webhook]\nlisten = 127.0.0.1:99999\n",
	    "is not an address; write one like 127.0.0.1:8080" },
	{ LDAP
	    "[webhook]\nlisten = [::1]:8080\npublic-url = https://x/\n[journal]\npath = j\n[admin]\nsocket = s\nlisten = 127.0.0.1:1\n[log]\nformat = json\nlevel = debug\n[guard]\nmax-removes = 10% or 50\nmax-adds = all\nwindow = 2h\n[dialplan de]\ncountry = 49\n",
	    "" },
	{ LDAP "[guard]\nmax-removes = 10%%\n", "is not a limit" },
	{ LDAP "[dialplan de]\ncuntry = 49\n",
	    "[de] has no key cuntry; did you mean country?" },
	{ LDAP "[table t]\na += b\n", "a row of a table is key = value" },
};

static void
every_key(void **state)
{
	struct arena *arena = arena_create();
	struct config config;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		const char *said = read_text(arena, rows[i].text, &config);

		if (strstr(said, rows[i].said) == NULL ||
		    (*rows[i].said == '\0' && *said != '\0'))
			fail_msg("row %zu: got \"%s\", wanted \"%s\"", i, said,
			    rows[i].said);
	}
	arena_destroy(&arena);
}

/* One mistake is one error. */
static void
what_is_refused_is_not_missing(void **state)
{
	static const char *const texts[] = {
		"[ldap]\nuri = host\n",
		LDAP "bind-dn = a\npassword-file = p\n",
		LDAP "bind-dn = cn=a\npassword-file = \"\"\n",
	};
	struct arena *arena = arena_create();
	struct config config;

	(void)state;
	for (size_t i = 0; i < ROWS(texts); i++) {
		const char *said = read_text(arena, texts[i], &config);
		const char *end = strchr(said, '|');

		if (end == NULL || end[1] != '\0')
			fail_msg("row %zu: got \"%s\"", i, said);
	}
	arena_destroy(&arena);
}

/* Whoever can do without a server is not asked for one; a uri that is there is
 * looked at all the same. */
static void
without_a_server(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} texts[] = {
		{ "[map]\non-delete = keep\n", "" },
		{ "[ldap]\ntimeout = 5s\n", "" },
		{ "[ldap]\nuri = \",\"\n", "uri is missing in [ldap]" },
		{ "[ldap]\nuri = http://x\n",
		    "http://x is not an LDAP server" },
	};
	struct arena *arena = arena_create();
	struct config config;

	(void)state;
	for (size_t i = 0; i < ROWS(texts); i++) {
		const char *said =
		    read_demanding(arena, texts[i].text, false, &config);

		assert_row(i,
		    *texts[i].said == '\0'
			? *said == '\0'
			: strstr(said, texts[i].said) != NULL);
	}
	arena_destroy(&arena);
}

static void
values_and_defaults(void **state)
{
	struct arena *arena = arena_create();
	struct config config;

	(void)state;
	assert_string_equal(
	    read_text(arena,
		"[ldap]\nuri = ldaps://a, ldaps://b\ntimeout = 2m\nca-file = ca.pem\n",
		&config),
	    "");
	assert_string_equal(config.ldap.uris[1], "ldaps://b");
	assert_null(config.ldap.uris[2]);
	assert_int_equal(config.ldap.timeout_ms, 120000);
	assert_int_equal(config.ldap.connect_timeout_ms, 5000);
	assert_int_equal(config.ldap.window, 32);
	assert_int_equal(config.map.on_delete, ON_DELETE_DELETE);
	assert_true(config.guard.max_removes.has_percent);
	assert_int_equal(config.guard.max_removes.number, 50);
	/* relative to the file it stands in */
	assert_int_equal(
	    strncmp(config.ldap.ca_file, folder, strlen(folder)), 0);
	arena_destroy(&arena);
}

static void
limits(void **state)
{
	static const struct {
		const char *text;
		uint64_t total;
		uint64_t most;
	} limits_of[] = {
		{ "50", 10, 50 },
		{ "0", 10, 0 },
		{ "all", 10, UINT64_MAX },
		{ "10%", 100, 10 },
		{ "10%", 101, 11 },
		{ "10%", 1, 1 },
		{ "10%", 0, 1 },
		{ "0%", 100, 0 },
		{ "10% or 50", 1000, 50 },
		{ "10% or 50", 100, 10 },
		{ "100%", UINT64_MAX / 2, UINT64_MAX / 2 },
	};
	static const char *const bad[] = { "", "x", "-1", "101%", "10% and 5",
		"5x", "10% or", "99999999999999999999" };
	struct limit limit;

	(void)state;
	for (size_t i = 0; i < ROWS(limits_of); i++) {
		assert_row(
		    i, limit_parse(limits_of[i].text, &limit, NULL) == 0);
		assert_row(i,
		    limit_of(&limit, limits_of[i].total) == limits_of[i].most);
	}
	for (size_t i = 0; i < ROWS(bad); i++)
		assert_row(i, limit_parse(bad[i], &limit, NULL) == -1);
}

static void
secrets(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		mode_t mode;
		const char *secret; /* NULL: refused */
	} files[] = {
		{ "s3cret\n", 7, 0600, "s3cret" },
		{ "s3cret\r\n", 8, 0640, "s3cret" },
		{ " blanks ", 8, 0400, " blanks " },
		{ "", 0, 0600, NULL },
		{ "\n", 1, 0600, NULL },
		{ "a\nb\n", 4, 0600, NULL },
		{ "a\0b", 3, 0600, NULL },
		{ "s", 1, 0604, NULL },
		{ "s", 1, 0660, NULL },
		{ "s", 1, 0666, NULL },
	};
	struct secret secret = { .len = 0 };
	struct error err;
	char link[200];

	(void)state;
	for (size_t i = 0; i < ROWS(files); i++) {
		int rc = secret_read(
		    write_file(files[i].text, files[i].len, files[i].mode),
		    &secret, &err);

		assert_row(i, (rc == 0) == (files[i].secret != NULL));
		if (rc == 0)
			assert_row_text(i, secret.data, files[i].secret);
		else
			assert_row(i, err.kind == ERROR_CONFIG);
	}
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(symlink(write_file("s", 1, 0600), link), 0);
	assert_int_equal(secret_read(link, &secret, &err), -1);
	assert_int_equal(secret_read(folder, &secret, &err), -1);
	assert_int_equal(secret_read("/nowhere", &secret, &err), -1);
	secret_wipe(&secret);
	assert_int_equal(secret.data[0], 0);
}

static void
the_newest_of_each(void **state)
{
	struct newest *newest = newest_create();
	struct newest_place place = { .timestamp_ms = 5, .offset = 100 };

	(void)state;
	assert_false(newest_note(newest, "a", &place));
	place.timestamp_ms = 4;
	place.offset = 200;
	assert_true(newest_note(newest, "a", &place)); /* older: stays */
	assert_false(newest_note(newest, "b", &place));
	place.offset = 300;
	assert_true(newest_note(newest, "b", &place)); /* same time: later */
	place.timestamp_ms = INT64_MIN;
	place.file = 1999;
	place.offset = (1ull << 44) - 1;
	place.contact = 499;
	place.length = 1048576;
	assert_false(newest_note(newest, "c", &place));
	newest_sort(newest);
	assert_int_equal(newest_count(newest), 3);
	place = newest_at(newest, 0);
	assert_int_equal(place.file, 1999);
	assert_int_equal(place.offset, (1ull << 44) - 1);
	assert_int_equal(place.contact, 499);
	assert_int_equal(place.length, 1048576);
	assert_int_equal(newest_at(newest, 1).offset, 300);
	assert_int_equal(newest_at(newest, 2).offset, 100);
	newest_destroy(&newest);
}

static void
many_contacts(void **state)
{
	struct newest *newest = newest_create();
	struct newest_place place = { .timestamp_ms = 0 };
	char id[32];

	(void)state;
	for (unsigned int i = 0; i < 50000; i++) {
		snprintf(id, sizeof(id), "%u", i % 20000);
		place.timestamp_ms = (int64_t)(i * 7919 % 10007);
		place.offset = i;
		assert_int_equal(newest_note(newest, id, &place), i >= 20000);
	}
	newest_sort(newest);
	assert_int_equal(newest_count(newest), 20000);
	for (size_t i = 1; i < 20000; i++)
		assert_true(newest_at(newest, i - 1).timestamp_ms <=
		    newest_at(newest, i).timestamp_ms);
	newest_destroy(&newest);
}

static void
exit_statuses(void **state)
{
	static const enum exit_status order[] = { 78, 64, 66, 77, 69, 75, 1, 3,
		5, 65, 4, 2, 0 };

	(void)state;
	for (size_t i = 0; i < ROWS(order); i++)
		for (size_t j = 0; j < ROWS(order); j++)
			assert_int_equal(exit_status_worse(order[i], order[j]),
			    order[i < j ? i : j]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key),
		cmocka_unit_test(what_is_refused_is_not_missing),
		cmocka_unit_test(without_a_server),
		cmocka_unit_test(values_and_defaults),
		cmocka_unit_test(limits),
		cmocka_unit_test(secrets),
		cmocka_unit_test(the_newest_of_each),
		cmocka_unit_test(many_contacts),
		cmocka_unit_test(exit_statuses),
	};

	return cmocka_run_group_tests_name("config", tests, set_up, tear_down);
}
