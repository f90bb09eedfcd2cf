/* SPDX-License-Identifier: ISC */
#include "event/field.h"

#include <string.h>

#include "base/text.h"

static const char *const event_types[] = { "Create", "Update", "Delete", NULL };
static const char *const types[] = { "User", "Department", "Announcement",
	"Voicemail", "SharedLinesGroup", "PagingOnly", "ParkLocation",
	"IvrMenu", "Limited", "ApplicationExtension", "Site", "Bot", "Room",
	"ProxyAdmin", "DelegatedLinesGroup", "GroupCallPickup", "External",
	"RoomConnector", "Unknown", NULL };
static const char *const statuses[] = { "Enabled", "Disabled", "Frozen",
	"NotActivated", "Unassigned", "Unknown", NULL };
static const char *const usage_types[] = { "MobileNumber", "ContactNumber",
	"DirectNumber", "ForwardedNumber", "ExternalMobileNumber",
	"PartnerBusinessMobileNumber", "MainCompanyNumber", NULL };
static const char *const phone_types[] = { "VoiceOnly", "FaxOnly", "VoiceFax",
	NULL };
static const char *const booleans[] = { "true", "false", NULL };

#define SCALAR(path, carried, values, help)               \
	{                                                 \
		path, FIELD_SCALAR, carried, values, help \
	}
#define OBJECT(path, carried, help)                     \
	{                                               \
		path, FIELD_OBJECT, carried, NULL, help \
	}
#define ARRAY(path, carried, help)                     \
	{                                              \
		path, FIELD_ARRAY, carried, NULL, help \
	}

/* clang-format off */
static const struct field fields[] = {
	SCALAR("id", true, NULL, "extension id; never empty"),
	SCALAR("eventType", true, event_types, "what happened to the contact"),
	SCALAR("type", true, types, "kind of extension"),
	SCALAR("status", true, statuses, "state of the extension"),
	SCALAR("firstName", true, NULL, "given name, of users"),
	SCALAR("lastName", true, NULL, "surname, of users"),
	SCALAR("name", true, NULL, "full name, or name of a queue or menu"),
	SCALAR("department", true, NULL, "department"),
	SCALAR("email", true, NULL, "mail address"),
	SCALAR("extensionNumber", true, NULL, "short number within the company"),
	OBJECT("account", true, "the RingCentral account"),
	SCALAR("account.id", true, NULL, "number of the account"),
	SCALAR("account.companyName", false, NULL, "name of the company"),
	SCALAR("account.federatedName", false, NULL, "name within a federation"),
	OBJECT("account.mainNumber", false, "the company's main number"),
	SCALAR("account.mainNumber.phoneNumber", false, NULL, "in E.164"),
	SCALAR("account.mainNumber.formattedPhoneNumber", false, NULL, "for people"),
	SCALAR("account.mainNumber.usageType", false, usage_types, "what it is used for"),
	ARRAY("phoneNumbers", true, "all numbers of the contact"),
	SCALAR("phoneNumbers.phoneNumber", true, NULL, "the number in E.164"),
	SCALAR("phoneNumbers.usageType", true, usage_types, "what it is used for"),
	SCALAR("phoneNumbers.type", true, phone_types, "voice, fax or both"),
	SCALAR("phoneNumbers.hidden", true, booleans, "not to be shown"),
	SCALAR("phoneNumbers.formattedPhoneNumber", false, NULL, "the number for people"),
	SCALAR("phoneNumbers.label", false, NULL, "label given by the user"),
	SCALAR("phoneNumbers.primary", false, booleans, "the main one of its kind"),
	SCALAR("phoneNumbers.e164", false, NULL, "the number in E.164"),
	SCALAR("phoneNumbers.formatted", false, NULL, "the number for people"),
	SCALAR("phoneNumbers.smsAvailabilityStatus", false, NULL, "whether it takes SMS"),
	SCALAR("phoneNumbers.smsCampaignId", false, NULL, "SMS campaign"),
	OBJECT("site", true, "the site of the extension"),
	SCALAR("site.id", true, NULL, "id of the site; main-site is the main one"),
	SCALAR("site.name", true, NULL, "name of the site"),
	SCALAR("site.code", false, NULL, "site code"),
	OBJECT("profileImage", true, "the picture"),
	SCALAR("profileImage.uri", true, NULL, "where it is"),
	SCALAR("profileImage.etag", true, NULL, "changes when the picture does"),
	SCALAR("jobTitle", false, NULL, "job title"),
	SCALAR("hidden", false, booleans, "hidden from the company directory"),
	ARRAY("customFields", false, "fields that the administrator defined"),
	SCALAR("customFields.id", false, NULL, "id of the field"),
	SCALAR("customFields.name", false, NULL, "name of the field"),
	SCALAR("customFields.value", false, NULL, "value of the field"),
	OBJECT("integration", false, "integration with another system"),
	SCALAR("integration.id", false, NULL, "id of the integration"),
	SCALAR("integration.typeId", false, NULL, "id of its type"),
	SCALAR("integration.type", false, NULL, "its type"),
	SCALAR("integration.displayName", false, NULL, "its name"),
	SCALAR("integration.routingType", false, NULL, "how calls are routed"),
	SCALAR("integration.outboundEdgeId", false, NULL, "outbound edge"),
	{ .path = NULL },
};
/* clang-format on */

const struct field *
field_table(void)
{
	return fields;
}

const struct field *
field_find(const char *path)
{
	for (const struct field *f = fields; f->path != NULL; f++)
		if (strcmp(f->path, path) == 0)
			return f;
	return NULL;
}

bool
field_is_open(const char *path)
{
	static const char open[] = "customFields";
	size_t len = sizeof(open) - 1;

	return strncmp(path, open, len) == 0 &&
	    (path[len] == '\0' || path[len] == '.');
}

const char *
field_nearest(const char *path)
{
	const char *names[sizeof(fields) / sizeof(fields[0])];
	size_t count = 0;

	for (const struct field *f = fields; f->path != NULL; f++)
		names[count++] = f->path;
	names[count] = NULL;
	return text_nearest(path, names);
}
