/* SPDX-License-Identifier: ISC */
#include "mapping/document.h"

#include <string.h>
#include <strings.h>

void
document_init(struct document *document, struct arena *arena)
{
	memset(document, 0, sizeof(*document));
	document->arena = arena;
}

const struct section *
document_find(
    const struct document *document, enum section_kind kind, const char *name)
{
	for (size_t i = 0; i < document->count; i++) {
		const struct section *section = &document->sections[i];

		if (section->kind == kind &&
		    strcasecmp(section->name, name) == 0)
			return section;
	}
	return NULL;
}

bool
document_may_have(
    const struct document *document, const struct section *section)
{
	return document->is_incomplete ||
	    (section != NULL && section->is_incomplete);
}

const struct setting *
section_find(const struct section *section, const char *name)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcasecmp(section->settings[i].name, name) == 0)
			return &section->settings[i];
	return NULL;
}

const struct setting *
section_row(const struct section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->settings[i].name, key) == 0)
			return &section->settings[i];
	return NULL;
}

const char *
setting_text(const struct setting *setting, struct arena *arena)
{
	struct reader in = { .text = &setting->value };
	struct value word;

	if (reader_quoted(&in, arena, &word) && reader_peek(&in) == -1)
		return word.data;
	return setting->value.joined.len > 0 ? setting->value.joined.data : "";
}
