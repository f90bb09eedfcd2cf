/* SPDX-License-Identifier: ISC */
#include "event/decode.h"

#include <string.h>
#include <strings.h>

#include <json-c/json.h>

#include "base/clock.h"

enum { JSON_DEPTH = 32 };

static struct node *
tree(json_object *object, const char *name, struct arena *arena);

/* The text of a scalar, as it was written. */
static struct value
scalar_text(json_object *object, struct arena *arena)
{
	const char *text;

	if (json_object_is_type(object, json_type_string))
		return value_copy(arena, json_object_get_string(object),
		    (size_t)json_object_get_string_len(object));
	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	return value_copy(arena, text, strlen(text));
}

static enum node_kind
kind_of(json_object *object)
{
	switch (json_object_get_type(object)) {
	case json_type_string:
		return NODE_STRING;
	case json_type_boolean:
		return NODE_BOOLEAN;
	case json_type_int:
	case json_type_double:
		return NODE_NUMBER;
	case json_type_array:
		return NODE_ARRAY;
	case json_type_object:
		return NODE_OBJECT;
	case json_type_null:
		break;
	}
	return NODE_NULL;
}

static void
add_members(struct node *node, json_object *object, struct arena *arena)
{
	const struct node **link = &node->first;

	json_object_object_foreach(object, key, child)
	{
		struct node *member = tree(child, key, arena);

		*link = member;
		link = &member->next;
	}
}

static void
add_elements(struct node *node, json_object *object, struct arena *arena)
{
	const struct node **link = &node->first;
	size_t count = json_object_array_length(object);

	for (size_t i = 0; i < count; i++) {
		struct node *element =
		    tree(json_object_array_get_idx(object, i), NULL, arena);

		*link = element;
		link = &element->next;
	}
}

/* The same as nodes; json-c's own can be freed then. */
static struct node *
tree(json_object *object, const char *name, struct arena *arena)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = kind_of(object);
	node->name = name != NULL ? arena_strdup(arena, name) : NULL;
	if (node->kind == NODE_OBJECT)
		add_members(node, object, arena);
	else if (node->kind == NODE_ARRAY)
		add_elements(node, object, arena);
	else if (node->kind != NODE_NULL)
		node->text = scalar_text(object, arena);
	return node;
}

static int
parse(struct value bytes, struct arena *arena, const struct node **root_r,
    struct error *err)
{
	json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH);
	json_object *object;
	enum json_tokener_error code;

	if (tokener == NULL)
		return error_set(err, ERROR_INTERNAL, "json-c has no memory");
	json_tokener_set_flags(
	    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, bytes.data, (int)bytes.len);
	code = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (code != json_tokener_success) {
		json_object_put(object);
		return error_set(err, ERROR_INPUT, "is not JSON: %s",
		    json_tokener_error_desc(code));
	}
	*root_r = tree(object, NULL, arena);
	json_object_put(object);
	return 0;
}

/* The text of a member that is a string or a number without NUL; NULL
 * otherwise. */
static const char *
member_text(const struct node *object, const char *name)
{
	const struct node *node = node_member(object, name);

	if (node == NULL ||
	    (node->kind != NODE_STRING && node->kind != NODE_NUMBER) ||
	    memchr(node->text.data, '\0', node->text.len) != NULL)
		return NULL;
	return node->text.data;
}

/* "/restapi/v1.0/account/{id}/directory/entries", without query */
static bool
is_directory_filter(const char *path)
{
	static const char *const ends[] = { "/directory/entries",
		"/directory/contacts" };
	size_t len = strcspn(path, "?");

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i]);

		if (len >= end && strncmp(path + len - end, ends[i], end) == 0)
			return true;
	}
	return false;
}

/* The segment behind /account/; NULL when there is none or it is ~. */
static const char *
path_account(const char *path, struct arena *arena)
{
	static const char mark[] = "/account/";
	const char *start = strstr(path, mark);
	size_t len;

	if (start == NULL)
		return NULL;
	start += sizeof(mark) - 1;
	len = strcspn(start, "/?");
	if (len == 0 || (len == 1 && *start == '~'))
		return NULL;
	return arena_memdup(arena, start, len);
}

/* What one contact is decoded with. */
struct decoder {
	struct arena *arena;
	const char *account; /* of the path */
	size_t number;       /* of the contact, from 1 */
	size_t count;
};

static void
reject(
    const struct decoder *decoder, struct contact *contact, const char *reason)
{
	contact->reject = arena_printf(decoder->arena, "contact %zu of %zu %s",
	    decoder->number, decoder->count, reason);
}

/* A record with no more than what says which contact it is and what became of
 * it? */
static bool
is_bare(const struct node *root)
{
	static const char *const names[] = { "id", "eventType", "account",
		"oldEtag", "newEtag", NULL };

	for (const struct node *n = root->first; n != NULL; n = n->next) {
		size_t i = 0;

		while (names[i] != NULL && strcmp(n->name, names[i]) != 0)
			i++;
		if (names[i] == NULL)
			return false;
	}
	return true;
}

static void
decode_verb(const struct decoder *decoder, struct contact *contact)
{
	static const struct {
		const char *name;
		enum contact_verb verb;
	} verbs[] = { { "Create", CONTACT_CREATE },
		{ "Update", CONTACT_UPDATE }, { "Delete", CONTACT_DELETE } };
	const char *name = member_text(contact->root, "eventType");

	for (size_t i = 0; name != NULL && i < 3; i++)
		if (strcasecmp(name, verbs[i].name) == 0) {
			contact->verb = verbs[i].verb;
			return;
		}
	contact->verb = CONTACT_UPDATE;
	if (is_bare(contact->root))
		reject(decoder, contact,
		    "has neither a known eventType nor a record");
	else if (name == NULL)
		contact->warning = "has no eventType, taken as Update";
	else
		contact->warning = arena_printf(decoder->arena,
		    "eventType \"%.64s\" is not known, taken as Update", name);
}

