// What uses a channel that cannot be made adds no errors to the one that says why.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc, wait)]
type Job = dyn FnOnce() + Send;

#[ring_channel(kind = mpsc)]
struct Named<'a, T, const N: usize> {
    names: &'a [T; N],
    data: [u8],
}

struct Pool {
    jobs: JobProducer,
    names: NamedConsumer<'static, u8, 4>,
}

fn run(mut pool: Pool) {
    pool.jobs.send(Box::new(|| ())).unwrap();
    pool.names.consume_batch(|named| println!("{:?}", named.data));
}

fn main() {
    let (channel, consumer) = JobChannel::open();
    let (_, names) = NamedChannel::<'_, u8, 4>::open();
    run(Pool { jobs: channel.register().unwrap(), names });
    for job in consumer {
        job();
    }
}
