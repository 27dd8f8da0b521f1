//! What each error says, answers and gives back.

use std::error::Error;

use super::*;

/// A message without `Debug` and `Display`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Opaque(u32);

const MESSAGE: Opaque = Opaque(7);

/// The texts of an error, and what its predicates answer.
#[track_caller]
fn check<E: Error>(error: &E, texts: [&str; 2], answers: &[(fn(&E) -> bool, bool)]) {
    assert_eq!([error.to_string(), format!("{error:?}")], texts);
    for (i, (predicate, answer)) in answers.iter().enumerate() {
        assert_eq!(predicate(error), *answer, "the predicate {i} of {error:?}");
    }
}

#[test]
fn of_a_send() {
    type E = TrySendError<Opaque>;
    let of = |full, closed| [(E::is_full as fn(&E) -> bool, full), (E::is_closed, closed)];
    let (full, closed) = (E::Full(MESSAGE), E::Closed(MESSAGE));
    check(&full, ["the ring is full", "Full(..)"], &of(true, false));
    check(&closed, ["the channel is closed", "Closed(..)"], &of(false, true));
    assert!([full, closed].into_iter().all(|error| error.into_inner() == MESSAGE));
}

#[test]
fn of_a_send_that_waits() {
    type E = SendTimeoutError<Opaque>;
    let of = |timeout, closed| [(E::is_timeout as fn(&E) -> bool, timeout), (E::is_closed, closed)];
    let (timeout, closed) = (E::Timeout(MESSAGE), E::Closed(MESSAGE));
    check(&timeout, ["the ring was full until the time was up", "Timeout(..)"], &of(true, false));
    check(&closed, ["the channel is closed", "Closed(..)"], &of(false, true));
    assert!([timeout, closed].into_iter().all(|error| error.into_inner() == MESSAGE));

    type S = SendError<Opaque>;
    let error = S::from(closed);
    check(&error, ["the channel is closed", "SendError(..)"], &[(S::is_closed, true)]);
    assert!(error.into_inner() == MESSAGE);
}

#[test]
fn of_a_sink() {
    type E = SinkError<Opaque>;
    for message in [None, Some(MESSAGE)] {
        let error = SinkError(message);
        check(&error, ["the channel is closed", "SinkError(..)"], &[(E::is_closed, true)]);
        assert!(error.into_inner() == message);
    }
}

#[test]
fn of_a_batch() {
    type C = CommitError<Opaque>;
    let error = C::new(3, vec![MESSAGE; 2]);
    assert_eq!(error.committed(), 3);
    let texts = [
        "the channel is closed: 2 messages were returned",
        "CommitError { committed: 3, returned: 2 }",
    ];
    check(&error, texts, &[(C::is_closed, true)]);
    assert!(error.into_inner() == [MESSAGE; 2]);

    for (reason, text, closed) in [
        (WaitError::Closed, "the channel is closed after 3 messages were sent", true),
        (WaitError::TimedOut, "the time was up after 3 messages were sent", false),
    ] {
        let error = SendAllError::new(3, reason);
        assert_eq!((error.sent(), error.reason(), error.is_closed()), (3, reason, closed));
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn of_a_reservation() {
    type E = ReserveError;
    type W = WaitError;
    let too_large = "more slots than the ring has: reserve at most `CAPACITY`";
    let zero = "no slots were asked for: reserve at least one";
    for (error, text, waited, waited_text) in [
        (E::Full, "the ring has too few free slots", W::TimedOut, "the time was up"),
        (E::Closed, "the channel is closed", W::Closed, "the channel is closed"),
        (E::TooLarge, too_large, W::TooLarge, too_large),
        (E::Zero, zero, W::Zero, zero),
    ] {
        assert_eq!((error.to_string().as_str(), W::from(error)), (text, waited));
        assert_eq!(error.is_full(), error == E::Full);
        assert_eq!(error.is_closed(), error == E::Closed);
        assert_eq!(waited.to_string(), waited_text);
        assert_eq!(waited.is_timeout(), waited == W::TimedOut);
        assert_eq!(waited.is_closed(), waited == W::Closed);
    }
}

#[test]
fn of_a_receive() {
    type E = TryRecvError;
    for (error, text) in
        [(E::Empty, "no message is waiting"), (E::Closed, "the channel is closed and drained")]
    {
        assert_eq!(error.to_string(), text);
        assert_eq!((error.is_empty(), error.is_closed()), (error == E::Empty, error == E::Closed));
    }

    type T = RecvTimeoutError;
    for (error, text) in [
        (T::Timeout, "no message came until the time was up"),
        (T::Closed, "the channel is closed and empty"),
    ] {
        assert_eq!(error.to_string(), text);
        assert_eq!(error.is_timeout(), error == T::Timeout);
        assert_eq!(error.is_closed(), error == T::Closed);
    }
    assert_eq!(RecvError::from(T::Closed).to_string(), "the channel is closed and empty");
}

#[test]
fn of_the_channel() {
    type E = RegisterError;
    for (error, text) in [
        (E::Closed, "the channel is closed"),
        (
            E::LimitReached { limit: 4 },
            "4 producers are registered: drop one, or raise `max_producers`",
        ),
        (
            E::ConsumerLimitReached { limit: 5 },
            "5 consumers are registered: drop one, or raise `max_consumers`",
        ),
        (E::OutOfMemory, "no memory for another ring: use fewer `bits`, or fewer producers"),
        (E::Forked, "the channel was opened before this process was forked: open another"),
    ] {
        assert_eq!((error.to_string().as_str(), error.is_closed()), (text, error == E::Closed));
    }
    let texts = [ResetError::Foreign, ResetError::ProducersAlive].map(|error| error.to_string());
    let foreign = "the producer belongs to another channel";
    assert_eq!(texts, [foreign, "producers are registered: drop them first"]);
}