static void
decode_id(const struct decoder *decoder, struct contact *contact)
{
	const struct node *node = node_member(contact->root, "id");
	const char *id = member_text(contact->root, "id");

	if (node == NULL || node->kind == NODE_NULL)
		reject(decoder, contact, "has no id");
	else if (node->text.len > 0 &&
	    memchr(node->text.data, '\0', node->text.len) != NULL)
		reject(decoder, contact, "has an id with a NUL in it");
	else if (id == NULL || !contact_id_is_valid(id))
		reject(decoder, contact,
		    arena_printf(decoder->arena,
			"has the id \"%.80s\", which is not 1 to %d of A-Z a-z 0-9 _ -",
			node->text.len > 0 ? node->text.data : "",
			CONTACT_ID_MAX));
	else
		contact->id = id;
}

static void
decode_contact(const struct decoder *decoder, const struct node *root,
    struct contact *contact)
{
	const char *account;

	contact->root = root;
	contact->path_account = decoder->account;
	contact->account = decoder->account;
	if (root->kind != NODE_OBJECT) {
		reject(decoder, contact, "is not an object");
		return;
	}
	decode_id(decoder, contact);
	account = member_text(node_member(root, "account"), "id");
	if (account != NULL && *account != '\0')
		contact->account = account;
	if (contact->reject == NULL)
		decode_verb(decoder, contact);
}

static int
decode_contacts(const struct node *contacts, const char *account,
    struct arena *arena, struct event *event, struct error *err)
{
	struct decoder decoder = { .arena = arena, .account = account };

	for (const struct node *n = contacts->first; n != NULL; n = n->next)
		decoder.count++;
	if (decoder.count > DECODE_CONTACTS_MAX)
		return error_set(err, ERROR_INPUT,
		    "body.contacts has %zu contacts, and %d are the most",
		    decoder.count, DECODE_CONTACTS_MAX);
	event->contacts =
	    arena_array(arena, decoder.count + 1, sizeof(*event->contacts));
	for (const struct node *n = contacts->first; n != NULL; n = n->next) {
		decoder.number++;
		decode_contact(&decoder, n, &event->contacts[event->count++]);
	}
	return 0;
}

/* One warning never hides another. */
static void
warn(struct event *event, struct arena *arena, const char *what)
{
	event->warning = event->warning == NULL
	    ? what
	    : arena_printf(arena, "%s; %s", event->warning, what);
}

/* {"body": {"id": …}}: what older definitions of RingCentral describe. */
static void
decode_flat(const struct node *body, struct arena *arena, struct event *event)
{
	struct decoder decoder = { .arena = arena,
		.account = event->account,
		.number = 1,
		.count = 1 };

	event->contacts = arena_alloc(arena, sizeof(*event->contacts));
	event->count = 1;
	warn(event, arena, "flat body without contacts, taken as one contact");
	decode_contact(&decoder, body, event->contacts);
}

static int
decode_body(const struct node *body, struct arena *arena, struct event *event,
    struct error *err)
{
	const struct node *contacts = node_member(body, "contacts");

	if (body == NULL || body->kind != NODE_OBJECT)
		return error_set(err, ERROR_INPUT,
		    "has no body; is it a RingCentral notification?");
	if (contacts != NULL && contacts->kind == NODE_ARRAY) {
		if (contacts->first == NULL)
			event->skip = "no contacts";
		return decode_contacts(
		    contacts, event->account, arena, event, err);
	}
	if (contacts != NULL && contacts->kind != NODE_NULL)
		return error_set(
		    err, ERROR_INPUT, "body.contacts is not an array");
	if (contacts == NULL && node_member(body, "id") != NULL)
		decode_flat(body, arena, event);
	else
		event->skip = "no contacts";
	return 0;
}

static void
decode_timestamp(
    const struct node *root, struct arena *arena, struct event *event)
{
	const char *text = member_text(root, "timestamp");

	event->timestamp_ms = INT64_MIN;
	if (text == NULL)
		warn(event, arena,
		    "has no timestamp, taken as older than all others");
	else if (clock_parse(text, &event->timestamp_ms, NULL) < 0)
		warn(event, arena,
		    "has a timestamp that is no time, taken as older than all others");
}

int
decode_event(struct value bytes, struct arena *arena, struct event *event_r,
    struct error *err)
{
	struct event event = { .uuid = "" };
	const struct node *root;
	const char *path, *uuid;

	if (parse(bytes, arena, &root, err) < 0)
		return -1;
	if (root->kind != NODE_OBJECT)
		return error_set(err, ERROR_INPUT, "is not an object");
	uuid = member_text(root, "uuid");
	if (uuid != NULL)
		event.uuid = uuid;
	path = member_text(root, "event");
	if (path != NULL && !is_directory_filter(path)) {
		event.skip = "other filter";
		*event_r = event;
		return 0;
	}
	decode_timestamp(root, arena, &event);
	if (path != NULL)
		event.account = path_account(path, arena);
	else
		warn(&event, arena,
		    "has no event path, taken as one of the directory");
	if (decode_body(node_member(root, "body"), arena, &event, err) < 0)
		return -1;
	*event_r = event;
	return 0;
}
