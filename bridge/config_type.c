/* SPDX-License-Identifier: ISC */
#include "bridge/config_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "bridge/config_file.h"
#include "schema/dn.h"

static int
parse_text(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	(void)err;
	*(const char **)field = arena_strdup(context->arena, text);
	return 0;
}

static int
parse_dn(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	struct dn dn;

	if (dn_parse(value_of(text), context->arena, &dn, err) < 0)
		return -1;
	return parse_text(text, context, field, err);
}

static int
parse_path(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	(void)err;
	*(const char **)field =
	    config_path(context->from, text, context->arena);
	return 0;
}

/* credential:NAME is a file that systemd puts into a folder of the service's
 * own */
static int
parse_secret(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	static const char scheme[] = "credential:";
	const char *name = text + sizeof(scheme) - 1;
	const char *folder;

	if (strncmp(text, scheme, sizeof(scheme) - 1) != 0)
		return parse_path(text, context, field, err);
	folder = getenv("CREDENTIALS_DIRECTORY");
	if (folder == NULL)
		return error_set(err, ERROR_CONFIG,
		    "%s is a credential of systemd, and dirwire was not started with one; add LoadCredential=%s:… to the unit",
		    text, name);
	if (*name == '\0' || strchr(name, '/') != NULL)
		return error_set(err, ERROR_CONFIG,
		    "%s names no credential; write its name alone, like credential:ldap",
		    text);
	*(const char **)field =
	    arena_printf(context->arena, "%s/%s", folder, name);
	return 0;
}

/* HOST, HOST:PORT, or [IPv6]:PORT behind ldap:// and ldaps://. */
static int
check_host(const char *uri, const char *host, struct error *err)
{
	size_t len = strcspn(host, "/?");
	const char *bracket = *host == '[' ? strchr(host, ']') : NULL;
	const char *colon = strchr(bracket != NULL ? bracket : host, ':');
	char *end = NULL;
	long port = 0;

	if (strpbrk(host, ";|@") != NULL)
		return error_set(err, ERROR_CONFIG,
		    "%s is not one server; write a blank between two, and host and port alone",
		    uri);
	if (host[len] != '\0' && host[len + 1] != '\0')
		return error_set(err, ERROR_CONFIG,
		    "%s: nothing stands behind host and port; the DN belongs into base of [map]",
		    uri);
	if (colon == NULL || colon >= host + len)
		return 0;
	if (colon[1] >= '0' && colon[1] <= '9')
		port = strtol(colon + 1, &end, 10);
	if (end != host + len || port < 1 || port > 65535)
		return error_set(err, ERROR_CONFIG,
		    "%s: its port is no number from 1 to 65535; leave it out for the usual one",
		    uri);
	return 0;
}

static int
check_uri(const char *uri, struct error *err)
{
	static const char *const schemes[] = { "ldaps://", "ldap://",
		"ldapi://" };

	/* libldap would take the socket that it was built with */
	if (strncasecmp(uri, "ldapi:///", 9) == 0 && uri[9] != '\0')
		return error_set(err, ERROR_CONFIG,
		    "%s: write the path of the socket with %%2F for each slash, like ldapi://%%2Frun%%2Fslapd%%2Fldapi",
		    uri);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(uri, schemes[i], strlen(schemes[i])) == 0)
			return schemes[i][4] == 'i'
			    ? 0
			    : check_host(uri, uri + strlen(schemes[i]), err);
	return error_set(err, ERROR_CONFIG,
	    "%s is not an LDAP server; write ldaps://%s, ldap://HOST or ldapi:///",
	    uri, strstr(uri, "//") == NULL ? uri : "HOST");
}

static int
parse_uris(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	const char **uris =
	    arena_array(context->arena, strlen(text) / 2 + 2, sizeof(*uris));
	size_t count = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " \t,");

		if (len > 0) {
			uris[count] = arena_memdup(context->arena, text, len);
			if (check_uri(uris[count++], err) < 0)
				return -1;
		}
		text += len;
		text += strspn(text, " \t,");
	}
	*(const char ***)field = uris;
	return 0;
}

static int
parse_url(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	CURLU *url = curl_url();
	char *scheme = NULL;
	bool is_http = false;

	if (url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == 0 &&
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == 0)
		is_http =
		    strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0;
	curl_free(scheme);
	curl_url_cleanup(url);
	if (!is_http)
		return error_set(err, ERROR_CONFIG,
		    "\"%.200s\" is not an address; write one like https://host/",
		    text);
	return parse_text(text, context, field, err);
}

/* ADDRESS:PORT, [IPv6]:PORT, or the path of a unix socket */
static int
parse_listen(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	const char *colon = strrchr(text, ':');
	char *end;
	long port;

	if (*text == '/' || strncmp(text, "unix:/", 6) == 0)
		return parse_text(text, context, field, err);
	port = colon != NULL ? strtol(colon + 1, &end, 10) : 0;
	if (colon == NULL || colon == text || port < 1 || port > 65535 ||
	    *end != '\0')
		return error_set(err, ERROR_CONFIG,
		    "\"%.200s\" is not an address; write one like 127.0.0.1:8080 or /run/x.sock",
		    text);
	return parse_text(text, context, field, err);
}

