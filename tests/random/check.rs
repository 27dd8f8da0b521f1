//! One step, and the comparison of everything that can be seen.

use crate::ledger;
use crate::model::{Fate, Ring};
use crate::random::Random;
use crate::wakers::{Expect, State};
use crate::world::{Outlook, TxHold, World};

impl World {
    /// One operation of any end.
    pub(crate) fn step(&mut self, random: &mut Random) {
        if self.depth > 0 {
            // What has happened so far in the operation that this one is in.
            self.check_listeners();
        }
        match random.below(100) {
            0..=44 => self.send_step(random),
            45..=89 => self.receive_step(random),
            _ => self.end_step(random),
        }
        self.check();
    }

    /// Compares the state of all ends, of wakers, notifiers and messages, with the model.
    pub(crate) fn check(&mut self) {
        self.check_listeners();
        self.check_producers();
        self.check_consumers();
        self.check_handles();
        if self.depth == 0 && self.channel.counted {
            ledger::take_log(&mut self.log);
            let queued: usize = self
                .rings
                .iter()
                .flat_map(|ring| &ring.slots)
                .filter(|slot| matches!(slot.fate, Fate::Waiting | Fate::Held(_) | Fate::Left(_)))
                .count();
            assert_eq!(ledger::live(), queued + self.elsewhere, "messages exist");
        }
    }

    fn check_listeners(&mut self) {
        for producer in &mut self.producers {
            if self.rings[producer.ring].slack > 0 {
                // The batch in progress gives these slots back now or later.
                producer.sink.listener.expect(Expect::May);
                producer.future.listener.expect(Expect::May);
            }
            producer.sink.listener.settle("the waker of a sink");
            producer.future.listener.settle("the waker of a send");
        }
        for consumer in &mut self.consumers {
            consumer.stream.settle("the waker of a stream");
            consumer.future.settle("the waker of a receive");
            if let Some(notifier) = &mut consumer.notifier {
                if consumer.rx.is_none() {
                    // Between two batches of the operation in progress.
                    notifier.expect = notifier.expect.max(Expect::May);
                }
                notifier.settle();
            }
        }
        if self.depth > 0 {
            return;
        }
        // Whatever has happened: who waits, waits for something that is not there.
        let (deaf, over, waiting) = (self.is_deaf(), self.is_over(), self.waiting());
        for producer in &self.producers {
            for space in [&producer.sink, &producer.future] {
                if space.listener.is_waiting() {
                    let free = self.free(producer.ring);
                    assert!(!deaf && free < space.needs, "a producer waits, and {free} are free");
                }
            }
        }
        let called = self.consumers.iter().filter(|consumer| consumer.future.state == State::Told);
        let called = called.count();
        for consumer in &self.consumers {
            if consumer.stream.is_waiting() || consumer.future.is_waiting() {
                assert!(!over, "a consumer waits, and the channel has ended");
            }
            if consumer.stream.is_waiting() && !self.competing() {
                assert_eq!(waiting, 0, "a stream waits, and there are messages");
            }
            if consumer.future.is_waiting() {
                assert!(waiting <= called, "a receive waits, and there are messages");
            }
        }
    }

    fn check_producers(&self) {
        let deaf = self.is_deaf();
        for producer in &self.producers {
            let Some(tx) = &producer.tx else { continue };
            match producer.hold {
                None => {}
                Some(TxHold::Reservation { .. } | TxHold::Send { .. } | TxHold::Reserve { .. }) => {
                    continue;
                }
            }
            let ring = &self.rings[producer.ring];
            let status = tx.status();
            let len = ring.waiting();
            let free = self.free(producer.ring);
            assert_eq!(status.is_closed, deaf || producer.resigned, "is_closed of a producer");
            assert_eq!(status.is_empty, status.len == 0);
            assert_eq!(status.is_full, status.available == 0);
            if ring.slack == 0 {
                assert_eq!((status.len, status.available), (len, free), "len and space of a ring");
            } else {
                assert!(status.len >= len && status.len <= len + ring.slack);
                assert!(status.available <= free && status.available + ring.slack >= free);
            }
            if let Some(stats) = tx.metrics() {
                assert_eq!(
                    (stats.sent, stats.batches, stats.largest_batch),
                    (producer.sent, producer.batches, producer.largest),
                    "metrics of a producer"
                );
            }
        }
    }

