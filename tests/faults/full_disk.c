/* A disk that is full, loaded before the C library: after FULL_DISK_BYTES bytes have been written to files whose path holds
 * FULL_DISK_PATH, every further write to such a file fails for want of space. Whoever asks how much is free there is told so.
 * Without the variables it does nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

static long long room(void) {
    static long long left = -1;
    if (left < 0) left = getenv("FULL_DISK_BYTES") ? atoll(getenv("FULL_DISK_BYTES")) : LLONG_MAX;
    return left;
}
static long long used = 0;

static int concerns(int descriptor) {
    const char* wanted = getenv("FULL_DISK_PATH");
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!wanted || length <= 0) return 0;
    path[length] = 0;
    return strstr(path, wanted) != NULL;
}

/* Whether `bytes` more are too many; some of them may be written before. */
static int is_full(int descriptor, size_t bytes) {
    if (!concerns(descriptor)) return 0;
    if (__atomic_add_fetch(&used, (long long)bytes, __ATOMIC_SEQ_CST) <= room()) return 0;
    errno = ENOSPC;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void* bytes, size_t count) {
    return is_full(descriptor, count) ? -1 : REAL(write)(descriptor, bytes, count);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
    return is_full(descriptor, count) ? -1 : REAL(pwrite)(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
    return is_full(descriptor, count) ? -1 : REAL(pwrite64)(descriptor, bytes, count, offset);
}
ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
    size_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes += pieces[i].iov_len;
    return is_full(descriptor, bytes) ? -1 : REAL(writev)(descriptor, pieces, count);
}
/* The C library's own streams write without asking the functions above. */
size_t fwrite(const void* bytes, size_t size, size_t count, FILE* stream) {
    return is_full(fileno(stream), size * count) ? 0 : REAL(fwrite)(bytes, size, count, stream);
}
ssize_t copy_file_range(int in, off64_t* from, int out, off64_t* to, size_t count,
                        unsigned flags) {
    return is_full(out, count) ? -1 : REAL(copy_file_range)(in, from, out, to, count, flags);
}
ssize_t sendfile64(int out, int in, off64_t* offset, size_t count) {
    ssize_t (*real)(int, int, off64_t*, size_t) = dlsym(RTLD_NEXT, "sendfile64");
    return is_full(out, count) ? -1 : real(out, in, offset, count);
}
int statvfs(const char* path, struct statvfs* found) {
    int (*real)(const char*, struct statvfs*) = dlsym(RTLD_NEXT, "statvfs");
    int status = real(path, found);
    const char* wanted = getenv("FULL_DISK_PATH");
    if (status == 0 && wanted && strstr(path, wanted)) {
        found->f_frsize = 1;
        found->f_bavail = found->f_bfree = room() > used ? (fsblkcnt_t)(room() - used) : 0;
    }
    return status;
}
