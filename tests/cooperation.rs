//! A task that is never short of messages, or of space, leaves time for other tasks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use ringmpsc::__private::{Sink, Stream};
use ringmpsc::ring_channel;
use ringmpsc_tests::{Task, Watchdog, open};

/// The message.
#[ring_channel(kind = spsc, bits = 3, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 3, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 3, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 3, futures, name = ManyShared)]
pub type Number = u64;

/// So many polls of an end are ready before one yields, as the docs say.
const READY_POLLS: u64 = 128;
const ROUNDS: u64 = 3;
/// What is received or sent beside another task.
const MESSAGES: u64 = 20 * READY_POLLS;
/// A loop that starves the timer ends here.
const FAR_TOO_MANY: u64 = 20_000_000;

/// Tasks of this thread, each polled in its turn.
#[derive(Default)]
struct Executor<'a> {
    tasks: RefCell<VecDeque<(Job<'a>, Arc<Woken>)>>,
}

type Job<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<'a> Executor<'a> {
    fn spawn(&self, task: impl Future<Output = ()> + 'a) {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        self.tasks.borrow_mut().push_back((Box::pin(task), woken));
    }

    /// Runs until all tasks are done.
    ///
    /// # Panics
    ///
    /// If there are tasks, and none was woken.
    fn run(&self) {
        let mut asleep = 0;
        loop {
            let Some((mut task, woken)) = self.tasks.borrow_mut().pop_front() else { return };
            if woken.0.swap(false, Ordering::Relaxed) {
                asleep = 0;
                let waker = Waker::from(Arc::clone(&woken));
                if task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                    continue;
                }
            } else {
                asleep += 1;
                assert!(asleep <= self.tasks.borrow().len() + 1, "a task was not woken");
            }
            self.tasks.borrow_mut().push_back((task, woken));
        }
    }
}

