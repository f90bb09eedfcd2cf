/* SPDX-License-Identifier: ISC */
/* Prints the tables that the manuals tell of, a row a line, cells with tabs
 * between them, the table's name first.  tests/manual.py reads it. */
#include <inttypes.h>
#include <stdio.h>

#include "bridge/checklist.h"
#include "bridge/command.h"
#include "bridge/config_type.h"
#include "event/field.h"
#include "mapping/function.h"

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static void
print_words(const char *const *words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		printf("%s%s", i > 0 ? " " : "", words[i]);
}

static void
print_command(void)
{
	const struct command_verb *verb;
	const struct command_option *option;
	const struct exit_status_row *status;
	const struct report_format *format;

	for (size_t i = 0; (verb = command_verb(i)) != NULL; i++)
		printf("verb\t%s\t%s\n", verb->name, verb->operands);
	for (size_t i = 0; (option = command_option(i)) != NULL; i++)
		printf("option\t%.1s\t%s\t%s\n", &option->letter, option->name,
		    or_empty(option->argument));
	for (size_t i = 0; (verb = command_verb(i)) != NULL; i++)
		for (size_t j = 0; (option = command_option(j)) != NULL; j++)
			if (command_takes(verb, option))
				printf("takes\t%s\t%s\n", verb->name,
				    option->name);
	for (size_t i = 0; (status = exit_status_row(i)) != NULL; i++)
		printf("status\t%d\n", (int)status->status);
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++)
		printf("report\t%s\n", format->name);
	for (int i = 0; i < CHECK_RESULTS; i++)
		printf("result\t%s\n", checklist_word((enum check_result)i));
}

static void
print_keys(void)
{
	const struct config_key *key;

	for (size_t i = 0; (key = config_key(i)) != NULL; i++) {
		printf("key\t%s\t%s\t%s\t", key->section, key->name,
		    key->type->name);
		print_words(key->choices);
		printf("\t%" PRId64 "\t%" PRId64 "\t%s\n", key->least,
		    key->most, or_empty(key->standard));
	}
}

static void
print_language(void)
{
	for (const struct function *f = function_table(); f->name != NULL; f++)
		printf("function\t%s\n", f->usage);
	for (const struct field *f = field_table(); f->path != NULL; f++) {
		printf("field\t%s\t%s\t%s\t", f->path,
		    f->is_carried ? "yes" : "no", f->help);
		print_words(f->values);
		putchar('\n');
	}
}

int
main(void)
{
	print_command();
	print_keys();
	print_language();
	return fflush(stdout) != 0;
}
