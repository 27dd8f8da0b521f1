//! A file with arbitrary contents, size and seals, of which a peer says that it is a ring; and a
//! peer that writes to it between the operations of an end.

use std::fmt::Debug;
use std::fs::File;
use std::num::NonZeroUsize;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::FileExt as _;

use ringmpsc::process::{Plain, SharedConsumer, SharedProducer, SharedRing};
use ringmpsc_runtime::memfd;
use ringmpsc_runtime::seals::{self, Seals};

use super::bytes::Bytes;
use super::leaving_no_descriptor;

/// The size of a header.
const HEADER: usize = 512;

/// Attaches a file and uses the ring, as the bytes say. Returns whether the file is a ring.
pub(crate) fn run(input: &[u8]) -> bool {
    leaving_no_descriptor(|| {
        let mut input = Bytes(input);
        match input.u8() % 4 {
            0 => with::<u8>(&mut input),
            1 => with::<u64>(&mut input),
            2 => with::<[u16; 3]>(&mut input),
            _ => with::<[u64; 9]>(&mut input),
        }
    })
}

fn with<T: Plain + Debug>(input: &mut Bytes<'_>) -> bool {
    let file = File::from(file::<T>(input));
    // The peer's own descriptor.
    let peer = file.try_clone().expect("there are descriptors");
    let Ok(ring) = SharedRing::<T>::attach(OwnedFd::from(file)) else { return false };
    assert!(ring.capacity().is_power_of_two());
    let scribble = |input: &mut Bytes<'_>| {
        let (at, value) = (u64::from(input.u16()), input.u64());
        // What a seal forbids, the peer cannot do: each of them may fail.
        let _ = match value % 8 {
            0 => peer.set_len(at),
            _ => peer.write_at(&value.to_ne_bytes(), at).map(drop),
        };
    };
    if input.u8().is_multiple_of(2) {
        let Ok(mut producer) = ring.into_producer() else { return true };
        while !input.is_empty() {
            send(&mut producer, input);
            scribble(input);
        }
    } else {
        let Ok(mut consumer) = ring.into_consumer() else { return true };
        while !input.is_empty() {
            receive(&mut consumer, input);
            scribble(input);
        }
    }
    true
}

/// A file: that of a ring, or nearly.
fn file<T: Plain>(input: &mut Bytes<'_>) -> OwnedFd {
    let bits = u32::from(input.u8() % 11) + 1;
    let model = SharedRing::<T>::create(bits).expect("there is memory");
    let mut contents = vec![0; HEADER + model.capacity() * size_of::<T>()];
    File::from(model.fd().try_clone_to_owned().expect("there are descriptors"))
        .read_exact_at(&mut contents, 0)
        .expect("the file has this size");
    drop(model);
    let flags = input.u8();
    if flags & 1 != 0 {
        contents.resize(usize::from(input.u16()).max(1), 0xff);
    }
    // Changes the header, most of all.
    for _ in 0..input.u8() % 8 {
        let at = usize::from(input.u16()) % contents.len();
        let at = if flags & 2 != 0 { at } else { at % HEADER.min(contents.len()) };
        let change = input.take(usize::from(flags >> 5) + 1);
        let end = contents.len().min(at + change.len());
        contents[at..end].copy_from_slice(&change[..end - at]);
    }
    let size = NonZeroUsize::new(contents.len()).expect("a file has bytes");
    let file = File::from(memfd::create(c"hostile", size).expect("there is memory"));
    file.write_all_at(&contents, 0).expect("a file in memory");
    let all = [Seals::SHRINK, Seals::GROW, Seals::WRITE, Seals::FUTURE_WRITE, Seals::SEAL];
    // Mostly those of a ring. `SEAL` comes last, since it forbids more seals.
    let chosen = if flags & 4 != 0 { input.u8() } else { 0b1_0011 };
    for (nth, seal) in all.into_iter().enumerate() {
        if chosen & 1 << nth != 0 {
            seals::add(file.as_fd(), seal).expect("it is not sealed yet");
        }
    }
    file.into()
}

fn send<T: Plain>(producer: &mut SharedProducer<T>, input: &mut Bytes<'_>) {
    let (n, message) = (usize::from(input.u8() % 40), T::new_zeroed());
    match input.u8() % 6 {
        0 => drop(producer.try_send(message)),
        1 => {
            let sent = producer.send_slice(&vec![message; n]);
            assert!(sent.is_err() || sent.is_ok_and(|sent| sent <= n.min(producer.capacity())));
        }
        2 => {
            if let Ok(mut slots) = producer.reserve(n) {
                for _ in 0..n {
                    slots.push(message);
                }
                assert_eq!(slots.commit(), n);
            }
        }
        3 => assert!(producer.len() <= producer.capacity()),
        4 => _ = producer.is_closed(),
        // It must not wait.
        _ => drop(producer.send_timeout(message, std::time::Duration::ZERO)),
    }
}

fn receive<T: Plain + Debug>(consumer: &mut SharedConsumer<T>, input: &mut Bytes<'_>) {
    let n = usize::from(input.u8() % 40);
    match input.u8() % 6 {
        0 => drop(consumer.try_recv()),
        1 => {
            let received = consumer.recv_slice(&mut vec![T::new_zeroed(); n]);
            assert!(received.is_err() || received.is_ok_and(|received| received <= n));
        }
        2 => {
            let mut count = 0;
            let received = consumer.consume_up_to(n, |_| count += 1);
            assert!(received.is_err() || received == Ok(count));
        }
        3 => assert!(consumer.len() <= consumer.capacity()),
        4 => _ = consumer.is_closed(),
        // It must not wait.
        _ => drop(consumer.recv_timeout(std::time::Duration::ZERO)),
    }
}