static int
parse_yesno(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	(void)context;
	if (strcasecmp(text, "yes") == 0)
		*(int *)field = 1;
	else if (strcasecmp(text, "no") == 0)
		*(int *)field = 0;
	else
		return error_set(err, ERROR_CONFIG,
		    "\"%.64s\" is neither yes nor no; write one of them", text);
	return 0;
}

static int
parse_choice(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	char list[256] = "";
	size_t len = 0;

	for (int i = 0; context->choices[i] != NULL; i++) {
		if (strcasecmp(context->choices[i], text) == 0) {
			*(int *)field = i;
			return 0;
		}
		len = strlen(list);
		snprintf(list + len, sizeof(list) - len, "%s%s",
		    i > 0 ? ", " : "", context->choices[i]);
	}
	return error_set(err, ERROR_CONFIG,
	    "\"%.64s\" is not one of %s; write one of them", text, list);
}

/* Up to 12 digits at *p. */
static int64_t
digits(const char **p)
{
	size_t len = strspn(*p, "0123456789");
	int64_t n;

	if (len == 0 || len > 12)
		return -1;
	n = strtoll(*p, NULL, 10);
	*p += len;
	return n;
}

/* Up to a day in seconds, more in days. */
static void
write_duration(int64_t ms, char *text, size_t size)
{
	int64_t seconds = ms / 1000 + (ms % 1000 > 0);

	if (seconds % 86400 == 0 && seconds > 86400)
		snprintf(text, size, "%lldd", (long long)(seconds / 86400));
	else
		snprintf(text, size, "%llds", (long long)seconds);
}

static int
check_range(int64_t n, const struct config_context *context, const char *text,
    struct error *err)
{
	char least[32], most[32];

	if (n >= context->least && n <= context->most)
		return 0;
	write_duration(context->least, least, sizeof(least));
	write_duration(context->most, most, sizeof(most));
	return error_set(err, ERROR_CONFIG,
	    "%.64s is out of range; write one from %s to %s", text, least,
	    most);
}

static int
parse_duration(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 },
		{ 'd', 86400000 } };
	const char *p = text;
	int64_t n = digits(&p);

	for (size_t i = 0; n >= 0 && i < sizeof(units) / sizeof(units[0]); i++)
		if (p[0] == units[i].unit && p[1] == '\0') {
			if (n > INT64_MAX / units[i].ms)
				n = INT64_MAX / units[i].ms;
			n *= units[i].ms;
			if (check_range(n, context, text, err) < 0)
				return -1;
			*(int64_t *)field = n;
			return 0;
		}
	return error_set(err, ERROR_CONFIG,
	    "\"%.64s\" is not a duration; write one like 10s, 5m, 12h or 30d",
	    text);
}

static int
parse_number(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	const char *p = text;
	int64_t n = digits(&p);

	if (n < 0 || *p != '\0' || n < context->least || n > context->most)
		return error_set(err, ERROR_CONFIG,
		    "\"%.64s\" is not a number; write one from %lld to %lld",
		    text, (long long)context->least, (long long)context->most);
	*(int64_t *)field = n;
	return 0;
}

static int
parse_rate(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	const char *p = text;
	int64_t n = digits(&p);

	if (n < 0 || strcmp(p, "/s") != 0 || n < context->least ||
	    n > context->most)
		return error_set(err, ERROR_CONFIG,
		    "\"%.64s\" is not a rate; write one like 20/s", text);
	*(int64_t *)field = n;
	return 0;
}

static int
parse_limit(const char *text, const struct config_context *context, void *field,
    struct error *err)
{
	(void)context;
	return limit_parse(text, field, err);
}

static bool
is_time_of_day(const char *text)
{
	return strlen(text) == 5 && strspn(text, "0123456789") == 2 &&
	    text[2] == ':' && strspn(text + 3, "0123456789") == 2 &&
	    strncmp(text, "24", 2) < 0 && text[3] < '6';
}

static int
parse_schedule(const char *text, const struct config_context *context,
    void *field, struct error *err)
{
	struct config_context every = *context;
	struct error ignored;
	int64_t ms;

	every.least = 60000;
	every.most = INT64_MAX;
	if ((strncmp(text, "daily ", 6) == 0 && is_time_of_day(text + 6)) ||
	    (strncmp(text, "every ", 6) == 0 &&
		parse_duration(text + 6, &every, &ms, &ignored) == 0))
		return parse_text(text, context, field, err);
	return error_set(err, ERROR_CONFIG,
	    "\"%.64s\" is not a schedule; write one like daily 03:30 or every 15m",
	    text);
}

const struct config_type config_type_text = { "text", parse_text };
const struct config_type config_type_dn = { "DN", parse_dn };
const struct config_type config_type_path = { "path", parse_path };
const struct config_type config_type_secret = { "secret file", parse_secret };
const struct config_type config_type_uris = { "LDAP URIs", parse_uris };
const struct config_type config_type_url = { "URL", parse_url };
const struct config_type config_type_listen = { "address", parse_listen };
const struct config_type config_type_yesno = { "yes or no", parse_yesno };
const struct config_type config_type_choice = { "choice", parse_choice };
const struct config_type config_type_duration = { "duration", parse_duration };
const struct config_type config_type_number = { "number", parse_number };
const struct config_type config_type_rate = { "rate", parse_rate };
const struct config_type config_type_limit = { "limit", parse_limit };
const struct config_type config_type_schedule = { "schedule", parse_schedule };
