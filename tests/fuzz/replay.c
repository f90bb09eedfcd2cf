/* SPDX-License-Identifier: ISC */
/* tests/fuzz/replay.c - runs a fuzz target on stored files, without a fuzzer.
 *
 * Takes folders; every file in them is one test, told in TAP.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay(const char *path)
{
	static uint8_t data[4 * 1024 * 1024];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (file == NULL)
		return -1;
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	return LLVMFuzzerTestOneInput(data, size);
}

static int
replay_folder(const char *folder, int *count)
{
	struct dirent **names;
	int total = scandir(folder, &names, NULL, alphasort);
	int failed = 0;

	for (int i = 0; i < total; i++) {
		char path[4096];

		if (names[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", folder,
			    names[i]->d_name);
			failed |= replay(path) != 0;
			printf("ok %d - %s\n", ++*count, names[i]->d_name);
			fflush(stdout);
		}
		free(names[i]);
	}
	if (total >= 0)
		free(names);
	return failed;
}

int
main(int argc, char **argv)
{
	int count = 0, failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay_folder(argv[i], &count);
	printf("1..%d\n", count);
	return failed;
}
