//! Consumers as streams, and their futures.

use std::task::Poll;

use ringmpsc::TryRecvError;

use crate::model::Id;
use crate::random::Random;
use crate::wakers::{READY_POLLS, State};
use crate::world::{RxHold, World};

impl World {
    /// What a poll of this consumer came to, as a stream or as a future.
    fn polled(&mut self, id: Id, stream: bool, poll: Poll<Option<u32>>) {
        let at = self.at(id);
        let consumer = &mut self.consumers[at];
        if consumer.ready == READY_POLLS {
            assert!(poll.is_pending(), "it does not yield");
            consumer.ready = 0;
            let this = if stream { &mut consumer.stream } else { &mut consumer.future };
            this.yielded();
            return;
        }
        match poll {
            Poll::Ready(message) => consumer.ready += u32::from(message.is_some()),
            Poll::Pending => consumer.ready = 0,
        }
        if stream {
            consumer.stream.state = State::Idle;
            // This look answers what a forgotten future was called for.
            consumer.future.state = State::Idle;
        } else {
            consumer.future.state = State::Idle;
        }
        match poll {
            Poll::Ready(Some(number)) => self.received_one(id, Ok(number)),
            Poll::Ready(None) => self.received_one(id, Err(TryRecvError::Closed)),
            Poll::Pending => {
                self.received_one(id, Err(TryRecvError::Empty));
                let ticket = self.ticket();
                let consumer = &mut self.consumers[at];
                let this = if stream { &mut consumer.stream } else { &mut consumer.future };
                this.state = State::Waiting(ticket);
            }
        }
    }

    pub(crate) fn poll_next(&mut self, id: Id) {
        let waker = self.consumers[self.at(id)].stream.waker();
        let Some(poll) = self.rx(id).poll_next(&waker) else { return };
        self.note(|| format!("consumer {id}: poll_next -> {poll:?}"));
        self.polled(id, true, poll);
    }

    /// Polls so often that the consumer yields, if there are messages.
    pub(crate) fn poll_often(&mut self, id: Id, random: &mut Random) {
        for _ in 0..READY_POLLS + 2 {
            if let Some(at) = self.idle_producer() {
                self.try_send(at, false);
                self.check();
            }
            self.looks_at_the_end(id);
            if random.below(2) == 0 {
                self.poll_next(id);
            } else if let Some(mut future) = self.rx(id).recv_async() {
                let at = self.at(id);
                let poll = future.poll(&self.consumers[at].future.waker());
                self.note(|| format!("consumer {id}: polls a new recv_async -> {poll:?}"));
                self.polled(id, false, poll);
                if self.consumers[at].future.is_waiting() {
                    self.consumers[at].hold = Some(RxHold::Recv { future, polled: true });
                    return;
                }
            } else {
                return;
            }
            self.check();
        }
    }

    pub(crate) fn recv_async(&mut self, id: Id, random: &mut Random) {
        let Some(future) = self.rx(id).recv_async() else { return };
        self.note(|| format!("consumer {id}: recv_async"));
        let at = self.at(id);
        self.consumers[at].hold = Some(RxHold::Recv { future, polled: false });
        if !random.once_in(4) {
            self.use_rx_hold(id, random);
        }
    }

    pub(crate) fn use_recv(
        &mut self,
        id: Id,
        mut future: Box<dyn crate::ends::Receiving>,
        polled: bool,
        random: &mut Random,
    ) {
        let at = self.at(id);
        match random.below(8) {
            0 => {
                future.forget();
                self.note(|| format!("consumer {id}: forgets its recv_async"));
            }
            1..=2 => {
                drop(future);
                self.note(|| format!("consumer {id}: drops its recv_async, polled: {polled}"));
                if polled {
                    let state = std::mem::take(&mut self.consumers[at].future.state);
                    if state == State::Told {
                        self.handed_on();
                    }
                }
            }
            _ => {
                let poll = future.poll(&self.consumers[at].future.waker());
                self.note(|| format!("consumer {id}: polls recv_async -> {poll:?}"));
                self.polled(id, false, poll);
                if poll.is_pending() {
                    self.consumers[at].hold = Some(RxHold::Recv { future, polled: true });
                }
            }
        }
    }
}
