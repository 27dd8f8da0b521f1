//! `event_loop`: a thread that hands every message to a function, started, stopped and joined.
//!
//! ```sh
//! cargo run --example event_loop
//! ```
//!
//! Three tellers send [`Payment`]s; the loop books them. [`EventLoop`] takes the consumer of any
//! channel. The option `wait` is here for the tellers, who `send`.
//!
//! A handler that panics ends its loop. The second half shows how [`EventLoopHandle::join`] gives
//! back the panic and the consumer, and how another loop goes on with it.
//!
//! [`EventLoopHandle::join`]: ringmpsc::EventLoopHandle::join

#![forbid(unsafe_code)]

mod payment;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::thread;

use ringmpsc::{EventLoop, LoopPanic, SendError, WaitStrategy};

use crate::payment::{Payment, PaymentChannel, PaymentProducer};

const ACCOUNTS: u32 = 4;
const PAYMENTS: u32 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    book_until_stopped()?;
    book_until_panicked()
}

/// The usual case: everything is handled, then the loop is stopped.
fn book_until_stopped() -> Result<(), Box<dyn Error>> {
    let (channel, consumer) = PaymentChannel::open();
    let accounts = Arc::new(Mutex::new(BTreeMap::<u32, i64>::new()));
    let book = {
        let accounts = Arc::clone(&accounts);
        move |payment: Payment| {
            let mut accounts = accounts.lock().expect("nobody panics with the lock");
            *accounts.entry(payment.account).or_default() += payment.cents;
        }
    };
    let event_loop = EventLoop::spawn(consumer, book, WaitStrategy::Blocking)?;

    let mut tellers = Vec::new();
    for cents in [1, 10, 100] {
        let producer = channel.register()?;
        tellers.push(thread::spawn(move || pay(cents, producer)));
    }
    for teller in tellers {
        teller.join().expect("tellers do not panic")?;
    }

    // Closes the channel. What was accepted is handled before the loop ends, which `join` waits
    // for.
    event_loop.stop();
    let stats = event_loop.join().expect("the handler does not panic").stats;
    let error = channel.register().expect_err("the channel is closed");

    let accounts = accounts.lock().expect("nobody panics with the lock");
    println!("{} payments were booked: {accounts:?}", stats.processed);
    println!("another teller cannot start: {error}");
    assert_eq!(stats.processed, 3 * u64::from(PAYMENTS));
    assert!(accounts.values().eq(&[27_750; 4]), "each has a quarter of 111 000");
    Ok(())
}

/// A teller: pays into each account in turn.
fn pay(cents: i64, mut producer: PaymentProducer) -> Result<(), SendError<Payment>> {
    for number in 0..PAYMENTS {
        producer.send(Payment { account: number % ACCOUNTS, cents })?;
    }
    Ok(())
}

/// The handler panics: `join` returns what it panicked with, and the consumer with the payments
/// that were not booked.
fn book_until_panicked() -> Result<(), Box<dyn Error>> {
    let (channel, consumer) = PaymentChannel::open();
    let mut balance = 0;
    let book = move |payment: Payment| {
        balance += payment.cents;
        assert!(balance >= 0, "account {} is overdrawn", payment.account);
    };

    let mut producer = channel.register()?;
    for cents in [100, -500, 400] {
        producer.send(Payment { account: 7, cents })?;
    }
    let event_loop = EventLoop::spawn(consumer, book, WaitStrategy::Blocking)?;

    // This loop ends because its handler panics, which the handler's thread also says on standard
    // error.
    let panic = event_loop.join().expect_err("100 - 500 is negative");
    println!("{panic}");
    assert_eq!(panic.message(), Some("account 7 is overdrawn"));
    let LoopPanic { consumer, stats, .. } = panic;
    assert_eq!(stats.processed, 1);

    // The channel is open as long as there is the consumer, and another loop handles the rest.
    let book = |payment: Payment| println!("a second loop books {} cents", payment.cents);
    let event_loop = EventLoop::spawn(consumer, book, WaitStrategy::Blocking)?;
    producer.send(Payment { account: 7, cents: 1 })?;
    drop((channel, producer));
    let end = event_loop.join().expect("this handler does not panic");
    assert_eq!(end.stats.processed, 2);
    Ok(())
}
