/* Sends or receives numbers over the ring at the standard input: peer send|recv COUNT. */
#define _GNU_SOURCE
#include "ringmpsc_shared.h"

#include <stdio.h>
#include <stdlib.h>

struct message {
    uint64_t number, inverse;
};

static int fail(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(-error));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int sends = strcmp(argv[1], "send") == 0;
    uint64_t count = strtoull(argv[2], NULL, 10);
    struct ringmpsc_end end;
    int result = ringmpsc_open(&end, 0, sends ? RINGMPSC_PRODUCER : RINGMPSC_CONSUMER,
                               sizeof(struct message), _Alignof(struct message), 0);
    if (result != 0) return fail("open", result);
    uint64_t done = 0;
    for (;;) {
        struct message message = {done, ~done};
        if (sends && done == count) break;
        result = sends ? ringmpsc_try_send(&end, &message) : ringmpsc_try_recv(&end, &message);
        if (result == -EAGAIN) {
            ringmpsc_wait(&end);
            continue;
        }
        if (result == -EPIPE && !sends) break;
        if (result != 0) return fail(argv[1], result);
        if (message.number != done || message.inverse != ~done) return fail("wrong", -EBADMSG);
        done++;
    }
    ringmpsc_close(&end);
    printf("%llu\n", (unsigned long long)done);
    return 0;
}
