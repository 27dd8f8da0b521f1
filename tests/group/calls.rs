// Which consumers a message notifies, and which ones sleep on.

/// As many sleepers as there may be messages, and a few more.
const SLEEPERS: usize = 6;

/// The path of a test of this kind, for [`alone`].
fn path(test: &str) -> String {
    let module = module_path!().rsplit("::").next().expect("it is in a module");
    format!("{module}::{test}")
}

/// Threads that wait for one message each, and then stop without another poll. Their
/// consumers stay.
fn receivers<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    consumers: &'scope mut [Consumer],
) -> Vec<Waiting<'scope, u64>> {
    let receiver = |consumer: &'scope mut Consumer| {
        Waiting::start(scope, move || consumer.recv().expect("the channel is open"))
    };
    consumers.iter_mut().map(receiver).collect()
}

/// The results of those that have ended, and the others, asleep: once so many have ended.
fn ended(receivers: &mut Vec<Waiting<'_, u64>>, n: usize) -> Vec<u64> {
    while receivers.iter().filter(|receiver| receiver.has_ended()).count() < n {
        thread::yield_now();
    }
    let ended: Vec<_> = receivers.extract_if(.., |receiver| receiver.has_ended()).collect();
    receivers.iter().for_each(Waiting::sleeps);
    let mut numbers: Vec<_> = ended.into_iter().map(Waiting::end).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn a_message_wakes_one() {
    alone(&path("a_message_wakes_one"), || {
        let _watchdog = Watchdog::start();
        let (channel, mut producer) = open();
        let mut consumers: [Consumer; SLEEPERS] = consumers(&channel);
        thread::scope(|scope| {
            let mut receivers = receivers(scope, &mut consumers);
            while futex_calls() < SLEEPERS as u64 {
                thread::yield_now();
            }
            for number in 0..SLEEPERS as u64 {
                let before = futex_calls();
                producer.try_send(number).unwrap();
                assert_eq!(ended(&mut receivers, 1), [number]);
                assert_eq!(futex_calls() - before, 1, "nobody slept again: nobody else was woken");
            }
        });
    });
}

#[test]
fn a_burst_wakes_as_many_as_it_needs() {
    alone(&path("a_burst_wakes_as_many_as_it_needs"), || {
        let _watchdog = Watchdog::start();
        for n in 1..=SLEEPERS {
            let (channel, mut producer) = open();
            let mut consumers: [Consumer; SLEEPERS] = consumers(&channel);
            let before = futex_calls();
            thread::scope(|scope| {
                let mut receivers = receivers(scope, &mut consumers);
                while futex_calls() - before < SLEEPERS as u64 {
                    thread::yield_now();
                }
                let burst: Vec<_> = (0..n as u64).collect();
                let before = futex_calls();
                assert_eq!(producer.send_slice(&burst), n);
                assert_eq!(ended(&mut receivers, n), burst, "whoever is woken looks once");
                assert_eq!(futex_calls() - before, 1, "one call woke {n}, and nobody else");
                for number in 0..receivers.len() as u64 {
                    producer.try_send(number).unwrap();
                    assert_eq!(ended(&mut receivers, 1), [number]);
                }
            });
        }
    });
}

#[test]
fn messages_one_after_another_wake_one_each() {
    let _watchdog = Watchdog::start();
    for n in 1..=SLEEPERS {
        let (channel, mut producer) = open();
        let mut consumers: [Consumer; SLEEPERS] = consumers(&channel);
        thread::scope(|scope| {
            let mut receivers = receivers(scope, &mut consumers);
            // Faster than anybody wakes up.
            (0..n as u64).for_each(|number| producer.try_send(number).unwrap());
            assert!(ended(&mut receivers, n).into_iter().eq(0..n as u64));
            (n..SLEEPERS).for_each(|_| producer.try_send(9).unwrap());
            assert_eq!(ended(&mut receivers, SLEEPERS - n).len(), SLEEPERS - n);
        });
    }
}

/// Waits for one message in some way, and then polls no more.
type ForOne = fn(&mut Consumer) -> u64;

const FOR_ONE: [(&str, ForOne); 7] = [
    ("recv", |consumer| consumer.recv().unwrap()),
    ("recv_timeout", |consumer| consumer.recv_timeout(Duration::MAX).unwrap()),
    ("recv_deadline", |consumer| consumer.recv_deadline(far()).unwrap()),
    ("consume_batch_wait", |consumer| {
        // It would take more if it could.
        let mut numbers = Vec::new();
        consumer.consume_batch_wait(|number| numbers.push(number), PARKING).unwrap();
        numbers.into_iter().sum()
    }),
    ("notifier", |consumer| {
        let watched = Watched::new(true);
        consumer.set_notifier(Some(watched.shared()));
        loop {
            match consumer.try_recv() {
                Ok(number) => return number,
                Err(error) => assert_eq!(error, TryRecvError::Empty),
            }
            watched.wait();
            watched.consume();
        }
    }),
    ("recv_async", |consumer| block_on(consumer.recv_async()).unwrap()),
    ("Stream", |consumer| {
        let next = std::future::poll_fn(|context| Pin::new(&mut *consumer).poll_next(context));
        block_on(next).unwrap()
    }),
];

#[test]
fn a_burst_is_for_everybody_however_they_wait() {
    let _watchdog = Watchdog::start();
    for at_once in [true, false] {
        let (channel, mut producer) = open();
        let mut consumers: [Consumer; FOR_ONE.len()] = consumers(&channel);
        thread::scope(|scope| {
            let waiting: Vec<_> = consumers
                .iter_mut()
                .zip(FOR_ONE)
                // A batch may leave nothing to the others.
                .filter(|(_, (name, _))| *name != "consume_batch_wait")
                .map(|(consumer, (_, wait))| Waiting::start(scope, move || wait(consumer)))
                .collect();
            let burst: Vec<_> = (0..waiting.len() as u64).collect();
            if at_once {
                assert_eq!(producer.send_slice(&burst), burst.len());
            } else {
                for &number in &burst {
                    producer.try_send(number).unwrap();
                }
            }
            let mut received: Vec<_> = waiting.into_iter().map(Waiting::end).collect();
            received.sort_unstable();
            assert_eq!(received, burst);
        });
    }
}

#[test]
fn a_message_is_for_one_however_they_wait() {
    let _watchdog = Watchdog::start();
    for (name, wait) in FOR_ONE {
        let (channel, mut producer) = open();
        let mut consumers: [Consumer; 3] = consumers(&channel);
        thread::scope(|scope| {
            let mut waiting: Vec<_> = consumers
                .iter_mut()
                .map(|consumer| Waiting::start(scope, move || wait(consumer)))
                .collect();
            for number in 0..3 {
                producer.try_send(number).unwrap();
                assert_eq!(ended(&mut waiting, 1), [number], "{name}");
            }
        });
    }
}
