//! Whoever waits uses no CPU, whatever they wait with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ringmpsc::{EventLoop, WaitStrategy, ring_channel};
use ringmpsc_tests::{Watchdog, block_on, ends, epoll_loop};

/// The message.
#[ring_channel(kind = spsc, bits = 1, wait, notify, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, notify, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, notify, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, notify, futures, name = ManyShared)]
pub type Number = u64;

/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(10);

/// What a thread may use of a CPU meanwhile.
const LIMIT: Duration = Duration::from_millis(1);

/// What the kernel knows about a thread: `/proc/pid/schedstat` in proc(5).
struct Account(PathBuf);

impl Account {
    /// The calling thread's.
    fn mine() -> Self {
        let task = fs::read_link("/proc/thread-self").expect("there is procfs");
        Self(Path::new("/proc").join(task).join("schedstat"))
    }

    /// For how long it has had a CPU.
    fn used(&self) -> Duration {
        let text = fs::read_to_string(&self.0).expect("the thread is alive");
        let nanos = text.split_whitespace().next().and_then(|nanos| nanos.parse().ok());
        Duration::from_nanos(nanos.expect("the first number is the time on a CPU"))
    }
}

/// A thread that waits, and how it waits.
struct Idler {
    how: &'static str,
    account: Account,
}

/// What a thread does with a message: it shows whose thread it is, and goes on waiting.
fn show(how: &'static str, shown: &Sender<Idler>) -> impl FnMut(u64) + Send + 'static {
    let shown = shown.clone();
    move |_| shown.send(Idler { how, account: Account::mine() }).expect("the test looks")
}

/// One ring, or several, with an owner or shared.
macro_rules! kinds {
    ($($kind:ident: $producer:ident, $consumer:ident, $open:expr;)*) => {
        #[test]
        fn nobody_who_waits_uses_a_cpu() {
            // All at once, since it takes as long as it takes.
            thread::scope(|scope| {
                $(scope.spawn($kind::nobody_who_waits_uses_a_cpu);)*
            });
        }

        $(
            mod $kind {
                use super::*;

                fn open() -> ($producer, $consumer) {
                    $open
                }

                /// Starts a thread that waits with `wait` for what its producer sends.
                fn start(
                    wait: impl FnOnce(&mut $consumer) + Send + 'static,
                ) -> ($producer, JoinHandle<()>) {
                    let (producer, mut consumer) = open();
                    (producer, thread::spawn(move || wait(&mut consumer)))
                }

                pub(super) fn nobody_who_waits_uses_a_cpu() {
                    let _watchdog = Watchdog::start();
                    let (shown, idlers) = mpsc::channel();

                    let mut see = show("recv", &shown);
                    let receiver = start(move |consumer| {
                        while let Ok(number) = consumer.recv() {
                            see(number);
                        }
                    });
                    let mut see = show("recv_async", &shown);
                    let task = start(move |consumer| {
                        while let Ok(number) = block_on(consumer.recv_async()) {
                            see(number);
                        }
                    });
                    let see = show("an epoll loop", &shown);
                    let poller = start(move |consumer| {
                        epoll_loop(consumer, |consumer, it| consumer.set_notifier(Some(it)), see);
                    });
                    let (mut to_loop, consumer) = open();
                    let see = show("an event loop", &shown);
                    let event_loop =
                        EventLoop::spawn(consumer, see, WaitStrategy::Blocking).unwrap();
                    let (mut full, mut has_no_room) = open();
                    assert_eq!(full.send_slice(&[0, 0]), 2);
                    let mut see = show("send", &shown);
                    let sender = thread::spawn(move || {
                        see(0);
                        full.send(0).unwrap();
                        see(0);
                    });

                    let (mut producers, threads): (Vec<_>, Vec<_>) =
                        [receiver, task, poller].into_iter().unzip();
                    let mut send = || {
                        for producer in producers.iter_mut().chain([&mut to_loop]) {
                            producer.try_send(0).unwrap();
                        }
                    };
                    send();
                    let met = [(); 5].map(|()| idlers.recv().unwrap());
                    let used = || met.each_ref().map(|idler| idler.account.used());
                    // They fall asleep meanwhile.
                    thread::sleep(Duration::from_secs(1));
                    let before = used();
                    thread::sleep(IDLE);
                    let used = before.into_iter().zip(used()).map(|(before, after)| after - before);
                    let busy: Vec<_> = met.iter().map(|idler| idler.how).zip(used).collect();
                    assert!(busy.iter().all(|(_, used)| *used < LIMIT), "in {IDLE:?}: {busy:?}");

                    // They have waited for the right thing.
                    send();
                    has_no_room.try_recv().unwrap();
                    drop((producers, to_loop));
                    threads.into_iter().chain([sender]).for_each(|thread| thread.join().unwrap());
                    assert_eq!(event_loop.join().unwrap().stats.processed, 2);
                    assert_eq!(idlers.try_iter().count(), 5);
                }
            }
        )*
    };
}

kinds! {
    one: OneProducer, OneConsumer, OneChannel::open();
    many: ManyProducer, ManyConsumer, ends!(mpsc, ManyChannel);
    shared: SharedProducer, SharedConsumer, ends!(spmc, SharedChannel);
    many_shared: ManySharedProducer, ManySharedConsumer, ends!(mpmc, ManySharedChannel);
}
