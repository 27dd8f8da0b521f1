//! Messages of every shape.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ringmpsc::ring_channel;

/// No bytes, but a drop.
#[ring_channel(kind = spsc, bits = 2, name = OneNothing)]
#[ring_channel(kind = mpsc, bits = 2, name = ManyNothing)]
#[ring_channel(kind = spmc, bits = 2, name = StolenNothing)]
#[ring_channel(kind = mpmc, bits = 2, name = ManyStolenNothing)]
pub struct Nothing;

static NOTHINGS: AtomicUsize = AtomicUsize::new(0);

impl Drop for Nothing {
    fn drop(&mut self) {
        NOTHINGS.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn nothing_is_sent_as_often_as_anything_else() {
    let (mut producer, mut consumer) = OneNothingChannel::open();
    assert_eq!(OneNothingChannel::BUFFER_MEMORY, 0);
    assert_eq!(producer.send_iter((0..9).map(|_| Nothing)), 4);
    assert!(producer.try_send(Nothing).unwrap_err().is_full());
    let dropped = || NOTHINGS.swap(0, Ordering::Relaxed);
    assert_eq!(dropped(), 1);
    assert_eq!(consumer.readable().unwrap().len(), 4);
    assert!(consumer.try_recv().is_ok());
    assert_eq!(dropped(), 1);
    let mut kept = Vec::new();
    assert_eq!(consumer.drain_into(&mut kept, 1), 1);
    assert_eq!((kept.len(), dropped()), (1, 0));
    assert_eq!((consumer.skip(1), dropped()), (1, 1));
    let mut slots = producer.reserve(9.min(producer.available_capacity())).unwrap();
    assert!(slots.push(Nothing).is_ok());
    slots.commit().unwrap();
    drop((producer, consumer));
    assert_eq!((dropped(), kept.len()), (2, 1));
    drop(kept);
    assert_eq!(dropped(), 1);

    let (channel, mut consumer) = ManyNothingChannel::open();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.send_iter((0..9).map(|_| Nothing)), 4);
    }
    assert_eq!(consumer.consume_batch_owned(drop), 12);
    assert_eq!(dropped(), 12);

    let (mut producer, channel) = StolenNothingChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    assert_eq!(producer.send_iter((0..9).map(|_| Nothing)), 4);
    assert!(consumer.try_recv().is_ok());
    let mut kept = Vec::new();
    assert_eq!((consumer.steal_into(&mut kept, 1), dropped()), (1, 1));
    assert_eq!(consumer.steal(1).unwrap().len(), 1);
    assert_eq!((channel.len(), producer.available_capacity(), dropped()), (1, 3, 1));
    drop((channel, consumer, kept));
    assert_eq!(dropped(), 2);

    let channel = ManyStolenNothingChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producers = [(); 3].map(|()| channel.register().unwrap());
    for producer in &mut producers {
        assert_eq!(producer.send_iter((0..9).map(|_| Nothing)), 4);
    }
    assert_eq!((consumer.consume_up_to(5, drop), dropped()), (5, 5));
    assert_eq!((consumer.consume_batch(drop), dropped()), (7, 7));
}

/// Nothing at all, a thousand million times.
#[ring_channel(kind = spsc, bits = 30)]
pub type Unit = ();

#[test]
fn the_largest_ring_of_nothing() {
    let (mut producer, mut consumer) = UnitChannel::open();
    assert_eq!(UnitChannel::CAPACITY, 1 << 30);
    assert_eq!(producer.send_slice(&[(); 1000]), 1000);
    assert_eq!(producer.available_capacity(), (1 << 30) - 1000);
    assert_eq!(consumer.recv_slice(&mut [(); 600]), 600);
    let mut vec = Vec::new();
    assert_eq!((consumer.drain_into(&mut vec, usize::MAX), vec.len()), (400, 400));
}

/// A page of memory, where a page begins.
#[ring_channel(kind = spsc, bits = 1, name = OnePage)]
#[ring_channel(kind = mpsc, bits = 1, name = ManyPage)]
#[ring_channel(kind = spmc, bits = 1, name = StolenPage)]
#[ring_channel(kind = mpmc, bits = 1, numa, name = PlacedStolenPage)]
#[ring_channel(kind = spsc, bits = 1, numa, name = PlacedPage)]
#[repr(align(4096))]
#[derive(Clone, Copy)]
pub struct Page([u8; 100]);

/// A message that wants more alignment than a page of memory has.
#[ring_channel(kind = spsc, bits = 1, numa, name = Placed)]
#[ring_channel(kind = spsc, bits = 1, name = Heaped)]
#[repr(align(65536))]
pub struct Huge(u64);

