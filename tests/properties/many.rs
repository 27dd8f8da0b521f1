/// How many producers there are at most, with those that have left messages behind not counted.
const PRODUCERS: usize = 12;

struct Model {
    channel: MessageChannel,
    consumer: MessageConsumer,
    sending: Vec<Sending>,
    /// What is left of producers that have gone.
    left: Vec<VecDeque<usize>>,
    start: u64,
}

impl Model {
    fn rings(&mut self) -> impl Iterator<Item = &mut VecDeque<usize>> {
        self.sending.iter_mut().map(|sending| &mut sending.ring).chain(&mut self.left)
    }

    fn len(&self) -> usize {
        let sending = self.sending.iter().map(|sending| &sending.ring);
        sending.chain(&self.left).map(VecDeque::len).sum()
    }

    /// These messages were received: each is the first of its producer's.
    fn took(&mut self, numbers: &[usize]) {
        for number in numbers {
            let ring = self.rings().find(|ring| ring.front() == Some(number));
            ring.unwrap_or_else(|| panic!("{number} is not the next of any producer")).pop_front();
        }
    }

    /// So many were received, nobody knows which: the first ones of rings. What is left tells.
    fn lost(&mut self, n: usize) {
        let before = self.len();
        let mut left: Vec<_> = Vec::new();
        assert_eq!(self.channel.len(), before - n);
        let mut iter = self.consumer.peek_iter();
        left.extend((&mut iter).into_iter().map(Origin::number));
        drop(iter);
        for ring in self.rings() {
            let kept = ring.iter().filter(|number| left.contains(number)).count();
            ring.drain(..ring.len() - kept);
            assert!(ring.iter().all(|number| left.contains(number)), "the first ones go");
        }
        assert_eq!(self.len(), left.len());
    }

