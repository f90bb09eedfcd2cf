/* SPDX-License-Identifier: ISC */
#include "bridge/check_private.h"
#include "bridge/probe_entry.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "schema/dn.h"

enum {
	ROUNDS = 9,             /* of a search; the fastest counts … */
	ROUNDS_US = 300 * 1000, /* … of those begun in this time */
	SCAN_SECONDS = 2,
	LEAST_US = 1000 /* a difference that is not noise */
};

/* (uid=rc-*): the key's literals, a star for every hole. */
static const char *
filter_of_ours(const struct server_check *check)
{
	const struct key *key = &check->with->map->key;
	struct buffer out;
	bool is_star = false;

	buffer_init(&out, check->arena);
	buffer_printf(&out, "(%s=", key->type->name);
	for (size_t i = 0; i < key->template.count; i++) {
		const struct part *part = &key->template.parts[i];

		if (part->kind == PART_LITERAL)
			buffer_add_text(&out,
			    ldap_filter_value(part->literal, check->arena));
		else if (!is_star)
			buffer_add_char(&out, '*');
		is_star = part->kind != PART_LITERAL;
	}
	buffer_add_char(&out, ')');
	return out.data;
}

/* (uid=rc-0000000000000000), which nobody has; or that of a value. */
static const char *
filter_of_key(const struct server_check *check, struct value value)
{
	return arena_printf(check->arena, "(%s=%s)",
	    check->with->map->key.type->name,
	    ldap_filter_value(value, check->arena));
}

/* The value of our key in an RDN of the name; NULL when there is none. */
static const struct value *
key_in_name(struct server_check *check, const char *name)
{
	const struct key *key = &check->with->map->key;
	struct dn dn;

	if (dn_parse(value_of(name), check->arena, &dn, NULL) < 0 ||
	    dn.count == 0)
		return NULL;
	for (size_t i = 0; i < dn.rdns[0].count; i++) {
		const struct dn_ava *ava = &dn.rdns[0].avas[i];

		if (schema_attribute(check->with->schema, ava->type) ==
			key->type &&
		    key_matches(key, ava->value, check->arena))
			return &ava->value;
	}
	return NULL;
}

/* An entry that looks like ours and is not found by its key? */
static bool
is_hidden_from_search(struct server_check *check)
{
	const struct map *map = check->with->map;
	struct question question = { .base = map->base_text,
		.is_subtree = true,
		.entries_max = ANSWER_ENTRIES_MAX };
	const struct value *value = NULL;
	const char *name = NULL;

	for (size_t i = 0; question.filter == NULL && i < map->count; i++)
		if (map->sections[i].structural != NULL)
			question.filter =
			    arena_printf(check->arena, "(objectClass=%s)",
				map->sections[i].structural->name);
	/* the first ones are enough, so a size limit is no matter */
	ldap_ask(check->directory, &question, check->arena, &check->answer);
	for (size_t i = 0; value == NULL && i < check->answer.kept; i++) {
		name = check->answer.entries[i].dn;
		value = key_in_name(check, name);
	}
	if (value == NULL)
		return false;
	question.filter = filter_of_key(check, *value);
	if (ldap_ask(check->directory, &question, check->arena,
		&check->answer) < 0 ||
	    check->answer.count > 0)
		return false;
	checklist_failed(check->list, EXIT_NO_RIGHTS, "key",
	    "%s is there, but a search for %s does not find it: each contact would look new",
	    name, question.filter);
	checklist_way_out(check->list,
	    "access to dn.subtree=\"%s\" attrs=entry,%s by dn.exact=\"%s\" read by * break; or make the index anew (slapindex)",
	    map->base_text, map->key.type->name, check->identity);
	return true;
}

/* The rights and the schema of the server let an entry miss what it must have?
 */
struct must_look {
	struct server_check *check;
	const struct entry *entry;
	size_t missing;
};

static void
look_for_must(void *context, const struct attribute_type *type)
{
	struct must_look *look = context;

	if (entry_find(look->entry, type) != NULL)
		return;
	look->missing++;
	checklist_failed(look->check->list, EXIT_NO_RIGHTS, "our entries",
	    "%s of %s can't be read, which every entry of its class has: it would be written again and again",
	    type->name, look->entry->dn);
	checklist_way_out(look->check->list,
	    "access to attrs=%s by dn.exact=\"%s\" read by * break", type->name,
	    look->check->identity);
}

static void
check_sample(struct server_check *check, const char *name)
{
	static const char *const names[] = { "*", "+", NULL };
	struct question question = { .base = name, .attributes = names };
	const struct map *map = check->with->map;
	const struct entry *entry = &check->answer.entries[0];
	struct must_look look = { check, entry, 0 };
	const struct object_class *oc;
	const char *structural;

	if (check_ask(check, &question, "our entries", 0) < 0)
		return;
	if (check->answer.kept == 0) {
		checklist_failed(check->list, EXIT_NO_RIGHTS, "our entries",
		    "%s is found but can't be read", name);
		checklist_way_out(check->list,
		    "let %s read all attributes of the entries below base",
		    check->identity);
		return;
	}
	check_operational(check, entry, "our entries");
	structural = answer_text(&check->answer, "structuralObjectClass");
	oc = structural != NULL ? schema_class(map->schema, structural) : NULL;
	if (oc == NULL)
		return;
	schema_class_each_must(map->schema, oc, look_for_must, &look);
	if (look.missing == 0)
		checklist_ok(check->list, "our entries",
		    "all that every %s must have can be read in %s", oc->name,
		    name);
}