    fn check_consumers(&self) {
        let waiting = self.waiting();
        for consumer in &self.consumers {
            let Some(rx) = &consumer.rx else { continue };
            if consumer.hold.is_some() {
                continue;
            }
            let status = rx.status();
            let held = self.held(consumer.id);
            assert_eq!(status.len, waiting + held, "len of a consumer");
            assert_eq!(status.is_empty, status.len == 0);
            assert_eq!(status.is_closed, self.is_over(), "is_closed of a consumer");
            if let Some(drained) = rx.is_fully_drained() {
                let at = self.at(consumer.id);
                if drained {
                    let drained = consumer.ended || waiting + held == 0;
                    assert!(self.is_over() && drained, "not drained");
                } else {
                    assert!(!consumer.ended, "it was told the end");
                    assert!(
                        self.live_producers() > 0
                            || self.outlook(at) != Outlook::Closed
                            || consumer.wants.is_some(),
                        "it is drained"
                    );
                }
            }
            if let Some(received) = rx.received() {
                let counted = consumer.received - self.uncounted(Some(consumer.id));
                assert_eq!(received, counted, "metrics of a consumer");
            }
        }
    }

    fn check_handles(&self) {
        let Some(handle) = self.handles.first() else { return };
        let waiting = self.waiting();
        let slack: usize = self.rings.iter().map(|ring| ring.slack).sum();
        let len = handle.len();
        assert!(len >= waiting && len <= waiting + slack, "len {len} of a handle, not {waiting}");
        assert_eq!(handle.is_empty(), len == 0);
        assert_eq!(handle.is_closed(), self.is_over(), "is_closed of a handle");
        assert_eq!(handle.producer_count(), self.live_producers());
        assert_eq!(handle.consumer_count(), self.consumers.len());
        let drained = handle.is_fully_drained();
        if drained {
            assert!(self.is_over() && waiting == 0, "not drained");
        } else {
            let ended = self.settled || self.live_producers() == 0 && waiting + slack == 0;
            let left = self.rings.iter().map(Ring::left).sum::<usize>();
            assert!(!(self.is_over() && ended && left == 0), "it is drained");
        }
        if self.depth > 0 {
            return;
        }
        if let Some(stats) = handle.snapshot() {
            let (producers, consumers) = (self.live_producers(), self.consumers.len());
            assert_eq!((stats.producers, stats.consumers), (producers, consumers));
            assert_eq!((stats.pending, stats.closed), (waiting, self.is_over()));
            assert_eq!(stats.sent, Some(self.sent), "sent");
            let guarded = self.consumers.iter().any(|consumer| consumer.hold.is_some());
            if !guarded {
                let counted = self.received - self.uncounted(None);
                assert_eq!(stats.received, Some(counted), "received");
            }
        }
    }

    /// Drops everything, in any order.
    pub(crate) fn finish(&mut self, random: &mut Random) {
        self.note(|| "the end".to_owned());
        let mut patience = 10_000;
        while !(self.producers.is_empty() && self.consumers.is_empty() && self.handles.is_empty()) {
            patience -= 1;
            assert!(patience > 0, "the end does not come");
            match random.below(4) {
                0 => self.drop_handle(random),
                1 if !self.producers.is_empty() => {
                    let at = random.below(self.producers.len());
                    if self.producers[at].hold.is_some() {
                        self.use_tx_hold(at, random);
                    } else {
                        self.drop_producer(random);
                    }
                }
                2 if !self.consumers.is_empty() => {
                    let at = random.below(self.consumers.len());
                    if self.consumers[at].hold.is_some() {
                        let id = self.consumers[at].id;
                        self.use_rx_hold(id, random);
                    } else {
                        self.drop_consumer(random);
                    }
                }
                _ => self.receive_step(random),
            }
            self.check();
        }
    }
}
