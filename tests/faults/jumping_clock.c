/* A wall clock that jumps, loaded before the C library: with every look at it the date goes ahead or back by up to a year. The
 * clock that only counts, which durations must be measured with, is left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

static long long leap(void) {
    static unsigned looks = 0;
    static const long long year = 365LL * 24 * 3600;
    unsigned look = __atomic_add_fetch(&looks, 1, __ATOMIC_SEQ_CST);
    return (long long)(look * 2654435761u % 2001u - 1000) * (year / 1000);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    int (*real)(clockid_t, struct timespec*) = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += leap();
    return result;
}
time_t time(time_t* result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    (void)zone;
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
