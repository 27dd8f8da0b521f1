/// How many consumers there are at most.
const CONSUMERS: usize = 4;

/// A consumer, and what it has of rings.
struct Taking {
    consumer: MessageConsumer,
    /// Claimed, and left behind by a claim that was forgotten or a handler that panicked. It comes
    /// first.
    held: Vec<usize>,
    /// Taken out of claims that were forgotten then: their slots come back with the next operation.
    unfiled: Vec<usize>,
}

/// What one producer has sent.
#[derive(Default)]
struct Sent {
    /// What nobody has claimed.
    ring: VecDeque<usize>,
    /// Everything since the first slot that has not come back.
    slots: VecDeque<usize>,
}

struct Model {
    channel: MessageChannel,
    sending: Vec<Sending>,
    taking: Vec<Taking>,
    /// Of each producer there is, in the order of `sending`, and then of those that have gone.
    sent: Vec<Sent>,
    /// What consumers had claimed that have left, claim by claim. Each is taken from the front.
    left: Vec<VecDeque<usize>>,
    /// Of which of these claims the last message was that a consumer has taken.
    from_left: Option<usize>,
}

impl Model {
    fn open(start: u64) -> Self {
        let (channel, producer) = open_at(start);
        let sending = vec![Sending::new(producer, Some(start))];
        let sent = vec![Sent::default()];
        Self { channel, sending, taking: Vec::new(), sent, left: Vec::new(), from_left: None }
    }

    /// How many messages no consumer that is there has claimed.
    fn unclaimed(&self) -> usize {
        let left: usize = self.left.iter().map(VecDeque::len).sum();
        left + self.sent.iter().map(|sent| sent.ring.len()).sum::<usize>()
    }

    /// Which producer has sent this message.
    fn origin(&self, number: usize) -> usize {
        let has = |sent: &Sent| sent.slots.contains(&number);
        self.sent.iter().position(has).unwrap_or_else(|| panic!("{number} is of nobody"))
    }

    /// These messages were taken by a consumer, in this order, and their slots given back.
    fn took(&mut self, at: usize, numbers: &[usize]) {
        for &number in numbers {
            self.took_one(at, number);
        }
        if !numbers.is_empty() {
            self.taking[at].unfiled.clear();
        }
    }

    /// It was the next one of its producer, for this consumer; or the next one of a claim that was
    /// left.
    fn took_one(&mut self, at: usize, number: usize) {
        let origin = self.origin(number);
        let Self { sent, taking, left, from_left, .. } = self;
        *from_left = left.iter().position(|claim| claim.front() == Some(&number));
        if let Some(claim) = *from_left {
            assert!(taking[at].held.is_empty(), "what it has claimed comes first");
            left[claim].pop_front();
            return;
        }
        let held = &mut taking[at].held;
        let next = held.iter().position(|held| sent[origin].slots.contains(held));
        if let Some(next) = next {
            assert_eq!(held.remove(next), number, "what it has claimed comes first");
        } else {
            assert_eq!(sent[origin].ring.pop_front(), Some(number), "in the producer's order");
        }
    }

    /// What a consumer has left claimed, behind this message: that is how much more it sees than
    /// others.
    fn left_claimed(&mut self, at: usize, behind: usize) {
        let origin = self.origin(behind);
        let Self { channel, taking, sent, left, from_left, .. } = self;
        let Taking { consumer, held, .. } = &mut taking[at];
        let new = consumer.len() - channel.len() - held.len();
        let source = from_left.map_or(&mut sent[origin].ring, |claim| &mut left[claim]);
        held.extend(source.drain(..new));
    }

    fn replace(&mut self, at: usize) {
        if self.sending.len() < PRODUCERS {
            let producer = register(&self.channel);
            self.sent.insert(self.sending.len(), Sent::default());
            self.sending.push(Sending::new(producer, None));
        } else if PRODUCERS > 1 {
            drop(self.sending.remove(at));
            let gone = self.sent.remove(at);
            self.sent.push(gone);
        }
    }

    fn send(&mut self, op: Op, at: usize, source: &mut Origin) -> usize {
        let (sending, sent) = (&mut self.sending[at], &mut self.sent[at]);
        let before = sending.ring.len();
        let leaked = sending.apply(op, source).expect("it is an operation of a producer");
        let new = sending.ring.iter().skip(before);
        sent.ring.extend(new.clone());
        sent.slots.extend(new);
        leaked
    }

