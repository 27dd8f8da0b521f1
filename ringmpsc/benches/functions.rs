//! Single functions on one thread: what a call costs when nobody else touches the ring.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

#[ringmpsc::ring_channel(kind = spsc, bits = 12)]
type Solo = u64;

#[ringmpsc::ring_channel(kind = spsc, bits = 12, fence = full)]
type Fenced = u64;

#[ringmpsc::ring_channel(kind = spsc, bits = 12, metrics)]
type Counted = u64;

#[ringmpsc::ring_channel(kind = mpsc, bits = 12)]
type Many = u64;

/// Messages in a batch.
const BATCH: u64 = 256;

/// One message there and back, with what the options and the kinds add to it.
fn single(c: &mut Criterion) {
    let mut group = c.benchmark_group("try_send, try_recv");
    macro_rules! round_trip {
        ($name:literal, $producer:expr, $consumer:expr) => {
            let (mut producer, mut consumer) = ($producer, $consumer);
            group.bench_function($name, |b| {
                b.iter(|| {
                    producer.try_send(black_box(1)).expect("the ring is empty");
                    consumer.try_recv()
                });
            });
        };
    }
    let (producer, consumer) = SoloChannel::open();
    round_trip!("spsc", producer, consumer);
    let (producer, consumer) = FencedChannel::open();
    round_trip!("spsc, fence = full", producer, consumer);
    let (producer, consumer) = CountedChannel::open();
    round_trip!("spsc, metrics", producer, consumer);
    let (channel, consumer) = ManyChannel::open();
    let producer = channel.register().expect("there is no limit");
    round_trip!("mpsc", producer, consumer);
    group.finish();
}

/// A batch there and back, by each way of sending and of receiving one.
fn batches(c: &mut Criterion) {
    let mut group = c.benchmark_group("batch of 256");
    group.throughput(Throughput::Elements(BATCH));
    let (mut producer, mut consumer) = SoloChannel::open();
    let batch: Vec<u64> = (0..BATCH).collect();
    group.bench_function("send_slice, readable", |b| {
        b.iter(|| {
            let _ = producer.send_slice(black_box(&batch));
            let numbers = consumer.readable().expect("a batch was sent");
            let sum: u64 = numbers.iter().sum();
            numbers.advance_all();
            sum
        });
    });
    let n = batch.len();
    group.bench_function("reserve, copy_from_slice, commit, consume_batch", |b| {
        b.iter(|| {
            let mut slots =
                producer.reserve(n).expect("the ring is empty, and 256 divides its size");
            let _ = slots.copy_from_slice(black_box(&batch));
            slots.commit().expect("the channel is open");
            let mut sum = 0;
            consumer.consume_batch(|number| sum += number);
            sum
        });
    });
    let mut received = vec![0; n];
    group.bench_function("send_iter, recv_slice", |b| {
        b.iter(|| {
            let _ = producer.send_iter(black_box(&batch).iter().copied());
            consumer.recv_slice(black_box(&mut received))
        });
    });
    group.finish();
}

/// A producer comes and goes.
fn registry(c: &mut Criterion) {
    let (channel, mut consumer) = ManyChannel::open();
    c.bench_function("register, drop", |b| b.iter(|| drop(channel.register())));
    c.bench_function("poll of an empty channel", |b| b.iter(|| consumer.try_recv()));
}

criterion_group!(benches, single, batches, registry);
criterion_main!(benches);
