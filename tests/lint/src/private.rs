//! Private messages, of whose channels nothing is used.

use ringmpsc::ring_channel;

/// It is never sent.
#[ring_channel(kind = mpsc, wait, notify, futures, metrics, contention, numa)]
#[derive(Clone, Copy, Debug)]
#[expect(dead_code, reason = "nobody makes one")]
struct Secret(u8);

/// It is never sent.
#[ring_channel(kind = spsc, wait, notify, futures, metrics, contention, numa)]
type Hidden = u8;

/// It is never sent.
#[ring_channel(kind = spmc, wait, notify, futures, metrics, contention, numa)]
#[derive(Clone, Copy, Debug)]
#[expect(dead_code, reason = "nobody makes one")]
struct Kept(u8);

/// It is never sent.
#[ring_channel(kind = mpmc, wait, notify, futures, metrics, contention, numa)]
type Withheld = u8;

/// It is never sent to another process.
#[ring_channel(kind = spsc, wait, shared)]
type Foreign = u8;
