/* A bad disk under a process: loaded before the C library, it counts the writes and syncs of the files in a folder and
 * lets one of them go wrong. Everything under SQLite and beside it goes through here.
 *
 * FAULT_FOLDER  the folder
 * FAULT_NTH     which write or sync, from 1
 * FAULT_KIND    fail: it is an error; tear: half of it is written, then it is an error;
 *               drop: it is said to be done and isn't; cut: the power goes, and what isn't synced is lost
 *
 * After a dropped call the power goes when the process next says that it may: by a write to FAULT_FOLDER/power.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What was there before a write that no sync has followed. */
struct undo {
    struct undo *next;
    char path[PATH_MAX];
    off_t at, length_before;
    size_t n_old;
    char old[];
};

static struct undo *unsynced;
static long n_calls;
static int is_dropped;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t real_pwrite(int fd, const void *data, size_t n, off_t at) { return syscall(SYS_pwrite64, fd, data, n, at); }
static ssize_t real_pread(int fd, void *data, size_t n, off_t at) { return syscall(SYS_pread64, fd, data, n, at); }

static int path_of(int fd, char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    char link[64];
    struct stat found;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (!folder || n < 0 || fstat(fd, &found) || !S_ISREG(found.st_mode)) return 0;
    path[n] = 0;
    size_t n_folder = strlen(folder);
    return strncmp(path, folder, n_folder) == 0 && path[n_folder] == '/' && !strstr(path, "-shm");
}

/* Whether this call is the one; then of which kind it is. */
static const char *fault(void) {
    const char *nth = getenv("FAULT_NTH"), *kind = getenv("FAULT_KIND");
    n_calls++;
    if (!nth || !kind || atol(nth) != n_calls) return "";
    if (!strcmp(kind, "drop")) is_dropped = 1;
    return kind;
}

static void remember(int fd, const char *path, off_t at, size_t n) {
    struct stat found;
    struct undo *undo = malloc(sizeof *undo + n);
    if (!undo || fstat(fd, &found)) _exit(98);
    strcpy(undo->path, path);
    undo->at = at;
    undo->length_before = found.st_size;
    char readable[PATH_MAX];
    snprintf(readable, sizeof readable, "/proc/self/fd/%d", fd);
    /* Stays open: closing it would give up the locks that SQLite has on the file. */
    int other = syscall(SYS_openat, AT_FDCWD, readable, O_RDONLY, 0);
    ssize_t n_old = real_pread(other, undo->old, n, at);
    undo->n_old = n_old < 0 ? 0 : n_old;
    undo->next = unsynced;
    unsynced = undo;
}

/* The power goes: what wasn't synced was never written. */
static void power_off(void) {
    for (struct undo *undo = unsynced; undo; undo = undo->next) {
        int fd = syscall(SYS_openat, AT_FDCWD, undo->path, O_RDWR, 0);
        if (fd < 0) continue;
        real_pwrite(fd, undo->old, undo->n_old, undo->at);
        if (ftruncate(fd, undo->length_before)) _exit(97);
    }
    _exit(99);
}

static void forget(const char *path) {
    for (struct undo **undo = &unsynced; *undo;) {
        if (strcmp((*undo)->path, path)) undo = &(*undo)->next;
        else *undo = (*undo)->next;
    }
}

static ssize_t write_at(int fd, const char *path, const void *data, size_t n, off_t at) {
    if (strstr(path, "/power")) return is_dropped ? power_off(), 0 : (ssize_t)n;
    const char *kind = fault();
    if (!strcmp(kind, "cut")) power_off();
    if (!strcmp(kind, "fail")) return errno = EIO, -1;
    if (!strcmp(kind, "drop")) return n;
    remember(fd, path, at, n);
    if (!strcmp(kind, "tear")) {
        real_pwrite(fd, data, n / 2, at);
        return errno = EIO, -1;
    }
    return real_pwrite(fd, data, n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off_t at) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real_pwrite(fd, data, n, at);
    pthread_mutex_lock(&lock);
    ssize_t written = write_at(fd, path, data, n, at);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return pwrite64(fd, data, n, at); }

ssize_t write(int fd, const void *data, size_t n) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return syscall(SYS_write, fd, data, n);
    ssize_t written = pwrite64(fd, data, n, lseek(fd, 0, SEEK_CUR));
    if (0 < written) lseek(fd, written, SEEK_CUR);
    return written;
}

static int sync_with(int fd, long call) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return syscall(call, fd);
    pthread_mutex_lock(&lock);
    const char *kind = fault();
    if (!strcmp(kind, "cut")) power_off();
    int is_failed = !strcmp(kind, "fail") || !strcmp(kind, "tear");
    if (!*kind) forget(path);
    pthread_mutex_unlock(&lock);
    return is_failed ? (errno = EIO, -1) : 0;
}

int fsync(int fd) { return sync_with(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_with(fd, SYS_fdatasync); }

/* What has another name by now was synced before: nothing of it is undone. */
__attribute__((destructor)) static void report(void) {
    const char *folder = getenv("FAULT_FOLDER");
    if (folder) dprintf(2, "calls: %ld\n", n_calls);
}
