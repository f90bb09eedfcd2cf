/* SPDX-License-Identifier: ISC */
/* base/log.h - messages to people who run dirwire, one line each, on stderr.
 *
 * Pure code never logs; it returns an error and its caller logs or returns it.
 * Control characters and broken UTF-8 come out escaped, so that nothing from
 * outside can forge a line or drive a terminal.
 */
#ifndef DIRWIRE_BASE_LOG_H
#define DIRWIRE_BASE_LOG_H

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Lines less urgent than `level` are dropped.  The default is info. */
void log_set_level(enum log_level level);

/* A line that stands below the log while something is under way, in printable
 * ASCII and narrower than the terminal that stderr must be; each call puts its
 * text in the place of the last, NULL takes the line away.  Messages are written
 * above it.  Not shown when warnings are dropped. */
void log_status(const char *text);

/* Around what others write to the same terminal, whole lines; while it is hidden
 * log_status() shows nothing either. */
void log_status_hide(void);
void log_status_show(void);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
