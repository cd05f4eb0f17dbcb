/*
 * What reading cgroup files costs where nothing but the reading is done: the baseline for the agent's sampler (docs/PERFORMANCE.md).
 *
 * Takes the names of files, one a line, on standard input, opens each once, and reads all of them by pread in each round, as the agent does,
 * into one buffer. Prints the number of files and the median and 90th percentile of the CPU time (user and kernel) of a round in milliseconds,
 * then the mean per file in microseconds of the median round. Nothing is parsed.
 *
 * Usage: pread ROUNDS_TO_WARM_UP ROUNDS
 * Exit status: 0; 1 if a file cannot be opened or read; 2 if it is used wrongly.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FILES = 1 << 20, BUFFER = 1 << 16, MOST_ROUNDS = 1 << 20 };

struct files {
    int *descriptors;
    size_t count;
};

static void fail(const char *what, const char *name) {
    fprintf(stderr, "pread: %s %s: %s\n", what, name, strerror(errno));
    exit(1);
}

static void *room(void *old, size_t bytes) {
    void *more = realloc(old, bytes);
    if (more == NULL) {
        fail("allocate", "memory");
    }
    return more;
}

/* As many descriptors as the machine lets this process have; a thousand groups need more than the usual 1,024. */
static void raise_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static struct files open_all(FILE *names) {
    struct files files = {NULL, 0};
    char *line = NULL;
    size_t size = 0;
    size_t room_for = 0;
    ssize_t length;
    while ((length = getline(&line, &size, names)) > 0 && files.count < MOST_FILES) {
        line[strcspn(line, "\n")] = '\0';
        if (files.count == room_for) {
            room_for = room_for == 0 ? 1024 : 2 * room_for;
            files.descriptors = room(files.descriptors, room_for * sizeof *files.descriptors);
        }
        files.descriptors[files.count] = open(line, O_RDONLY | O_CLOEXEC);
        if (files.descriptors[files.count] < 0) {
            fail("open", line);
        }
        files.count++;
    }
    free(line);
    return files;
}

static double cpu_millis(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) {
        fail("read", "the clock");
    }
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void read_all(struct files files, char *buffer) {
    for (size_t i = 0; i < files.count; i++) {
        if (pread(files.descriptors[i], buffer, BUFFER, 0) < 0) {
            fail("read", "a file");
        }
    }
}

static int ascending(const void *a, const void *b) {
    double difference = *(const double *) a - *(const double *) b;
    return (difference > 0) - (difference < 0);
}

int main(int count, char **arguments) {
    long warm_up = count == 3 ? atol(arguments[1]) : -1;
    long rounds = count == 3 ? atol(arguments[2]) : -1;
    if (warm_up < 0 || rounds < 1 || rounds > MOST_ROUNDS) {
        fprintf(stderr, "usage: pread ROUNDS_TO_WARM_UP ROUNDS <names of files, one a line\n");
        return 2;
    }
    raise_limit();
    struct files files = open_all(stdin);
    char *buffer = room(NULL, BUFFER);
    double *millis = room(NULL, rounds * sizeof *millis);
    for (long i = 0; i < warm_up; i++) {
        read_all(files, buffer);
    }
    for (long i = 0; i < rounds; i++) {
        double before = cpu_millis();
        read_all(files, buffer);
        millis[i] = cpu_millis() - before;
    }
    qsort(millis, rounds, sizeof *millis, ascending);
    double median = millis[rounds / 2];
    printf("C, pread alone: %zu files, %.2f (p90 %.2f) ms of CPU time, %.2f us a file\n", files.count, median, millis[rounds * 9 / 10],
        files.count == 0 ? 0 : median * 1e3 / files.count);
    return 0;
}
