#!/usr/bin/env python3
"""Reads the orders of `two_processes --feed DIRECTORY`. The layout is in docs/shared-ring.md."""
import mmap, os, socket, struct, sys, time

server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server.bind(os.path.join(sys.argv[1], "feed.sock"))
server.listen()
connection, _ = server.accept()
message, (file,), _, _ = socket.recv_fds(connection, 8, 1)
ring = mmap.mmap(file, 0)
magic, version, order, bits, size = struct.unpack_from("=8sIII4xQ", ring)
assert message == b"RINGMPSC" and magic == message[::-1] and (version, size) == (1, 24)
words, head, total = memoryview(ring).cast("Q"), 0, 0
struct.pack_into("=I", ring, 0x1CC, os.getpid())  # This process is the consumer.
while True:
    closed = struct.unpack_from("=I", ring, 0x188)[0]  # Before the load of `tail`.
    tail = words[0x080 // 8]
    for cursor in range(head, tail):
        slot = 512 + (cursor % 2**bits) * size
        sequence, price, quantity = struct.unpack_from("=QqQ", ring, slot)
        assert sequence == cursor, "an order is missing"
        total += price * quantity
    if head == tail and closed:
        break
    words[0x100 // 8] = head = tail
    time.sleep(0.001)
print(f"{head} orders, {total} in all")
