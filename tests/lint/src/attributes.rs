//! Messages whose attributes speak for their channels, too.

use ringmpsc::ring_channel;

/// Its name is that of a type of C, and so are the generated ones.
#[expect(non_camel_case_types, reason = "this is the name")]
#[ring_channel(kind = mpsc, bits = 2)]
#[derive(Clone, Copy, Debug)]
pub struct c_msg(pub u8);

/// Nobody should use it.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
#[ring_channel(
    kind = mpsc, bits = 2, wait, notify, futures, metrics, contention, numa, name = Older
)]
#[ring_channel(
    kind = spmc, bits = 2, wait, notify, futures, metrics, contention, numa, name = Oldish
)]
#[ring_channel(
    kind = mpmc, bits = 2, wait, notify, futures, metrics, contention, numa, name = Oldest
)]
#[deprecated(note = "use something newer")]
#[derive(Clone, Debug)]
pub struct Old<T>(pub T);

/// Nobody should see it.
#[doc(hidden)]
#[ring_channel(kind = spsc, bits = 2)]
#[deprecated]
#[derive(Clone, Copy, Debug)]
pub struct Hidden;