#[test]
fn messages_with_an_alignment_of_their_own_are_aligned() {
    fn check(page: &Page) {
        assert!(std::ptr::from_ref(page).addr().is_multiple_of(4096));
        assert_eq!(page.0, [7; 100]);
    }

    let (mut producer, mut consumer) = OnePageChannel::open();
    assert_eq!(producer.send_slice(&[Page([7; 100]); 3]), 2);
    consumer.peek_many(2).unwrap().iter().for_each(check);
    assert_eq!(consumer.consume_batch(check), 2);

    let (mut producer, mut consumer) = PlacedPageChannel::open();
    assert_eq!(producer.send_slice(&[Page([7; 100]); 3]), 2);
    assert_eq!(consumer.consume_batch(check), 2);

    let (channel, mut consumer) = ManyPageChannel::open();
    for _ in 0..3 {
        assert!(channel.register().unwrap().try_send(Page([7; 100])).is_ok());
    }
    assert_eq!(consumer.consume_batch(check), 3);

    let (mut producer, channel) = StolenPageChannel::open();
    assert_eq!(producer.send_slice(&[Page([7; 100]); 3]), 2);
    let mut stolen = [Page([0; 100]); 3];
    assert_eq!(channel.register_consumer().unwrap().steal_slice(&mut stolen), 2);
    stolen[..2].iter().for_each(check);

    // Where a page of memory is placed, the receipts are placed with it.
    let channel = PlacedStolenPageChannel::open();
    for lap in 0..3 {
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_slice(&[Page([7; 100]); 3]), 2, "lap {lap}");
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(consumer.consume_batch(|page| check(&page)), 2);
    }
}

#[test]
fn an_alignment_beyond_a_page_is_kept_too() {
    fn check(huge: &Huge, expected: u64) {
        assert!(std::ptr::from_ref(huge).addr().is_multiple_of(65536));
        assert_eq!(huge.0, expected);
    }

    let (mut producer, mut consumer) = HeapedChannel::open();
    let (mut placed_producer, mut placed_consumer) = PlacedChannel::open();
    for number in 0..3 {
        // Written in place: every copy on the stack would take 64 KiB.
        let mut slots = producer.reserve(1).unwrap();
        slots.as_uninit_slices().0[0].write(Huge(number));
        // SAFETY: the only slot was just written.
        unsafe { slots.commit_init(1) }.unwrap();
        assert_eq!(consumer.consume_batch(|huge| check(huge, number)), 1);
        let mut slots = placed_producer.reserve(1).unwrap();
        slots.as_uninit_slices().0[0].write(Huge(number));
        // SAFETY: the only slot was just written.
        unsafe { slots.commit_init(1) }.unwrap();
        assert_eq!(placed_consumer.consume_batch(|huge| check(huge, number)), 1);
    }
}

const MEBIBYTE: usize = 1 << 20;

/// A message of one mebibyte.
#[ring_channel(kind = spsc, bits = 2, name = OneMebibyte)]
#[ring_channel(kind = mpsc, bits = 2, name = ManyMebibyte)]
pub struct Mebibyte([u8; MEBIBYTE]);

#[test]
fn a_mebibyte_is_written_and_read_where_it_lies() {
    let (mut producer, mut consumer) = OneMebibyteChannel::open();
    let (channel, mut many) = ManyMebibyteChannel::open();
    let mut member = channel.register().unwrap();
    for number in 0..9 {
        let mut slots = producer.reserve(1).unwrap();
        let (first, _) = slots.as_uninit_slices();
        // SAFETY: a slot is that many bytes.
        unsafe { first[0].as_mut_ptr().cast::<u8>().write_bytes(number, MEBIBYTE) };
        // SAFETY: bytes are a message.
        unsafe { slots.commit_init(1) }.unwrap();
        let n = consumer.consume_batch(|message| {
            assert!(message.0.iter().all(|&byte| byte == number));
        });
        assert_eq!(n, 1);

        let mut slots = member.reserve(1).unwrap();
        let (first, _) = slots.as_uninit_slices();
        // SAFETY: as above.
        unsafe { first[0].as_mut_ptr().cast::<u8>().write_bytes(number, MEBIBYTE) };
        // SAFETY: as above.
        unsafe { slots.commit_init(1) }.unwrap();
        assert_eq!(many.peek().unwrap().0[MEBIBYTE - 1], number);
        assert_eq!(many.consume_count(), 1);
    }
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "what is tested; the thread has a stack for it")]
fn a_mebibyte_is_sent_by_value() {
    let run = || {
        let (mut producer, mut consumer) = OneMebibyteChannel::open();
        for number in 0..6 {
            producer.try_send(Mebibyte([number; MEBIBYTE])).unwrap();
            let message = consumer.try_recv().unwrap();
            assert_eq!((message.0[0], message.0[MEBIBYTE - 1]), (number, number));
        }
        for number in 0..4 {
            producer.try_send(Mebibyte([number; MEBIBYTE])).unwrap();
        }
        let back = producer.try_send(Mebibyte([9; MEBIBYTE])).unwrap_err().into_inner();
        assert_eq!(back.0[MEBIBYTE - 1], 9);
        let mut vec = Vec::new();
        assert_eq!(consumer.drain_into(&mut vec, 9), 4);
        assert!(vec.iter().map(|message| message.0[MEBIBYTE - 1]).eq(0..4));
    };
    thread::Builder::new().stack_size(64 * MEBIBYTE).spawn(run).unwrap().join().unwrap();
}