    fn replace(&mut self, at: usize) {
        if self.sending.len() < PRODUCERS {
            let producer = self.channel.register().unwrap();
            let tail = self.left.is_empty().then_some(self.start);
            self.sending.push(Sending::new(producer, tail));
        } else {
            let gone = self.sending.swap_remove(at);
            self.left.push(gone.ring);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an operation")]
    fn apply(&mut self, op: Op, at: usize, source: &mut Origin) -> usize {
        let at = at % self.sending.len();
        if let Some(leaked) = self.sending[at].apply(op, source) {
            return leaked;
        }
        let len = self.len();
        let consumer = &mut self.consumer;
        let mut seen = Vec::new();
        let some = |n: usize| (n == 0) == (len == 0);
        match op {
            Op::Recv => {
                let peeked = consumer.peek().map(Origin::number);
                match consumer.try_recv() {
                    Ok(message) => seen.push(Origin::number(&message)),
                    Err(error) => assert_eq!((error, len), (TryRecvError::Empty, 0)),
                }
                assert_eq!(peeked, seen.first().copied());
            }
            Op::RecvSlice(n) => {
                seen.extend(recv_slice(consumer, n).iter().map(Origin::number));
                assert!(seen.len() <= n && (n == 0 || some(seen.len())));
            }
            Op::DrainInto(n) => {
                let mut messages = Vec::new();
                assert_eq!(consumer.drain_into(&mut messages, n), messages.len());
                seen.extend(messages.iter().map(Origin::number));
                assert!(seen.len() <= n && (n == 0 || some(seen.len())));
            }
            Op::Batch => {
                let n = consumer.consume_batch(|message| seen.push(Origin::number(message)));
                assert!(n == seen.len() && some(n));
            }
            Op::BatchOwned => {
                let n = consumer.consume_batch_owned(|message| seen.push(Origin::number(&message)));
                assert!(n == seen.len() && some(n));
            }
            Op::UpTo(max) => {
                let n = consumer.consume_up_to(max, |message| seen.push(Origin::number(message)));
                assert!(n == seen.len() && n <= max && (max == 0 || some(n)));
            }
            Op::While(max) => {
                let n = consumer.consume_while(|message| {
                    seen.push(Origin::number(message));
                    if seen.len() > max {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                });
                assert!(n == seen.len() && n <= max + 1 && some(n));
            }
            Op::Count => {
                let n = consumer.consume_count();
                assert!(some(n));
                self.lost(n);
            }
            Op::Skip(max) => {
                let n = consumer.skip(max);
                assert!(n <= max && (max == 0 || some(n)));
                self.lost(n);
            }
            Op::Peek => {
                let peeked = consumer.peek().map(Origin::number);
                assert_eq!(
                    peeked,
                    consumer.readable().map(|readable| Origin::number(&readable[0]))
                );
                assert_eq!(peeked.is_none(), len == 0);
                assert!(
                    peeked.is_none_or(|peeked| self
                        .rings()
                        .any(|ring| ring.front() == Some(&peeked)))
                );
            }
            Op::PeekMany(n) => {
                let peeked = consumer
                    .peek_many(n)
                    .map(|messages| messages.iter().map(Origin::number).collect());
                let peeked: Vec<_> = peeked.unwrap_or_default();
                assert!(peeked.len() <= n && (n == 0 || some(peeked.len())));
                let in_front = |ring: &VecDeque<usize>| ring.iter().take(peeked.len()).eq(&peeked);
                assert!(self.rings().any(|ring| in_front(ring)) || len == 0);
            }
            Op::Readable(n) => match consumer.readable() {
                None => assert_eq!(len, 0),
                Some(readable) => {
                    let n = n.min(readable.len());
                    seen.extend(readable[..n].iter().map(Origin::number));
                    readable.advance(n);
                }
            },
            Op::Iter(n, finish) => {
                let mut iter = consumer.peek_iter();
                seen.extend((&mut iter).into_iter().take(n).map(Origin::number));
                assert_eq!(seen.len(), n.min(len));
                if finish {
                    assert_eq!(iter.consume_seen(), seen.len());
                } else {
                    seen.clear();
                }
            }
            Op::Drain(n) => {
                let mut drain = consumer.drain();
                assert_eq!(drain.len(), len);
                seen.extend(drain.by_ref().take(n).map(|message| Origin::number(&message)));
                assert_eq!(drain.len(), len - seen.len());
                drop(drain);
                self.took(&seen);
                seen.clear();
                self.rings().for_each(VecDeque::clear);
            }
            Op::Reset => assert!(consumer.reset().is_err(), "there are producers"),
            _ => self.replace(at),
        }
        self.took(&seen);
        0
    }

    fn check(&mut self) {
        let len = self.len();
        assert_eq!((self.consumer.len(), self.channel.len()), (len, len));
        assert_eq!(self.channel.producer_count(), self.sending.len());
        self.sending.iter().for_each(Sending::check);
        let hottest = self.consumer.hottest();
        assert_eq!(hottest.is_none(), len == 0);
        let longest = self.rings().map(|ring| ring.len()).max();
        let of_the_hottest =
            self.sending.iter().find(|sending| Some(sending.producer.id()) == hottest);
        assert!(of_the_hottest.is_none_or(|sending| Some(sending.ring.len()) == longest));
    }
}

/// How the channel ends.
fn end(mut model: Model, how: u8, source: &mut Origin) {
    let rings: Vec<_> = model.rings().map(mem::take).collect();
    let Model { channel, mut consumer, mut sending, .. } = model;
    match how % 4 {
        0 => return drop((sending, channel)),
        1 => return drop(consumer),
        2 => {
            channel.close();
            for sending in &mut sending {
                let sent = sending.producer.try_send(source.next());
                assert!(sent.unwrap_err().is_closed());
            }
        }
        _ => drop((sending, channel)),
    }
    let mut received = Vec::new();
    let error = loop {
        match consumer.try_recv() {
            Ok(message) => received.push(Origin::number(&message)),
            Err(error) => break error,
        }
    };
    assert_eq!(error, TryRecvError::Closed);
    for ring in &rings {
        assert!(
            received.iter().filter(|number| ring.contains(number)).eq(ring),
            "each in its order"
        );
    }
    assert_eq!(received.len(), rings.iter().map(VecDeque::len).sum());
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(100)
    })]

    #[test]
    fn each_ring_is_a_queue(
        start in start(),
        ops in vec((op(), any::<usize>()), 0..120),
        how in any::<u8>(),
    ) {
        let mut source = Origin::new();
        let (channel, consumer) = open_at(start);
        let mut model = Model { channel, consumer, sending: Vec::new(), left: Vec::new(), start };
        model.replace(0);
        let mut leaked = 0;
        for (op, at) in ops {
            leaked += model.apply(op, at, &mut source);
            model.check();
        }
        end(model, how, &mut source);
        source.settle(leaked);
    }
}
