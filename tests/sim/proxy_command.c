/* SPDX-License-Identifier: ISC */
#include "tests/sim/proxy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 6 };

static int
parse_number(const char *word, uint64_t *number_r, struct error *err)
{
	char *end;

	errno = 0;
	*number_r = strtoull(word, &end, 0);
	if (errno != 0 || end == word || *end != '\0' || *word == '-')
		return error_set(
		    err, ERROR_USAGE, "\"%s\" is not a number", word);
	return 0;
}

/* A number from 1 on, or 0 for "*". */
static int
parse_count(const char *word, unsigned long *count_r, struct error *err)
{
	uint64_t number = 0;

	if (strcmp(word, "*") != 0 && parse_number(word, &number, err) < 0)
		return -1;
	if (strcmp(word, "*") != 0 && (number < 1 || number > INT32_MAX))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is neither * nor a number from 1 on", word);
	*count_r = (unsigned long)number;
	return 0;
}

/* Which of the words it is. */
static int
parse_choice(const char *word, const char *const *names, int count,
    int *choice_r, struct error *err)
{
	for (int i = 0; i < count; i++)
		if (strcmp(word, names[i]) == 0) {
			*choice_r = i;
			return 0;
		}
	return error_set(err, ERROR_USAGE, "\"%s\" is not known here", word);
}

static int
parse_end(const char *word, enum end_kind *end_r, struct error *err)
{
	int choice = 0;

	/* "none" is not to be asked for */
	if (parse_choice(word, end_names + 1, END_KINDS - 1, &choice, err) < 0)
		return -1;
	*end_r = (enum end_kind)(choice + 1);
	return 0;
}

static int
run_delay(struct proxy *proxy, char **words, struct error *err)
{
	uint64_t ms;

	if (parse_number(words[1], &ms, err) < 0)
		return -1;
	if (ms > 3600000)
		return error_set(
		    err, ERROR_USAGE, "a delay is at most an hour");
	proxy->delay_us = (int64_t)ms * 1000;
	return 0;
}

static int
run_cut(struct proxy *proxy, char **words, struct error *err)
{
	struct cut cut = { .is_last = words[5] != NULL };

	if (proxy->cut_count == RULES_MAX)
		return error_set(err, ERROR_USAGE, "too many cuts");
	if (cut.is_last && strcmp(words[5], "last") != 0)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" is not \"last\"", words[5]);
	if (parse_choice(words[1], direction_names, DIRECTIONS, &cut.direction,
		err) < 0 ||
	    parse_count(words[2], &cut.connection, err) < 0 ||
	    parse_number(words[3], &cut.offset, err) < 0 ||
	    parse_end(words[4], &cut.end, err) < 0)
		return -1;
	if (cut.connection > 0)
		cut.connection += proxy->opened;
	proxy->cuts[proxy->cut_count++] = cut;
	return 0;
}

static int
catch_messages(
    struct proxy *proxy, char **words, enum fate fate, struct error *err)
{
	struct catch catch = { .fate = fate };
	uint64_t tag;

	if (proxy->catch_count == RULES_MAX)
		return error_set(err, ERROR_USAGE, "too many of eat and hold");
	if (parse_number(words[1], &tag, err) < 0 ||
	    parse_count(words[2], &catch.left, err) < 0)
		return -1;
	catch.tag = (unsigned)tag;
	proxy->catches[proxy->catch_count++] = catch;
	return 0;
}

static int
run_eat(struct proxy *proxy, char **words, struct error *err)
{
	return catch_messages(proxy, words, FATE_EAT, err);
}

static int
run_hold(struct proxy *proxy, char **words, struct error *err)
{
	return catch_messages(proxy, words, FATE_HOLD, err);
}