/// Neither `Copy` nor `Clone` nor `Default` nor `Debug`, and it owns memory.
#[ring_channel(kind = mpsc, bits = 3)]
#[ring_channel(kind = spmc, bits = 3, name = StolenJob)]
pub struct Job(Box<dyn FnOnce() -> usize + Send>);

#[test]
fn closures_are_sent_to_another_thread() {
    let (channel, mut consumer) = JobChannel::open();
    let worker = thread::spawn(move || {
        let mut sum = 0;
        loop {
            match consumer.try_recv() {
                Ok(Job(job)) => sum += job(),
                Err(error) if error.is_closed() => return sum,
                Err(_) => thread::yield_now(),
            }
        }
    });
    let mut producer = channel.register().unwrap();
    drop(channel);
    for k in 0..8 {
        let text = "x".repeat(k);
        assert!(producer.try_send(Job(Box::new(move || text.len()))).is_ok());
    }
    drop(producer);
    assert_eq!(worker.join().unwrap(), 28);
}

#[test]
fn closures_are_shared_by_workers() {
    let (mut producer, channel) = StolenJobChannel::open();
    let workers = [(); 3].map(|()| {
        let mut consumer = channel.register_consumer().unwrap();
        thread::spawn(move || {
            let mut sum = 0;
            loop {
                match consumer.try_recv() {
                    Ok(Job(job)) => sum += job(),
                    Err(error) if error.is_closed() => return sum,
                    Err(_) => thread::yield_now(),
                }
            }
        })
    });
    for k in 0..100 {
        let text = "x".repeat(k);
        let mut job = Job(Box::new(move || text.len()));
        while let Err(error) = producer.try_send(job) {
            job = error.into_inner();
            thread::yield_now();
        }
    }
    drop(producer);
    assert_eq!(workers.map(|worker| worker.join().unwrap()).into_iter().sum::<usize>(), 4950);
}

/// `Send`, and not `Sync`.
#[ring_channel(kind = spsc, bits = 2)]
pub type Counter = Cell<u64>;

#[test]
fn messages_need_not_be_sync() {
    let (mut producer, mut consumer) = CounterChannel::open();
    let sender = thread::spawn(move || {
        producer.try_send(Cell::new(1)).unwrap();
        producer
    });
    let producer = sender.join().unwrap();
    let receiver = thread::spawn(move || {
        consumer.peek().unwrap().set(2);
        consumer.try_recv().unwrap().get()
    });
    assert_eq!(receiver.join().unwrap(), 2);
    assert!(producer.is_closed());
}

/// One of several shapes.
#[ring_channel(kind = spsc, bits = 2)]
#[derive(Debug, PartialEq)]
pub enum Event {
    /// With a text.
    Text(String),
    /// With nothing.
    Tick,
}

/// One of several meanings.
#[ring_channel(kind = spsc, bits = 2)]
pub union Word {
    /// As a number.
    number: u32,
    /// As an owner of a number.
    text: ManuallyDrop<u32>,
}

/// A message for any type, with a lifetime and a number.
#[ring_channel(kind = mpsc, bits = 2)]
pub struct Packet<'a, T: Clone, const N: usize> {
    /// What it carries.
    parts: [&'a T; N],
}

#[test]
fn enums_unions_and_generic_types_are_messages() {
    let (mut producer, mut consumer) = EventChannel::open();
    producer.try_send(Event::Text("a".repeat(100))).unwrap();
    producer.try_send(Event::Tick).unwrap();
    assert_eq!(consumer.try_recv(), Ok(Event::Text("a".repeat(100))));
    assert_eq!(consumer.try_recv(), Ok(Event::Tick));

    let (mut producer, mut consumer) = WordChannel::open();
    assert!(producer.try_send(Word { number: 7 }).is_ok());
    // SAFETY: every bit pattern is a number.
    assert_eq!(unsafe { consumer.peek().unwrap().number }, 7);
    // SAFETY: as above.
    assert_eq!(*unsafe { consumer.peek().unwrap().text }, 7);

    let text = String::from("borrowed");
    let (channel, mut consumer) = PacketChannel::open();
    let mut producer = channel.register().unwrap();
    assert!(producer.try_send(Packet { parts: [&text, &text] }).is_ok());
    assert_eq!(consumer.try_recv().ok().unwrap().parts[1], "borrowed");
}
