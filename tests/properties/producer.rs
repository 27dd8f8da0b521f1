const CAPACITY: usize = MessageChannel::CAPACITY;

/// A producer, and what its ring should hold.
struct Sending {
    producer: MessageProducer,
    ring: VecDeque<usize>,
    /// Where the next message goes. Unknown if the ring is one that another producer has left.
    tail: Option<u64>,
    /// How many slots hold no message of the ring, and have not come back: consumers that share it
    /// have claimed them, or some before them.
    kept: usize,
}

impl Sending {
    fn new(producer: MessageProducer, tail: Option<u64>) -> Self {
        Self { producer, ring: VecDeque::new(), tail, kept: 0 }
    }

    fn free(&self) -> usize {
        CAPACITY - self.ring.len() - self.kept
    }

    /// The messages with the numbers from `first` on were sent.
    fn sent(&mut self, first: usize, n: usize) {
        self.ring.extend(first..first + n);
        self.tail = self.tail.map(|tail| tail.wrapping_add(n as u64));
    }

    fn check(&self) {
        let len = self.ring.len();
        assert_eq!(self.producer.len(), len);
        assert_eq!(self.producer.available_capacity(), self.free());
        assert_eq!(
            (self.producer.is_empty(), self.producer.is_full()),
            (len == 0, self.free() == 0)
        );
    }

    /// Does the operation if it is one of a producer, and returns how many messages leaked.
    fn apply(&mut self, op: Op, source: &mut Origin) -> Option<usize> {
        let first = source.made();
        let mut leaked = 0;
        match op {
            Op::Send => match self.producer.try_send(source.next()) {
                Ok(()) => {
                    assert!(self.free() > 0);
                    self.sent(first, 1);
                }
                Err(TrySendError::Full(message)) => {
                    assert_eq!((self.free(), Origin::number(&message)), (0, first));
                }
                Err(error) => panic!("{error}"),
            },
            Op::SendIter(n) => {
                let n_fit = n.min(self.free());
                let mut left = n;
                let sent = self.producer.send_iter(std::iter::from_fn(|| {
                    left = left.checked_sub(1)?;
                    Some(source.next())
                }));
                assert_eq!((sent, source.made() - first), (n_fit, n_fit));
                self.sent(first, sent);
            }
            Op::SendSlice(n) => {
                let sent = send_slice(&mut self.producer, source, n);
                assert_eq!(sent, n.min(self.free()));
                self.sent(first, sent);
            }
            Op::Reserve(..) | Op::ReserveUpTo(..) | Op::ReserveContiguous(..) => {
                leaked = self.reserve(op, source);
            }
            _ => return None,
        }
        Some(leaked)
    }

    fn reserve(&mut self, op: Op, source: &mut Origin) -> usize {
        let free = self.free();
        let first = source.made();
        let (sent, leaked) = {
            let (reserved, exact, most, pushed, fate) = match op {
                Op::Reserve(n, pushed, fate) if pushed.is_multiple_of(2) => {
                    (self.producer.reserve_with_backoff(n), true, n, pushed, fate)
                }
                Op::Reserve(n, pushed, fate) => (self.producer.reserve(n), true, n, pushed, fate),
                Op::ReserveUpTo(n, pushed, fate) => {
                    (self.producer.reserve_up_to(n), false, n, pushed, fate)
                }
                Op::ReserveContiguous(n, pushed, fate) => {
                    (self.producer.reserve_contiguous(n), false, n, pushed, fate)
                }
                _ => panic!("no reservation: {op:?}"),
            };
            let least = if exact { most } else { 1 };
            let refusal = match () {
                () if most == 0 => Some(ReserveError::Zero),
                () if least > CAPACITY => Some(ReserveError::TooLarge),
                () if least > free => Some(ReserveError::Full),
                () => None,
            };
            assert_eq!(reserved.as_ref().err().copied(), refusal);
            let Ok(mut slots) = reserved else {
                return 0;
            };
            let granted = most.min(free);
            match (op, self.tail) {
                (Op::ReserveContiguous(..), Some(tail)) => {
                    let slot = usize::try_from(tail % CAPACITY as u64).unwrap();
                    assert_eq!(slots.capacity(), granted.min(CAPACITY - slot));
                }
                (Op::ReserveContiguous(..), None) => {
                    assert!((1..=granted).contains(&slots.capacity()));
                }
                _ => assert_eq!(slots.capacity(), granted),
            }
            let fits = pushed.min(slots.capacity());
            let mut left = pushed;
            let filled = slots.fill_from(std::iter::from_fn(|| {
                left = left.checked_sub(1)?;
                Some(source.next())
            }));
            assert_eq!((filled, slots.written(), source.made() - first), (fits, fits, fits));
            match fate {
                Fate::Commit => {
                    assert_eq!(slots.commit().unwrap(), filled);
                    (filled, 0)
                }
                Fate::CommitInit(n) => {
                    let n = n.min(filled);
                    // SAFETY: no more than what was filled.
                    assert_eq!(unsafe { slots.commit_init(n) }.unwrap(), n);
                    (n, 0)
                }
                Fate::InPlace => {
                    let n = slots.capacity();
                    let (before, after) = slots.as_uninit_slices();
                    assert_eq!(before.len() + after.len(), n - filled);
                    for slot in before.iter_mut().chain(after) {
                        slot.write(source.next());
                    }
                    // SAFETY: the first slots were pushed, and the others were written here.
                    assert_eq!(unsafe { slots.commit_init(n) }.unwrap(), n);
                    (n, 0)
                }
                Fate::Drop => (0, 0),
                Fate::Forget => {
                    mem::forget(slots);
                    (0, filled)
                }
            }
        };
        self.sent(first, sent);
        leaked
    }
}