/// Is pending once, as `tokio::task::yield_now` is.
async fn yield_now() {
    let mut polled = false;
    poll_fn(|context| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs `busy` beside a task that counts how often it comes to run. `busy` is given how often the
/// other one has run so far.
fn beside<'a, F: Future<Output = ()> + 'a>(busy: impl FnOnce(Rc<Cell<u64>>) -> F) -> u64 {
    let (turns, done) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
    let executor = Executor::default();
    let busy = busy(Rc::clone(&turns));
    executor.spawn({
        let done = Rc::clone(&done);
        async move {
            busy.await;
            done.set(true);
        }
    });
    executor.spawn({
        let turns = Rc::clone(&turns);
        async move {
            while !done.get() {
                turns.set(turns.get() + 1);
                yield_now().await;
            }
        }
    });
    executor.run();
    turns.get()
}

macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                fn open() -> ($channel, $producer, $consumer) {
                    $open
                }

                /// Polls that are ready, up to the one that yields, in each of several rounds.
                fn rounds(mut poll: impl FnMut(&Task) -> bool) {
                    let task = Task::new();
                    for round in 1..=ROUNDS {
                        assert!((0..READY_POLLS).all(|_| poll(&task)), "it yields too early");
                        assert_eq!(u64::try_from(task.wakes()).unwrap(), round - 1);
                        assert!(!poll(&task), "it does not yield");
                        assert_eq!(u64::try_from(task.wakes()).unwrap(), round);
                    }
                }

                fn recv_once(consumer: &mut $consumer, task: &Task) -> Option<u64> {
                    match task.poll(pin!(consumer.recv_async())) {
                        Poll::Ready(message) => Some(message.unwrap()),
                        Poll::Pending => None,
                    }
                }

                fn next(consumer: &mut $consumer, task: &Task) -> Poll<Option<u64>> {
                    Pin::new(consumer).poll_next(&mut task.context())
                }

                #[test]
                fn a_receive_yields() {
                    let (_channel, mut producer, mut consumer) = open();
                    let mut expected = 0;
                    producer.try_send(0).unwrap();
                    rounds(|task| {
                        let Some(number) = recv_once(&mut consumer, task) else { return false };
                        assert_eq!(number, expected);
                        expected += 1;
                        producer.try_send(expected).unwrap();
                        true
                    });
                    assert_eq!(consumer.try_recv(), Ok(expected));
                }

                #[test]
                fn a_stream_yields() {
                    let (_channel, mut producer, mut consumer) = open();
                    let mut expected = 0;
                    producer.try_send(0).unwrap();
                    rounds(|task| {
                        let Poll::Ready(number) = next(&mut consumer, task) else { return false };
                        assert_eq!(number, Some(expected));
                        expected += 1;
                        producer.try_send(expected).unwrap();
                        true
                    });
                    assert_eq!(consumer.try_recv(), Ok(expected));
                }

                #[test]
                fn a_send_yields_and_keeps_its_message() {
                    let (_channel, mut producer, mut consumer) = open();
                    rounds(|task| {
                        let sent = task.poll(pin!(producer.send_async(1))).map(Result::unwrap);
                        let received = consumer.try_recv();
                        assert_eq!(sent.is_ready(), received.is_ok());
                        sent.is_ready()
                    });
                    let task = Task::new();
                    for number in 0..READY_POLLS {
                        task.run(producer.send_async(number)).unwrap();
                        assert_eq!(consumer.try_recv(), Ok(number));
                    }
                    let mut send = pin!(producer.send_async(7));
                    assert!(task.poll(send.as_mut()).is_pending());
                    assert!(task.poll(send.as_mut()).is_ready());
                    assert_eq!(consumer.try_recv(), Ok(7));
                }

                #[test]
                fn a_reservation_yields() {
                    let (_channel, mut producer, _consumer) = open();
                    rounds(|task| {
                        let reserved = task.poll(pin!(producer.reserve_async(3)));
                        reserved.map(Result::unwrap).is_ready()
                    });
                }

                #[test]
                fn a_sink_yields() {
                    let (_channel, mut producer, mut consumer) = open();
                    rounds(|task| {
                        let ready = Pin::new(&mut producer).poll_ready(&mut task.context());
                        if ready.map(Result::unwrap).is_pending() {
                            return false;
                        }
                        Pin::new(&mut producer).start_send(1).unwrap();
                        assert_eq!(consumer.try_recv(), Ok(1));
                        true
                    });
                }

                #[test]
                fn all_polls_of_an_end_count_together() {
                    let (_channel, mut producer, mut consumer) = open();
                    let task = Task::new();
                    for round in 0..2 * READY_POLLS {
                        producer.try_send(round).unwrap();
                        let way = round % 2 == 0;
                        if way {
                            assert_eq!(next(&mut consumer, &task), Poll::Ready(Some(round)));
                        } else {
                            assert_eq!(recv_once(&mut consumer, &task), Some(round));
                        }
                        if round == READY_POLLS - 1 {
                            // It leaves no waker that the next message wakes.
                            assert!(next(&mut consumer, &task).is_pending());
                            assert_eq!(task.wakes(), 1);
                            // This one waits, and is woken.
                            assert!(next(&mut consumer, &task).is_pending());
                            producer.try_send(9).unwrap();
                            assert_eq!(task.wakes(), 2);
                            assert_eq!(consumer.try_recv(), Ok(9));
                        }
                    }
                    assert_eq!(task.wakes(), 2);
                }

                /// The polls before a poll that waits do not count after it.
                #[test]
                fn a_receive_that_waits_renews_the_budget() {
                    let (_channel, mut producer, mut consumer) = open();
                    for way in [true, false] {
                        let task = Task::new();
                        let poll = |consumer: &mut $consumer| match way {
                            true => next(consumer, &task).is_ready(),
                            false => recv_once(consumer, &task).is_some(),
                        };
                        for _ in 0..READY_POLLS / 2 {
                            producer.try_send(1).unwrap();
                            assert!(poll(&mut consumer));
                        }
                        assert!(!poll(&mut consumer), "the channel is empty");
                        for _ in 0..READY_POLLS {
                            producer.try_send(1).unwrap();
                            assert!(poll(&mut consumer), "it yields too early");
                        }
                        producer.try_send(1).unwrap();
                        assert!(!poll(&mut consumer), "it does not yield");
                        assert_eq!(consumer.try_recv(), Ok(1));
                    }
                }

                /// As above, for the polls of a producer.
                #[test]
                fn a_send_that_waits_renews_the_budget() {
                    let (_channel, mut producer, mut consumer) = open();
                    for way in [true, false] {
                        let task = Task::new();
                        let poll = |producer: &mut $producer| match way {
                            true => {
                                let ready = Pin::new(producer).poll_ready(&mut task.context());
                                ready.map(Result::unwrap).is_ready()
                            }
                            false => {
                                let reserved = task.poll(pin!(producer.reserve_async(1)));
                                reserved.map(Result::unwrap).is_ready()
                            }
                        };
                        assert!((0..READY_POLLS / 2).all(|_| poll(&mut producer)));
                        while producer.try_send(1).is_ok() {}
                        assert!(!poll(&mut producer), "the ring is full");
                        while consumer.try_recv().is_ok() {}
                        let mut polls = (0..READY_POLLS).map(|_| poll(&mut producer));
                        assert!(polls.all(|is_ready| is_ready), "it yields too early");
                        assert!(!poll(&mut producer), "it does not yield");
                    }
                }

                #[test]
                fn a_poll_that_yields_takes_back_the_waker_before() {
                    let (_channel, mut producer, mut consumer) = open();
                    let (stream, future) = (Task::new(), Task::new());
                    assert!(next(&mut consumer, &stream).is_pending());
                    producer.try_send(0).unwrap();
                    assert_eq!(stream.wakes(), 1);
                    assert_eq!(consumer.try_recv(), Ok(0));
                    assert!(next(&mut consumer, &stream).is_pending());
                    for round in 0..READY_POLLS {
                        producer.try_send(round).unwrap();
                        assert_eq!(recv_once(&mut consumer, &future), Some(round));
                    }
                    assert_eq!(stream.wakes(), 2, "the first of these messages woke it");
                    // Yields. The next message wakes none.
                    assert!(next(&mut consumer, &stream).is_pending());
                    assert_eq!(stream.wakes(), 3);
                    producer.try_send(9).unwrap();
                    assert_eq!((stream.wakes(), future.wakes()), (3, 0));
                }

                #[test]
                fn a_future_that_yielded_and_is_dropped_loses_nothing() {
                    let (_channel, mut producer, mut consumer) = open();
                    let task = Task::new();
                    for number in 0..READY_POLLS {
                        producer.try_send(number).unwrap();
                        assert_eq!(recv_once(&mut consumer, &task), Some(number));
                    }
                    producer.try_send(7).unwrap();
                    assert_eq!(recv_once(&mut consumer, &task), None);
                    assert_eq!(recv_once(&mut consumer, &task), Some(7));
                }

                #[test]
                fn a_stream_that_has_ended_stays_ended() {
                    let (channel, mut producer, mut consumer) = open();
                    let task = Task::new();
                    for number in 0..READY_POLLS {
                        producer.try_send(number).unwrap();
                        assert_eq!(next(&mut consumer, &task), Poll::Ready(Some(number)));
                    }
                    drop((channel, producer));
                    assert!(next(&mut consumer, &task).is_pending());
                    assert_eq!(task.wakes(), 1);
                    for _ in 0..2 * READY_POLLS {
                        assert_eq!(next(&mut consumer, &task), Poll::Ready(None));
                    }
                    assert_eq!(task.wakes(), 1);
                }

                #[test]
                fn what_does_not_wait_has_no_budget() {
                    let (_channel, mut producer, mut consumer) = open();
                    for number in 0..4 * READY_POLLS {
                        producer.try_send(number).unwrap();
                        assert_eq!(consumer.try_recv(), Ok(number));
                    }
                    let task = Task::new();
                    producer.try_send(1).unwrap();
                    assert_eq!(next(&mut consumer, &task), Poll::Ready(Some(1)));
                    let ready = Pin::new(&mut producer).poll_ready(&mut task.context());
                    assert!(ready.is_ready());
                }

                /// On the executor above: every poll that yields gives the other task a turn.
                #[test]
                fn another_task_runs_beside_a_busy_loop() {
                    let _watchdog = Watchdog::start();
                    let least = MESSAGES / READY_POLLS - 1;
                    let (_channel, mut producer, mut consumer) = open();
                    producer.try_send(1).unwrap();
                    let turns = beside(|_| async {
                        for _ in 0..MESSAGES {
                            poll_fn(|context| Pin::new(&mut consumer).poll_next(context)).await;
                            producer.try_send(1).unwrap();
                        }
                    });
                    assert!(turns >= least, "a stream: {turns}");
                    let turns = beside(|_| async {
                        for _ in 0..MESSAGES {
                            consumer.recv_async().await.unwrap();
                            producer.try_send(1).unwrap();
                        }
                    });
                    assert!(turns >= least, "a receive: {turns}");
                    let turns = beside(|_| async {
                        for _ in 0..MESSAGES {
                            producer.send_async(1).await.unwrap();
                            consumer.try_recv().unwrap();
                        }
                    });
                    assert!(turns >= least, "a send: {turns}");
                    let turns = beside(|_| async {
                        for _ in 0..MESSAGES {
                            drop(producer.reserve_async(2).await.unwrap());
                        }
                    });
                    assert!(turns >= least, "a reservation: {turns}");
                    let turns = beside(|_| async {
                        for _ in 0..MESSAGES {
                            let ready = |context: &mut Context<'_>| {
                                Pin::new(&mut producer).poll_ready(context)
                            };
                            poll_fn(ready).await.unwrap();
                        }
                    });
                    assert!(turns >= least, "a sink: {turns}");
                }

                /// On tokio's executor of one thread a timer ticks beside a loop that is never
                /// short of messages. The loop counts messages, and would end without the ticks.
                #[tokio::test(flavor = "current_thread")]
                async fn a_timer_ticks_beside_a_busy_stream() {
                    let (_channel, mut producer, mut consumer) = open();
                    let ticks = Arc::new(AtomicBool::new(false));
                    let ticking = tokio::spawn({
                        let ticks = Arc::clone(&ticks);
                        async move {
                            let mut interval = tokio::time::interval(Duration::from_millis(1));
                            for _ in 0..5 {
                                interval.tick().await;
                            }
                            ticks.store(true, Ordering::Relaxed);
                        }
                    });
                    producer.try_send(1).unwrap();
                    let mut messages = 0;
                    while !ticks.load(Ordering::Relaxed) && messages < FAR_TOO_MANY {
                        let next = poll_fn(|context| Pin::new(&mut consumer).poll_next(context));
                        assert_eq!(next.await, Some(1));
                        producer.try_send(1).unwrap();
                        messages += 1;
                    }
                    assert!(ticks.load(Ordering::Relaxed), "no tick beside {messages} messages");
                    ticking.await.unwrap();
                }
            }
        )*
    };
}

kinds! {
    one: OneChannel, OneProducer, OneConsumer, open!(spsc, OneChannel);
    many: ManyChannel, ManyProducer, ManyConsumer, open!(mpsc, ManyChannel);
    shared: SharedChannel, SharedProducer, SharedConsumer, open!(spmc, SharedChannel);
    many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
        open!(mpmc, ManySharedChannel);
}
