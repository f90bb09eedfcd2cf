/* SPDX-License-Identifier: ISC */
#include "bridge/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum {
	WINDOW_MS = (PROGRESS_SAMPLES - 1) * PROGRESS_SAMPLE_MS,
	WIDTH_DEFAULT = 80,
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	LEFT_MAX = 1000 * HOUR /* longer is not known */
};

void
progress_pace_note(struct progress_pace *pace, uint64_t done, int64_t now_ms)
{
	struct progress_sample *samples = pace->samples;
	size_t gone = 0;

	pace->done = done < pace->total ? done : pace->total;
	if (pace->count > 0 &&
	    now_ms - samples[pace->count - 1].ms < PROGRESS_SAMPLE_MS)
		return;
	/* the newest of those that are as old as the window stays */
	while (gone + 1 < pace->count &&
	    now_ms - samples[gone + 1].ms >= WINDOW_MS)
		gone++;
	if (gone == 0 && pace->count == PROGRESS_SAMPLES)
		gone = 1;
	pace->count -= gone;
	memmove(samples, samples + gone, pace->count * sizeof(*samples));
	samples[pace->count++] = (struct progress_sample){ now_ms, pace->done };
}

/* Contacts a second; negative when it can't be said yet. */
static double
rate_of(const struct progress_pace *pace, int64_t now_ms)
{
	const struct progress_sample *oldest = &pace->samples[0];

	if (pace->count == 0 || now_ms - oldest->ms < PROGRESS_LINE_MS)
		return -1;
	return (double)(pace->done - oldest->done) * 1000 /
	    (double)(now_ms - oldest->ms);
}

/* Append `part` with a comma before it; false when it does not fit. */
static bool
append(char *text, size_t width, const char *part)
{
	const char *comma = *text != '\0' ? ", " : "";
	size_t len = strlen(text), more = strlen(comma) + strlen(part);

	if (len + more >= PROGRESS_TEXT_SIZE || len + more > width)
		return false;
	memcpy(text + len, comma, strlen(comma));
	memcpy(text + len + strlen(comma), part, strlen(part) + 1);
	return true;
}

/* Rounded up, and no finer than it can be true. */
static void
write_left(uint64_t s, char *text)
{
	uint64_t minutes = (s + MINUTE - 1) / MINUTE;

	if (s < 2 * MINUTE)
		snprintf(text, PROGRESS_TEXT_SIZE, "%" PRIu64 " s left", s);
	else if (s < 2 * HOUR)
		snprintf(
		    text, PROGRESS_TEXT_SIZE, "%" PRIu64 " min left", minutes);
	else
		snprintf(text, PROGRESS_TEXT_SIZE,
		    "%" PRIu64 " h %" PRIu64 " min left", minutes / 60,
		    minutes % 60);
}

void
progress_pace_write(
    const struct progress_pace *pace, int64_t now_ms, size_t width, char *text)
{
	bool is_known = pace->total != PROGRESS_UNKNOWN;
	uint64_t counted = is_known ? pace->total : pace->done;
	double rate = rate_of(pace, now_ms), left;
	char part[PROGRESS_TEXT_SIZE], of[32] = "";

	if (is_known)
		snprintf(of, sizeof(of), " of %" PRIu64, pace->total);
	snprintf(part, sizeof(part), "%" PRIu64 "%s contact%s%s", pace->done,
	    of, counted == 1 ? "" : "s", pace->what);
	*text = '\0';
	if (!append(text, width, part) || rate < 0)
		return;
	snprintf(part, sizeof(part), "%.*f/s", rate > 0 && rate < 9.95, rate);
	if (!append(text, width, part) || !is_known || !(rate > 0))
		return;
	left = (double)(pace->total - pace->done) / rate;
	if (left > 0 && left < LEFT_MAX) {
		write_left(
		    (uint64_t)left + (left > (double)(uint64_t)left), part);
		append(text, width, part);
	}
}

/* One column stays free: the cursor would go to the next line. */
static size_t
terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return WIDTH_DEFAULT - 1;
	return (size_t)size.ws_col - 1;
}

/* Can a line be taken away again? */
static bool
is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) != 0 && term != NULL && *term != '\0' &&
	    strcmp(term, "dumb") != 0;
}

void
progress_begin(struct progress_meter *meter, const char *what, uint64_t total)
{
	int64_t now_ms = clock_steady_ms();

	memset(meter, 0, sizeof(*meter));
	meter->pace.what = what;
	meter->pace.total = total;
	meter->is_on = true;
	meter->is_line = is_terminal();
	meter->next_ms =
	    now_ms + (meter->is_line ? PROGRESS_LINE_MS : PROGRESS_LOG_MS);
	progress_pace_note(&meter->pace, 0, now_ms);
}

void
progress_step(struct progress_meter *meter, uint64_t done)
{
	char text[PROGRESS_TEXT_SIZE];
	int64_t now_ms;

	if (!meter->is_on)
		return;
	now_ms = clock_steady_ms();
	progress_pace_note(&meter->pace, done, now_ms);
	if (now_ms < meter->next_ms)
		return;
	progress_pace_write(&meter->pace, now_ms,
	    meter->is_line ? terminal_width() : SIZE_MAX, text);
	if (meter->is_line)
		log_status(text);
	else
		log_info("%s", text);
	meter->next_ms =
	    now_ms + (meter->is_line ? PROGRESS_LINE_MS : PROGRESS_LOG_MS);
}

void
progress_end(struct progress_meter *meter)
{
	if (meter->is_on && meter->is_line)
		log_status(NULL);
	meter->is_on = false;
}
