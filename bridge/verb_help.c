/* SPDX-License-Identifier: ISC */
#include "bridge/command.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>
#include <json-c/json_c_version.h>
#include <ldap.h>
#include <unistring/version.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/log.h"
#include "bridge/version.h"
#include "bridge/report/report.h"

/* Those that the verb takes; of all verbs when it is NULL. */
static void
print_options(const struct command_verb *verb)
{
	const struct command_option *option;

	printf("\noptions:\n");
	for (size_t i = 0; (option = command_option(i)) != NULL; i++) {
		char form[48];
		int len = snprintf(form, sizeof(form), "%s%c%s--%s%s%s",
		    option->letter != '\0' ? "-" : " ",
		    option->letter != '\0' ? option->letter : ' ',
		    option->letter != '\0' ? ", " : "  ", option->name,
		    option->argument != NULL ? " " : "",
		    option->argument != NULL ? option->argument : "");

		if (verb == NULL || command_takes(verb, option))
			printf("  %-28s%s%s\n", form, len > 27 ? "  " : "",
			    option->help);
	}
}

static void
print_statuses(void)
{
	const struct exit_status_row *row;

	printf("\nexit status, of several that hold the uppermost:\n");
	for (size_t i = 0; (row = exit_status_row(i)) != NULL; i++)
		printf("  %2d  %s\n", (int)row->status, row->help);
}

static void
print_overview(void)
{
	const struct command_verb *verb;

	printf(
	    "dirwire keeps an LDAP phonebook in step with a cloud phone directory.\n\n"
	    "usage: dirwire VERB [OPTION]... [OPERAND]...\n\nverbs:\n");
	for (size_t i = 0; (verb = command_verb(i)) != NULL; i++)
		printf("  %-8s %-12s %s\n", verb->name, verb->operands,
		    verb->help);
	print_options(NULL);
	print_statuses();
	printf("\nconfiguration without -c: %s\n"
	       "first steps: dirwire apply -n -c dirwire.conf events.ndjson\n"
	       "manuals: dirwire(1), dirwire.conf(5), dirwire.map(5)\n",
	    DIRWIRE_CONFIG);
}

static void
print_reports(void)
{
	const struct report_format *format;

	printf("\nreports:\n");
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++)
		printf("  %-8s %s\n", format->name, format->help);
}

static void
print_verb(const struct command_verb *verb)
{
	if (verb->more == NULL) {
		printf("usage: dirwire %s%s%s\n%s\n", verb->name,
		    *verb->operands != '\0' ? " " : "", verb->operands,
		    verb->help);
		return;
	}
	printf("usage: dirwire %s [OPTION]... %s\n%s\n%s\n", verb->name,
	    verb->operands, verb->help, verb->more);
	print_options(verb);
	if (command_takes(verb, command_option_find("report")))
		print_reports();
	print_statuses();
}

enum exit_status
verb_help(const struct command *command)
{
	const char *name = command->operands[0];
	const struct command_verb *verb;

	/* apply -h is help apply */
	if (command->is_help && command->verb != NULL &&
	    strcmp(command->verb, "help") != 0)
		name = command->verb;
	if (name == NULL) {
		print_overview();
		return EXIT_DONE;
	}
	verb = command_verb_find(name);
	if (verb == NULL) {
		log_error("there is no verb %s%s", name,
		    command_verb_hint(name, command->arena));
		return EXIT_USAGE;
	}
	print_verb(verb);
	return EXIT_DONE;
}

enum exit_status
verb_version(const struct command *command)
{
	LDAPAPIInfo info = { .ldapai_info_version = LDAP_API_INFO_VERSION };
	char pcre[64] = "?";

	(void)command;
	printf("dirwire %s\n", DIRWIRE_VERSION);
	if (ldap_get_option(NULL, LDAP_OPT_API_INFO, &info) ==
	    LDAP_OPT_SUCCESS) {
		printf("libldap %d\n", info.ldapai_vendor_version);
		ldap_memfree(info.ldapai_vendor_name);
		ber_memvfree((void **)info.ldapai_extensions);
	}
	pcre2_config(PCRE2_CONFIG_VERSION, pcre);
	printf("libcurl %s\n", curl_version_info(CURLVERSION_NOW)->version);
	printf("json-c %s\n", json_c_version());
	printf("libunistring %d.%d\n", _libunistring_version >> 16,
	    _libunistring_version >> 8 & 255);
	printf("pcre2 %s\n", pcre);
	return EXIT_DONE;
}