    /// The next message of a producer for a consumer.
    fn next(&self, at: usize, origin: usize) -> usize {
        let Sent { ring, slots } = &self.sent[origin];
        let held = self.taking[at].held.iter().find(|number| slots.contains(number));
        let next = || self.from_left.map_or_else(|| &ring[0], |claim| &self.left[claim][0]);
        *held.unwrap_or_else(next)
    }

    /// Claims, takes at least one, and drops the rest or forgets it.
    fn steal(
        &mut self,
        at: usize,
        max: usize,
        taken: usize,
        fate: impl FnOnce(MessageClaim<'_>) -> bool,
    ) {
        let Some(mut claim) = self.taking[at].consumer.steal(max) else {
            return self.found_nothing(at, max);
        };
        let n = claim.len();
        assert!((1..=max).contains(&n));
        let taken = taken.clamp(1, n);
        let seen: Vec<_> =
            claim.by_ref().take(taken).map(|message| Origin::number(&message)).collect();
        assert_eq!((seen.len(), claim.len()), (taken, n - taken));
        let forgotten = fate(claim);
        let origin = self.origin(seen[0]);
        if forgotten {
            for &number in &seen {
                self.took_one(at, number);
            }
            self.left_claimed(at, seen[0]);
            self.taking[at].unfiled = seen;
        } else {
            self.took(at, &seen);
            for _ in taken..n {
                self.took_one(at, self.next(at, origin));
            }
        }
    }

    /// An operation that was to take up to so many messages took these, as many as it could.
    fn took_up_to(&mut self, at: usize, max: usize, numbers: &[usize]) {
        let len = self.unclaimed() + self.taking[at].held.len();
        assert_eq!(numbers.len(), max.min(len));
        if numbers.is_empty() {
            self.found_nothing(at, max);
        }
        self.took(at, numbers);
    }

    /// Then there was nothing, or nothing was asked for.
    fn found_nothing(&mut self, at: usize, max: usize) {
        let Taking { held, unfiled, .. } = &mut self.taking[at];
        if max > 0 {
            assert!(held.is_empty());
            unfiled.clear();
            assert_eq!(self.unclaimed(), 0);
        }
    }

    fn apply(&mut self, act: Act, at: usize, source: &mut Origin) -> usize {
        match act {
            Act::Send(op) => return self.send(op, at % self.sending.len(), source),
            Act::Replace => self.replace(at % self.sending.len()),
            Act::Join if self.taking.len() < CONSUMERS => {
                let consumer = self.channel.register_consumer().unwrap();
                self.taking.push(Taking { consumer, held: Vec::new(), unfiled: Vec::new() });
            }
            Act::Leave if !self.taking.is_empty() => {
                // What it had claimed is for the others.
                let leaves = self.taking.swap_remove(at % self.taking.len());
                self.left.push(leaves.held.into());
            }
            _ if self.taking.is_empty() => {}
            _ => self.take(act, at % self.taking.len(), source),
        }
        0
    }

    fn take(&mut self, act: Act, at: usize, source: &mut Origin) {
        let consumer = &mut self.taking[at].consumer;
        let mut seen = Vec::new();
        match act {
            Act::Recv => {
                match consumer.try_recv() {
                    Ok(message) => seen.push(Origin::number(&message)),
                    Err(error) => assert_eq!(error, TryRecvError::Empty),
                }
                self.took_up_to(at, 1, &seen);
            }
            Act::Steal(n, taken, forgotten) => self.steal(at, n, taken, |claim| {
                if forgotten {
                    mem::forget(claim);
                }
                forgotten
            }),
            Act::DropPanics(n, k) => self.steal(at, n, 1, |claim| {
                source.with_panic_at_drop(k, || drop(claim));
                false
            }),
            Act::StealInto(n) => {
                let mut messages = Vec::new();
                assert_eq!(consumer.steal_into(&mut messages, n), messages.len());
                seen.extend(messages.iter().map(Origin::number));
                self.took_up_to(at, n, &seen);
            }
            Act::StealSlice(n) => {
                seen.extend(steal_slice(consumer, n).iter().map(Origin::number));
                self.took_up_to(at, n, &seen);
            }
            Act::Batch => {
                let n = consumer.consume_batch(|message| seen.push(Origin::number(&message)));
                assert_eq!(n, seen.len());
                self.took_up_to(at, usize::MAX, &seen);
            }
            Act::UpTo(max) => {
                let n = consumer.consume_up_to(max, |message| seen.push(Origin::number(&message)));
                assert_eq!(n, seen.len());
                self.took_up_to(at, max, &seen);
            }
            Act::StealBatch => {
                let n = steal_batch(consumer, |message| seen.push(Origin::number(&message)));
                assert_eq!(n, seen.len());
                if n == 0 {
                    self.found_nothing(at, 1);
                }
                self.took(at, &seen);
            }
            Act::HandlerPanics(k) => {
                let panicked = caught(|| {
                    consumer.consume_batch(|message| {
                        seen.push(Origin::number(&message));
                        if seen.len() == k + 1 {
                            panic_wanted();
                        }
                    });
                });
                if panicked {
                    self.took(at, &seen);
                    self.left_claimed(at, seen[k]);
                } else {
                    self.took_up_to(at, usize::MAX, &seen);
                }
            }
            _ => {}
        }
    }

    fn check(&mut self) {
        self.left.retain(|claim| !claim.is_empty());
        self.from_left = None;
        let unclaimed = self.unclaimed();
        let counted = (self.channel.len(), self.channel.consumer_count());
        assert_eq!(counted, (unclaimed, self.taking.len()));
        for Taking { consumer, held, .. } in &self.taking {
            assert_eq!(consumer.len(), unclaimed + held.len());
        }
        let kept = self.taking.iter().flat_map(|taking| [&taking.held, &taking.unfiled]).flatten();
        let kept: Vec<usize> = kept.chain(self.left.iter().flatten()).copied().collect();
        for Sent { ring, slots } in &mut self.sent {
            let is_free = |number: &_| !ring.contains(number) && !kept.contains(number);
            while slots.front().is_some_and(is_free) {
                slots.pop_front();
            }
        }
        for (sending, Sent { ring, slots }) in self.sending.iter_mut().zip(&self.sent) {
            sending.ring.clone_from(ring);
            let kept_by_others = PRODUCERS > 1 && !kept.is_empty();
            sending.kept = if kept_by_others {
                // Perhaps in this ring, before it was this producer's.
                let available = sending.producer.available_capacity();
                CAPACITY.checked_sub(ring.len() + available).expect("no more than there are")
            } else {
                slots.len() - ring.len()
            };
            sending.check();
        }
    }
}

/// How the channel ends.
fn end(model: Model, how: u8, source: &mut Origin) {
    let Model { channel, mut sending, taking, sent, left, .. } = model;
    match how % 4 {
        0 => return drop((sending, taking, channel)),
        1 => return drop((channel, taking, sending)),
        2 => {
            channel.close();
            for sending in &mut sending {
                let sent = sending.producer.try_send(source.next());
                assert!(sent.unwrap_err().is_closed());
            }
        }
        _ => drop((sending, channel)),
    }
    let unclaimed: Vec<_> = sent.iter().flat_map(|sent| &sent.ring).copied().collect();
    let left: Vec<_> = left.into_iter().flatten().collect();
    let mut first = true;
    for Taking { mut consumer, held, .. } in taking {
        let mut received = Vec::new();
        let error = loop {
            match consumer.try_recv() {
                Ok(message) => received.push(Origin::number(&message)),
                Err(error) => break error,
            }
        };
        assert_eq!(error, TryRecvError::Closed);
        let before = received.len();
        received.retain(|number| !left.contains(number));
        assert_eq!(before - received.len(), if first { left.len() } else { 0 }, "each once");
        for Sent { ring, slots } in &sent {
            let of_ring = received.iter().filter(|number| slots.contains(number));
            let own = held.iter().filter(|number| slots.contains(number));
            let rest = if first { ring } else { &VecDeque::new() };
            assert!(of_ring.eq(own.chain(rest)), "its own, and what nobody has claimed");
        }
        assert_eq!(received.len(), held.len() + if first { unclaimed.len() } else { 0 });
        first = false;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(100)
    })]

    #[test]
    fn each_ring_is_a_queue_that_is_shared(
        start in start(),
        acts in vec((act(), any::<usize>()), 0..120),
        how in any::<u8>(),
    ) {
        let mut source = Origin::new();
        let mut model = Model::open(start);
        model.apply(Act::Join, 0, &mut source);
        let mut leaked = 0;
        for (act, at) in acts {
            leaked += model.apply(act, at, &mut source);
            model.check();
        }
        end(model, how, &mut source);
        source.settle(leaked);
    }
}
