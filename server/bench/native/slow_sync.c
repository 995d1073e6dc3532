/* A disk whose syncs take a millisecond at least, made of the one there is:
 * preloaded into a process (LD_PRELOAD), this delays each sync until then.
 * Writes are not delayed.
 * Built and used by `cargo xtask bench` alone. */

#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define AT_LEAST_NS 1000000L
#define SECOND_NS 1000000000L

static int delayed(long call, int file) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += AT_LEAST_NS;
    if (end.tv_nsec >= SECOND_NS) {
        end.tv_sec += 1;
        end.tv_nsec -= SECOND_NS;
    }
    int done = (int)syscall(call, file);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) != 0) {
    }
    return done;
}

int fsync(int file) { return delayed(SYS_fsync, file); }

int fdatasync(int file) { return delayed(SYS_fdatasync, file); }
