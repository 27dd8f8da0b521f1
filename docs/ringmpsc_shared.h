/* A peer of a ring between processes, for C11 and 64-bit Linux, with gcc or clang. Define
 * _GNU_SOURCE before the first #include. The layout, version 1, is described in shared-ring.md. One
 * thread at a time uses an end.
 *
 * The functions return 0 or a negative error number. They check the file and the cursors of the
 * peer. They do not send or receive signals: a channel with the option `notify` needs that, and has
 * another fingerprint. They do not learn that the peer's process has died: for that, watch the socket.
 */
#ifndef RINGMPSC_SHARED_H
#define RINGMPSC_SHARED_H

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define RINGMPSC_MAGIC UINT64_C(0x52494e474d505343)
#define RINGMPSC_FENCE 1u
#define RINGMPSC_SLEEPS 2u
#define RINGMPSC_TICKET 4u

/* The cursor of one end, which the other end loads. */
struct ringmpsc_line {
    uint64_t cursor, heartbeat;
    unsigned char rest[112];
};

/* The words of one end that change rarely. */
struct ringmpsc_rare {
    uint32_t waiting, events, closed, claimed, registered, armed;
    unsigned char rest[40];
};

struct ringmpsc_header {
    uint64_t magic;
    uint32_t version, byte_order, bits, unused;
    uint64_t size, align, fingerprint, nonce, unused_too;
    uint32_t pid, state;
    unsigned char rest[56];
    struct ringmpsc_line line[2]; /* the producer's, the consumer's */
    struct ringmpsc_rare rare[2];
};

_Static_assert(offsetof(struct ringmpsc_header, fingerprint) == 0x28, "layout");
_Static_assert(offsetof(struct ringmpsc_header, state) == 0x44, "layout");
_Static_assert(offsetof(struct ringmpsc_header, line) == 0x80, "layout");
_Static_assert(offsetof(struct ringmpsc_header, rare) == 0x180, "layout");
_Static_assert(sizeof(struct ringmpsc_header) == 0x200, "layout");

enum ringmpsc_role { RINGMPSC_PRODUCER = 0, RINGMPSC_CONSUMER = 1 };

/* One end. All of it is private: the peer cannot write it. */
struct ringmpsc_end {
    struct ringmpsc_header *header;
    unsigned char *slots;
    uint64_t capacity, size;
    uint64_t cursor; /* the own one */
    uint64_t low;    /* the last value of the peer's */
    enum ringmpsc_role role;
    uint32_t ticket, answered, events;
};

/* Checks the file, maps it, and takes a role. */
static inline int ringmpsc_open(struct ringmpsc_end *end, int fd, enum ringmpsc_role role,
                                uint64_t size, uint64_t align, uint64_t fingerprint) {
    struct ringmpsc_header header;
    struct stat status;
    struct statfs system;
    const int needed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & needed) != needed || (seals & F_SEAL_WRITE)) return -EINVAL;
    if (fstatfs(fd, &system) != 0 || fstat(fd, &status) != 0) return -errno;
    if (system.f_type != 0x01021994) return -EINVAL; /* TMPFS_MAGIC */
    /* The header is read once, and the copy is checked. */
    if (pread(fd, &header, sizeof header, 0) != (ssize_t)sizeof header) return -EINVAL;
    if (header.magic != RINGMPSC_MAGIC || header.version != 1 || header.byte_order != 0x01020304 ||
        header.state != 1 || header.bits < 1 || header.bits > 30 || header.size != size ||
        header.align != align || header.fingerprint != fingerprint)
        return -EPROTO;
    uint64_t capacity = UINT64_C(1) << header.bits;
    if (size == 0 || size > (UINT64_C(1) << 32)) return -EINVAL;
    uint64_t length = sizeof header + capacity * size;
    if ((uint64_t)status.st_size != length) return -EPROTO;
    void *start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (start == MAP_FAILED) return -errno;
    memset(end, 0, sizeof *end);
    end->header = start;
    end->slots = (unsigned char *)start + sizeof header;
    end->capacity = capacity;
    end->size = size;
    end->role = role;
    uint32_t none = 0;
    uint32_t *claimed = &end->header->rare[role].claimed;
    if (!__atomic_compare_exchange_n(claimed, &none, (uint32_t)getpid(), 0, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED)) {
        munmap(start, length);
        return -EBUSY;
    }
    return 0;
}