static int
run_release(struct proxy *proxy, char **words, struct error *err)
{
	unsigned long connection = 0, number = 0;
	int direction = DIRECTIONS;

	if (words[1] != NULL &&
	    (words[3] == NULL || parse_count(words[1], &connection, err) < 0 ||
		parse_choice(words[2], direction_names, DIRECTIONS, &direction,
		    err) < 0 ||
		parse_count(words[3], &number, err) < 0))
		return error_set(err, ERROR_USAGE,
		    "release is told all of connection, direction and message, or nothing");
	for (size_t i = 0; i < proxy->count; i++)
		for (int j = 0; j < DIRECTIONS; j++)
			if ((connection == 0 ||
				proxy->connections[i]->number == connection) &&
			    (direction == DIRECTIONS || direction == j))
				flow_release(
				    proxy, proxy->connections[i], j, number);
	return 0;
}

static int
run_end(struct proxy *proxy, char **words, struct error *err)
{
	unsigned long number;
	enum end_kind end;

	if (parse_count(words[1], &number, err) < 0 ||
	    parse_end(words[2], &end, err) < 0)
		return -1;
	if (end == END_HALF)
		return error_set(err, ERROR_USAGE,
		    "a direction is cut in half, a connection is not");
	for (size_t i = 0; i < proxy->count; i++)
		if (number == 0 || proxy->connections[i]->number == number)
			connection_end(proxy->connections[i], UP, end);
	return 0;
}

static int
run_listen(struct proxy *proxy, char **words, struct error *err)
{
	static const char *const names[] = { "no", "yes" };
	int choice = 0;

	if (parse_choice(words[1], names, 2, &choice, err) < 0)
		return -1;
	if (choice == 1 && proxy->listener < 0)
		return proxy_listen(proxy, err);
	if (choice == 0)
		proxy_close(proxy);
	return 0;
}

static int
run_quiet(struct proxy *proxy, char **words, struct error *err)
{
	static const char *const names[] = { "no", "yes" };
	int choice = 0;

	if (parse_choice(words[1], names, 2, &choice, err) < 0)
		return -1;
	proxy->is_quiet = choice == 1;
	return 0;
}

static int
run_clear(struct proxy *proxy, char **words, struct error *err)
{
	(void)words;
	(void)err;
	proxy->cut_count = 0;
	proxy->catch_count = 0;
	for (size_t i = 0; i < proxy->count; i++)
		for (int j = 0; j < DIRECTIONS; j++)
			proxy->connections[i]->flow[j].cut_at = UINT64_MAX;
	return 0;
}

static const struct row {
	const char *name, *usage;
	size_t least, most; /* words */
	int (*run)(struct proxy *proxy, char **words, struct error *err);
} rows[] = {
	{ "delay", "MS", 2, 2, run_delay },
	{ "cut", "up|down N|* OFFSET fin|rst|stall|half [last]", 5, 6,
	    run_cut },
	{ "eat", "TAG N|*", 3, 3, run_eat },
	{ "hold", "TAG N|*", 3, 3, run_hold },
	{ "release", "[CONNECTION up|down MESSAGE]", 1, 4, run_release },
	{ "end", "CONNECTION|* fin|rst|stall", 3, 3, run_end },
	{ "listen", "yes|no", 2, 2, run_listen },
	{ "quiet", "yes|no", 2, 2, run_quiet },
	{ "clear", "", 1, 1, run_clear },
};

int
command_run(struct proxy *proxy, char *line, struct error *err)
{
	char *words[WORDS_MAX + 1] = { NULL };
	size_t count = 0;

	for (char *p = line + strspn(line, " ");
	     *p != '\0' && count < WORDS_MAX; p += strspn(p, " ")) {
		words[count++] = p;
		p += strcspn(p, " ");
		if (*p != '\0')
			*p++ = '\0';
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (count == 0 || strcmp(words[0], rows[i].name) != 0)
			continue;
		if (count < rows[i].least || count > rows[i].most)
			return error_set(err, ERROR_USAGE, "%s is told: %s",
			    rows[i].name, rows[i].usage);
		return rows[i].run(proxy, words, err);
	}
	return error_set(err, ERROR_USAGE, "there is no command \"%s\"",
	    count > 0 ? words[0] : "");
}
