/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Exactly `digits` digits at *p, which moves behind them; -1 otherwise. */
static int
number(const char **p, int digits)
{
	int n = 0;

	for (int i = 0; i < digits; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		n = n * 10 + (**p - '0');
	}
	return n;
}

static int
number_after(const char **p, char mark, int digits)
{
	if (**p != mark)
		return -1;
	(*p)++;
	return number(p, digits);
}

/* "Z", "+hh:mm" or "+hhmm" up to the end of the text; minutes into *offset_r.
 */
static int
parse_offset(const char *p, int *offset_r)
{
	int sign = *p == '-' ? -1 : 1;
	int hours, minutes;

	if (strcmp(p, "Z") == 0 || strcmp(p, "z") == 0) {
		*offset_r = 0;
		return 0;
	}
	if (*p != '+' && *p != '-')
		return -1;
	p++;
	hours = number(&p, 2);
	if (*p == ':')
		p++;
	minutes = number(&p, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ||
	    *p != '\0')
		return -1;
	*offset_r = sign * (hours * 60 + minutes);
	return 0;
}

/* ".123…" in milliseconds; what is finer is dropped. */
static int
parse_fraction(const char **p)
{
	int ms = 0, scale = 100;

	if (**p != '.')
		return 0;
	(*p)++;
	if (!isdigit((unsigned char)**p))
		return -1;
	for (; isdigit((unsigned char)**p); (*p)++) {
		ms += (**p - '0') * scale;
		scale /= 10;
	}
	return ms;
}

static int
parse_fields(const char *p, struct tm *tm, int *ms_r, int *offset_r)
{
	int year = number(&p, 4);
	int month = number_after(&p, '-', 2);
	int day = number_after(&p, '-', 2);
	int hour, minute, second;

	if (*p != 'T' && *p != 't' && *p != ' ')
		return -1;
	p++;
	hour = number(&p, 2);
	minute = number_after(&p, ':', 2);
	second = number_after(&p, ':', 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60)
		return -1;
	*ms_r = parse_fraction(&p);
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	tm->tm_hour = hour;
	tm->tm_min = minute;
	tm->tm_sec = second < 60 ? second : 59; /* a leap second */
	return *ms_r < 0 ? -1 : parse_offset(p, offset_r);
}

int
clock_parse(const char *text, int64_t *ms_r, struct error *err)
{
	struct tm tm = { 0 };
	int ms = 0, offset = 0, day;
	time_t seconds;

	if (parse_fields(text, &tm, &ms, &offset) < 0)
		return error_set(err, ERROR_INPUT,
		    "\"%.64s\" is not a time like 2026-05-12T09:01:00Z", text);
	day = tm.tm_mday;
	seconds = timegm(&tm);
	if (tm.tm_mday != day) /* timegm makes 3 March of 31 February */
		return error_set(err, ERROR_INPUT,
		    "\"%.64s\" names a day that does not exist", text);
	*ms_r = ((int64_t)seconds - offset * 60) * 1000 + ms;
	return 0;
}

void
clock_write(int64_t ms, char *text)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(text, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(text, CLOCK_TEXT_SIZE, "(no time)");
}