/* Are all of ours told, or does a limit of the server cut them off? */
static void
check_size(struct server_check *check, const char *filter)
{
	struct question question = { .base = check->with->map->base_text,
		.is_subtree = true };
	const struct answer *answer = &check->answer;
	const char *name = NULL;

	question.filter = filter;
	if (ldap_ask(check->directory, &question, check->arena,
		&check->answer) == 0) {
		if (answer->count == 0) {
			/* asks anew, so the answer is another then */
			if (!is_hidden_from_search(check))
				checklist_not_proven(check->list, "key",
				    "no entry of ours is there yet");
			return;
		}
		checklist_ok(check->list, "key",
		    "%" PRIu64 " entries of ours by %s", answer->count, filter);
		name = answer->entries[0].dn;
	} else {
		checklist_failed(check->list, EXIT_FAILED, "size limit",
		    "%s ends after %" PRIu64
		    " entries: %s; what goes through all of ours would see a part of them",
		    filter, answer->count, answer->outcome.text);
		checklist_way_out(check->list,
		    "slapd.conf: limits dn.exact=\"%s\" size=unlimited time=unlimited",
		    check->identity);
		checklist_way_out(check->list,
		    "cn=config: olcLimits: dn.exact=\"%s\" size=unlimited time=unlimited",
		    check->identity);
		if (answer->kept > 0)
			name = answer->entries[0].dn;
	}
	if (name != NULL)
		check_sample(check, name);
}

/* The fastest of some rounds in us, for what others do at the time makes it
 * slower only; -1 when the search does not end in 0. */
static int64_t
fastest(struct server_check *check, const struct question *question)
{
	int64_t begin_us = clock_steady_us(), start_us = begin_us;
	int64_t least_us = INT64_MAX;

	for (int i = 0; i < ROUNDS && start_us - begin_us < ROUNDS_US; i++) {
		int64_t end_us;

		if (ldap_ask(check->directory, question, check->arena,
			&check->answer) < 0)
			return -1;
		end_us = clock_steady_us();
		if (end_us - start_us < least_us)
			least_us = end_us - start_us;
		start_us = end_us;
	}
	return least_us;
}

static void
tell_no_index(struct server_check *check, const char *filter, int64_t key_us,
    int64_t base_us)
{
	const char *name = check->with->map->key.type->name;

	checklist_warning(check->list, "index",
	    "%s takes %.1f ms, reading one entry %.1f ms: the server goes through all entries, for each contact",
	    filter, (double)key_us / 1000, (double)base_us / 1000);
	checklist_way_out(check->list,
	    "slapd.conf: index %s eq, then slapindex while slapd is stopped",
	    name);
	checklist_way_out(check->list, "cn=config: olcDbIndex: %s eq", name);
}

/* A search that no index can help goes through all entries; one that takes
 * about as long does so, too.  That tells on a slow machine and over a long
 * line as well, if only there are enough entries. */
static void
judge_index(struct server_check *check, const char *filter, int64_t base_us,
    int64_t key_us, int64_t scan_us)
{
	int64_t key = key_us - base_us, scan = scan_us - base_us;

	if (scan >= LEAST_US && scan >= base_us / 2 && 2 * key >= scan)
		tell_no_index(check, filter, key_us, base_us);
	else if (scan >= LEAST_US && scan >= base_us / 2 && 4 * key <= scan)
		checklist_ok(check->list, "index",
		    "%s takes %.1f ms, going through all entries %.1f ms",
		    filter, (double)key_us / 1000, (double)scan_us / 1000);
	else
		checklist_not_proven(check->list, "index",
		    "%s takes %.1f ms; there are too few entries to tell whether %s is indexed (eq)",
		    filter, (double)key_us / 1000,
		    check->with->map->key.type->name);
}

static void
check_index(struct server_check *check)
{
	const struct map *map = check->with->map;
	struct question base = { .base = map->base_text };
	struct question key = { .base = map->base_text, .is_subtree = true };
	struct question scan = { .base = map->base_text,
		.is_subtree = true,
		.filter = "(!(objectClass=*))",
		.seconds_max = SCAN_SECONDS };
	int64_t base_us, key_us, scan_us;
	struct value nobody;

	if (key_value(&map->key, CHECK_ID,
		check->with->config.source.account != NULL
		    ? check->with->config.source.account
		    : "0",
		check->arena, &nobody, NULL) < 0)
		return;
	key.filter = filter_of_key(check, nobody);
	base_us = fastest(check, &base);
	key_us = fastest(check, &key);
	if (base_us < 0 || key_us < 0) {
		checklist_failed(check->list, EXIT_FAILED, "index", "%s: %s",
		    key.filter, check->answer.outcome.text);
		checklist_way_out(check->list,
		    "is there an index: %s eq? And may %s search so?",
		    map->key.type->name, check->identity);
		return;
	}
	scan_us = fastest(check, &scan);
	if (scan_us < 0) /* a limit of the server's, or ours */
		scan_us = (int64_t)SCAN_SECONDS * 1000 * 1000;
	judge_index(check, key.filter, base_us, key_us, scan_us);
}

void
check_key(struct server_check *check)
{
	check_size(check, filter_of_ours(check));
	check_index(check);
}
