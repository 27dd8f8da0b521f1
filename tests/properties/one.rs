struct Model {
    sending: Sending,
    consumer: MessageConsumer,
}

impl Model {
    /// The next messages are these.
    fn took(ring: &mut VecDeque<usize>, numbers: &[usize]) {
        for number in numbers {
            assert_eq!(Some(*number), ring.pop_front());
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an operation")]
    fn apply(&mut self, op: Op, source: &mut Origin) -> usize {
        if let Some(leaked) = self.sending.apply(op, source) {
            return leaked;
        }
        let consumer = &mut self.consumer;
        let ring = &mut self.sending.ring;
        let len = ring.len();
        // The messages that lie side by side in front.
        let tail = usize::try_from(self.sending.tail.unwrap() % CAPACITY as u64).unwrap();
        let head = (tail + CAPACITY - len % CAPACITY) % CAPACITY;
        let run = len.min(CAPACITY - head);
        let mut seen = Vec::new();
        match op {
            Op::Recv => match consumer.try_recv() {
                Ok(message) => seen.push(Origin::number(&message)),
                Err(error) => assert_eq!((error, len), (TryRecvError::Empty, 0)),
            },
            Op::RecvSlice(n) => {
                seen.extend(recv_slice(consumer, n).iter().map(Origin::number));
                assert_eq!(seen.len(), n.min(len));
            }
            Op::DrainInto(n) => {
                let mut messages = Vec::new();
                assert_eq!(consumer.drain_into(&mut messages, n), n.min(len));
                seen.extend(messages.iter().map(Origin::number));
                assert_eq!(seen.len(), n.min(len));
            }
            Op::Batch => {
                assert_eq!(
                    consumer.consume_batch(|message| seen.push(Origin::number(message))),
                    len
                );
                assert_eq!(seen.len(), len);
            }
            Op::BatchOwned => {
                let n = consumer.consume_batch_owned(|message| seen.push(Origin::number(&message)));
                assert_eq!((n, seen.len()), (len, len));
            }
            Op::UpTo(max) => {
                let n = consumer.consume_up_to(max, |message| seen.push(Origin::number(message)));
                assert_eq!((n, seen.len()), (max.min(len), max.min(len)));
            }
            Op::While(n) => {
                let visited = consumer.consume_while(|message| {
                    seen.push(Origin::number(message));
                    if seen.len() > n { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                assert_eq!((visited, seen.len()), (len.min(n + 1), len.min(n + 1)));
            }
            Op::Count => {
                assert_eq!(consumer.consume_count(), len);
                ring.clear();
            }
            Op::Skip(n) => {
                assert_eq!(consumer.skip(n), n.min(len));
                ring.drain(..n.min(len));
            }
            Op::Peek => {
                assert_eq!(consumer.peek().map(Origin::number), ring.front().copied());
            }
            Op::PeekMany(n) => {
                let peeked = consumer.peek_many(n).map(|messages| {
                    assert!(
                        messages
                            .iter()
                            .map(Origin::number)
                            .eq(ring.iter().copied().take(messages.len()))
                    );
                    messages.len()
                });
                assert_eq!(peeked, Some(n.min(run)).filter(|&n| n > 0));
            }
            Op::Readable(n) => match consumer.readable() {
                None => assert_eq!(len, 0),
                Some(readable) => {
                    assert_eq!(readable.len(), run);
                    assert!(readable.iter().map(Origin::number).eq(ring.iter().copied().take(run)));
                    readable.advance(n.min(run));
                    ring.drain(..n.min(run));
                }
            },
            Op::Iter(n, finish) => {
                let mut iter = consumer.peek_iter();
                let shown: Vec<_> = (&mut iter).into_iter().take(n).map(Origin::number).collect();
                assert!(shown.iter().copied().eq(ring.iter().copied().take(n)));
                if finish {
                    assert_eq!(iter.consume_seen(), shown.len());
                    ring.drain(..shown.len());
                }
            }
            Op::Drain(n) => {
                let mut drain = consumer.drain();
                assert_eq!(drain.len(), len);
                seen.extend(drain.by_ref().take(n).map(|message| Origin::number(&message)));
                assert_eq!(drain.len(), len - n.min(len));
                drop(drain);
                Self::took(ring, &seen);
                ring.clear();
                seen.clear();
            }
            Op::Reset => {
                consumer.reset(&mut self.sending.producer).unwrap();
                ring.clear();
            }
            _ => {}
        }
        Self::took(&mut self.sending.ring, &seen);
        0
    }

    fn check(&self) {
        self.sending.check();
        let len = self.sending.ring.len();
        assert_eq!((self.consumer.len(), self.consumer.channel().len()), (len, len));
    }
}

/// How the channel ends.
fn end(mut model: Model, how: u8, source: &mut Origin) {
    match how % 4 {
        0 => return drop(model.sending.producer),
        1 => return drop(model.consumer),
        2 => {
            model.consumer.channel().close();
            assert!(model.sending.producer.try_send(source.next()).unwrap_err().is_closed());
        }
        _ => drop(model.sending.producer),
    }
    let mut received = Vec::new();
    let error = loop {
        match model.consumer.try_recv() {
            Ok(message) => received.push(Origin::number(&message)),
            Err(error) => break error,
        }
    };
    assert_eq!((error, VecDeque::from(received)), (TryRecvError::Closed, model.sending.ring));
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(150)
    })]

    #[test]
    fn a_ring_is_a_queue(start in start(), ops in vec(op(), 0..80), how in any::<u8>()) {
        let mut source = Origin::new();
        let (producer, consumer) = open_at(start);
        let sending = Sending::new(producer, Some(start));
        let mut model = Model { sending, consumer };
        let mut leaked = 0;
        for op in ops {
            leaked += model.apply(op, &mut source);
            model.check();
        }
        end(model, how, &mut source);
        source.settle(leaked);
    }
}
