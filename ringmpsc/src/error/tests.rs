//! What each error says, answers and gives back.

use std::error::Error;

use super::*;

/// A message without `Debug` and `Display`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Opaque(u32);

const MESSAGE: Opaque = Opaque(7);

/// The texts of an error.
#[track_caller]
fn check(error: &impl Error, texts: [&str; 2]) {
    assert_eq!([error.to_string(), format!("{error:?}")], texts);
}

#[test]
fn of_a_send() {
    let [full, closed] = [TrySendError::Full(MESSAGE), TrySendError::Closed(MESSAGE)];
    check(&full, ["the ring is full", "Full(..)"]);
    check(&closed, ["the channel is closed", "Closed(..)"]);
    assert_eq!([full.is_full(), full.is_closed()], [true, false]);
    assert_eq!([closed.is_full(), closed.is_closed()], [false, true]);
    assert!([full, closed].into_iter().all(|error| error.into_inner() == MESSAGE));
}

#[test]
fn of_a_send_that_waits() {
    type T<M> = SendTimeoutError<M>;
    let interrupted = ["the wait was interrupted by an unparker", "Interrupted(..)"];
    for (error, texts, unlimited) in [
        (T::Timeout(MESSAGE), ["timed out waiting for space", "Timeout(..)"], None),
        (
            T::Closed(MESSAGE),
            ["the channel is closed", "Closed(..)"],
            Some(SendError::Closed(MESSAGE)),
        ),
        (T::Interrupted(MESSAGE), interrupted, Some(SendError::Interrupted(MESSAGE))),
    ] {
        check(&error, texts);
        assert_eq!(error.is_timeout(), matches!(error, T::Timeout(_)));
        assert_eq!(error.is_closed(), matches!(error, T::Closed(_)));
        assert_eq!(error.is_interrupted(), matches!(error, T::Interrupted(_)));
        assert!(error.into_inner() == MESSAGE);
        if let Some(unlimited) = unlimited {
            check(&unlimited, texts);
            assert!(SendError::from(error) == unlimited);
            assert_eq!(unlimited.is_closed(), error.is_closed());
            assert_eq!(unlimited.is_interrupted(), error.is_interrupted());
            assert!(unlimited.into_inner() == MESSAGE);
        }
        let sent_two = SendIterError::new(2, error);
        assert_eq!(sent_two.is_interrupted(), error.is_interrupted());
    }
}

#[test]
fn of_a_sink() {
    for message in [None, Some(MESSAGE)] {
        let error = SinkError(message);
        check(&error, ["the channel is closed", "SinkError(..)"]);
        assert!(error.is_closed() && error.into_inner() == message);
    }
}

#[test]
fn of_a_batch() {
    let error = CommitError::new(3, vec![MESSAGE; 2]);
    assert_eq!(error.committed(), 3);
    let texts = [
        "the channel is closed: 2 messages were returned",
        "CommitError { committed: 3, returned: 2 }",
    ];
    check(&error, texts);
    assert!(error.is_closed() && error.into_inner() == [MESSAGE; 2]);

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
}

#[test]
fn of_a_receive_that_waits() {
    type T = RecvTimeoutError;
    for (error, text) in [
        (T::Timeout, "timed out waiting for a message"),
        (T::Closed, "the channel is closed and drained"),
        (T::Interrupted, "the wait was interrupted by an unparker"),
    ] {
        assert_eq!(error.to_string(), text);
        assert_eq!(error.is_timeout(), error == T::Timeout);
        assert_eq!(error.is_closed(), error == T::Closed);
        assert_eq!(error.is_interrupted(), error == T::Interrupted);
        let waited = WaitError::from(error);
        assert_eq!(waited.is_timeout(), error.is_timeout());
        assert_eq!(waited.is_closed(), error.is_closed());
        assert_eq!(waited.is_interrupted(), error.is_interrupted());
        if error != T::Timeout {
            let unlimited = RecvError::from(error);
            assert_eq!(unlimited.to_string(), text);
            assert_eq!(unlimited.is_closed(), error.is_closed());
            assert_eq!(unlimited.is_interrupted(), error.is_interrupted());
        }
    }
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