/* Loads the peer's cursor, and checks it. */
static inline int ringmpsc_look(struct ringmpsc_end *end) {
    uint64_t *word = &end->header->line[!end->role].cursor;
    uint64_t found = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    uint64_t high = end->cursor + (end->role == RINGMPSC_CONSUMER ? end->capacity : 0);
    if (found - end->low > high - end->low) return -EPROTO;
    end->low = found;
    return 0;
}

static inline int ringmpsc_is_peer_closed(const struct ringmpsc_end *end) {
    return __atomic_load_n(&end->header->rare[!end->role].closed, __ATOMIC_ACQUIRE) != 0;
}

/* Wakes the peer if it sleeps. This end does not register for membarrier(2), so it always executes
 * the fence. */
static inline void ringmpsc_answer(struct ringmpsc_end *end) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    uint32_t waiting = __atomic_load_n(&end->header->rare[!end->role].waiting, __ATOMIC_RELAXED);
    if (!(waiting & RINGMPSC_SLEEPS) || waiting == end->answered) return;
    end->answered = waiting;
    end->events++;
    uint32_t *events = &end->header->rare[end->role].events;
    __atomic_store_n(events, end->events, __ATOMIC_RELAXED);
    syscall(SYS_futex, events, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static inline void ringmpsc_publish(struct ringmpsc_end *end) {
    end->cursor++;
    __atomic_store_n(&end->header->line[end->role].cursor, end->cursor, __ATOMIC_RELEASE);
    ringmpsc_answer(end);
}

static inline unsigned char *ringmpsc_slot(const struct ringmpsc_end *end) {
    return end->slots + (end->cursor & (end->capacity - 1)) * end->size;
}

/* Sends one message. -EAGAIN: the ring is full. -EPIPE: the consumer has closed. -EPROTO: it broke
 * the protocol. */
static inline int ringmpsc_try_send(struct ringmpsc_end *end, const void *message) {
    if (ringmpsc_is_peer_closed(end)) return -EPIPE;
    if (end->cursor - end->low == end->capacity) {
        int result = ringmpsc_look(end);
        if (result != 0) return result;
        if (end->cursor - end->low == end->capacity) return -EAGAIN;
    }
    memcpy(ringmpsc_slot(end), message, end->size);
    ringmpsc_publish(end);
    return 0;
}

/* Receives one message. -EAGAIN: there is none. -EPIPE: the producer has closed, and all is
 * received. -EPROTO: it broke the protocol. A hostile peer may change the message meanwhile. */
static inline int ringmpsc_try_recv(struct ringmpsc_end *end, void *message) {
    if (end->low == end->cursor) {
        int is_closed = ringmpsc_is_peer_closed(end); /* before the load of `tail` */
        int result = ringmpsc_look(end);
        if (result != 0) return result;
        if (end->low == end->cursor) return is_closed ? -EPIPE : -EAGAIN;
    }
    memcpy(message, ringmpsc_slot(end), end->size);
    ringmpsc_publish(end);
    return 0;
}

/* Sleeps after -EAGAIN, for at most 100 ms. The caller then tries again. */
static inline void ringmpsc_wait(struct ringmpsc_end *end) {
    struct ringmpsc_rare *own = &end->header->rare[end->role];
    uint32_t *events = &end->header->rare[!end->role].events;
    const struct timespec time = {0, 100 * 1000 * 1000};
    uint64_t low = end->low;
    uint32_t key = __atomic_load_n(events, __ATOMIC_RELAXED);
    end->ticket += RINGMPSC_TICKET;
    __atomic_store_n(&own->waiting, RINGMPSC_FENCE | RINGMPSC_SLEEPS | end->ticket,
                     __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (ringmpsc_look(end) == 0 && end->low == low && !ringmpsc_is_peer_closed(end))
        syscall(SYS_futex, events, FUTEX_WAIT, key, &time, NULL, 0);
    __atomic_store_n(&own->waiting, RINGMPSC_FENCE, __ATOMIC_RELAXED);
}

/* Closes the channel. The consumer still receives what was sent. */
static inline void ringmpsc_close(struct ringmpsc_end *end) {
    __atomic_store_n(&end->header->rare[end->role].closed, 1, __ATOMIC_RELEASE);
    ringmpsc_answer(end);
}

#endif
