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

static void
print_options(void)
{
	const struct command_option *option;

	for (size_t i = 0; (option = command_option(i)) != NULL; i++) {
		char form[48];
		int len = snprintf(form, sizeof(form), "%s%c%s--%s%s%s",
		    option->letter != '\0' ? "-" : " ",
		    option->letter != '\0' ? option->letter : ' ',
		    option->letter != '\0' ? ", " : "  ", option->name,
		    option->argument != NULL ? " " : "",
		    option->argument != NULL ? option->argument : "");

		printf(
		    "  %-28s%s%s\n", form, len > 27 ? "  " : "", option->help);
	}
}

static void
print_statuses(void)
{
	const struct exit_status_row *row;

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
	printf("\noptions:\n");
	print_options();
	printf("\nexit status, the first that holds:\n");
	print_statuses();
	printf("\nfirst steps: dirwire apply -n -c dirwire.conf events.ndjson\n"
	       "manuals: dirwire(1), dirwire.conf(5), dirwire.map(5)\n");
}

enum exit_status
verb_help(const struct command *command)
{
	const struct report_format *format;
	const struct command_verb *verb;
	const char *wanted = command->operands[0];

	if (command->is_help) /* dirwire apply --help FILE */
		wanted = command->verb;
	if (wanted == NULL) {
		print_overview();
		return EXIT_DONE;
	}
	verb = command_verb_find(wanted);
	if (verb == NULL) {
		log_error(
		    "there is no verb %s; `dirwire help` lists them", wanted);
		return EXIT_USAGE;
	}
	printf("usage: dirwire %s [OPTION]... %s\n%s\n\noptions:\n", verb->name,
	    verb->operands, verb->help);
	print_options();
	printf("\nreports:\n");
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++)
		printf("  %-8s %s\n", format->name, format->help);
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
