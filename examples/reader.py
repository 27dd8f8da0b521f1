#!/usr/bin/env python3
"""Reads the orders of `two_processes --feed DIRECTORY`. The layout is in docs/shared-ring.md."""
import fcntl, functools, mmap, os, socket, struct, sys, time

# What both processes must agree on. The hash is FNV-1a.
version, bits, size, align = 1, 12, 24, 8
definition = b"struct Order { sequence : u64 , price : i64 , quantity : u64 }"
hashed = definition + struct.pack("<QQI", size, align, version)
step = lambda hash, byte: (hash ^ byte) * 0x100000001B3 % 2**64
fingerprint = functools.reduce(step, hashed, 0xCBF29CE484222325)

# The process that listens creates the ring.
length = 512 + 2**bits * size
file = os.memfd_create("orders", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
os.posix_fallocate(file, 0, length)
ring = mmap.mmap(file, length)
magic = int.from_bytes(b"RINGMPSC", "big")
identity = magic, version, 0x01020304, bits, size, align, fingerprint, 0, os.getpid(), 1
struct.pack_into("=QIII4xQQQQ8xII", ring, 0, *identity)
struct.pack_into("=I", ring, 0x180, 1)
struct.pack_into("=I", ring, 0x1C0, 1)
struct.pack_into("=I", ring, 0x1CC, os.getpid())  # This process is the consumer.
fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)

server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server.bind(os.path.join(sys.argv[1], "feed.sock"))
server.listen()
connection, _ = server.accept()
socket.send_fds(connection, [b"RINGMPSC"], [file])

words, head, total = memoryview(ring).cast("Q"), 0, 0
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
