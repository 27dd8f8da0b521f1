//! The control handles that ends return: what they keep open, and what they do not reopen.

use std::cell::{Cell, RefCell};

use ringmpsc::{RegisterError, TryRecvError, TrySendError, mpmc, mpsc, spmc};

macro_rules! kinds {
    ($($kind:ident)*) => {
        $(
            mod $kind {
                use ringmpsc::$kind;
                use ringmpsc::{TryRecvError, TrySendError};

                #[test]
                fn both_ends_return_handles_of_their_channel() {
                    let (mut producer, consumer) = $kind::channel::<u8>();
                    let handles = [producer.channel(), consumer.channel()];
                    assert!(handles[0].same_channel(&handles[1]));
                    producer.try_send(1).unwrap();
                    assert_eq!(handles.each_ref().map(|handle| handle.len()), [1, 1]);
                    assert_eq!(handles[0].producer_count(), 1);
                    assert_eq!(handles[0].consumer_count(), 1);

                    let (other, _consumer) = $kind::channel::<u8>();
                    assert!(!handles[0].same_channel(&other.channel()));

                    handles[1].close();
                    assert!(matches!(producer.try_send(2), Err(TrySendError::Closed(2))));
                    assert!(producer.channel().is_closed());
                }

                #[test]
                fn a_handle_of_an_ended_channel_still_counts_the_messages() {
                    let (mut producer, mut consumer) = $kind::channel::<u8>();
                    producer.try_send(1).unwrap();
                    drop(producer);
                    let handle = consumer.channel();
                    assert!(handle.is_closed());
                    assert_eq!((handle.len(), handle.clone().len()), (1, 1));
                    assert_eq!(consumer.try_recv(), Ok(1));
                    assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                    assert!(handle.is_fully_drained());
                }

                #[test]
                fn a_handle_of_a_producer_without_consumers_reopens_nothing() {
                    let (mut producer, consumer) = $kind::channel::<u8>();
                    drop(consumer);
                    let handle = producer.channel();
                    drop(handle.clone());
                    assert!(handle.is_closed());
                    assert_eq!(handle.consumer_count(), 0);
                    assert!(matches!(producer.try_send(2), Err(TrySendError::Closed(2))));
                    drop(handle);
                    assert!(producer.is_closed());
                }
            }
        )*
    };
}

mod of {
    kinds! { spsc mpsc spmc mpmc }
}

/// The kinds with many producers: the handle of a consumer.
macro_rules! many_producers {
    ($($name:ident: $kind:ident;)*) => {
        $(
            #[test]
            fn $name() {
                let (producer, mut consumer) = $kind::channel::<u8>();
                // While a producer lives, the handle keeps the channel open for other producers.
                let handle = consumer.channel();
                drop(producer);
                assert_eq!(consumer.try_recv(), Err(TryRecvError::Empty));
                let mut producer = handle.register().unwrap();
                assert!(producer.same_channel(&handle.register().unwrap()));
                assert!(!producer.same_channel(&$kind::channel().0));
                producer.try_send(1).unwrap();
                assert_eq!(consumer.try_recv(), Ok(1));

                drop((producer, handle));
                // The last sender has gone. No handle brings the channel back.
                let late = consumer.channel();
                assert!(matches!(late.register(), Err(RegisterError::Closed)));
                assert!(matches!(late.clone().register(), Err(RegisterError::Closed)));
                assert!(late.downgrade().upgrade().is_none());
                assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
                drop(late);
                assert_eq!(consumer.try_recv(), Err(TryRecvError::Closed));
            }
        )*
    };
}

many_producers! {
    a_handle_of_an_mpsc_consumer_registers_producers: mpsc;
    a_handle_of_an_mpmc_consumer_registers_producers: mpmc;
}

/// The kinds with competing consumers: the handle of a producer.
macro_rules! competing_consumers {
    ($($name:ident: $kind:ident;)*) => {
        $(
            #[test]
            fn $name() {
                let (mut producer, consumer) = $kind::channel::<u8>();
                let handle = producer.channel();
                drop(consumer);
                // The message waits for a consumer that the handle may register.
                producer.try_send(1).unwrap();
                let mut consumer = handle.register_consumer().unwrap();
                assert!(consumer.same_channel(&handle.register_consumer().unwrap()));
                assert!(!consumer.same_channel(&$kind::channel().1));
                assert_eq!(consumer.try_recv(), Ok(1));

                drop((consumer, handle));
                let late = producer.channel();
                assert!(matches!(late.register_consumer(), Err(RegisterError::Closed)));
                assert!(matches!(late.clone().register_consumer(), Err(RegisterError::Closed)));
                assert!(late.downgrade().upgrade().is_none());
                assert!(matches!(producer.try_send(2), Err(TrySendError::Closed(2))));
            }
        )*
    };
}

competing_consumers! {
    a_handle_of_an_spmc_producer_registers_consumers: spmc;
    a_handle_of_an_mpmc_producer_registers_consumers: mpmc;
}

/// A message whose drop runs code.
struct Last(fn());

impl Drop for Last {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The last consumer has left, and its messages are being dropped. The drop of one of them makes a
/// handle, while another one is still in the ring. That handle registers no consumer either.
macro_rules! while_messages_are_dropped {
    ($($name:ident: $kind:ident;)*) => {
        $(
            #[test]
            fn $name() {
                thread_local! {
                    static PRODUCER: RefCell<Option<$kind::Producer<Last>>> =
                        const { RefCell::new(None) };
                    static REFUSED: Cell<u32> = const { Cell::new(0) };
                }
                let (mut producer, consumer) = $kind::channel::<Last>();
                let refused = || {
                    let handle = PRODUCER.with_borrow(|producer| {
                        producer.as_ref().unwrap().channel()
                    });
                    assert!(matches!(handle.register_consumer(), Err(RegisterError::Closed)));
                    REFUSED.set(REFUSED.get() + 1);
                };
                for _ in 0..3 {
                    assert!(producer.try_send(Last(refused)).is_ok());
                }
                PRODUCER.set(Some(producer));
                drop(consumer);
                assert_eq!(REFUSED.get(), 3);
                drop(PRODUCER.take());
            }
        )*
    };
}

while_messages_are_dropped! {
    a_handle_of_an_spmc_channel_that_is_dropped_registers_no_consumer: spmc;
    a_handle_of_an_mpmc_channel_that_is_dropped_registers_no_consumer: mpmc;
}

/// A message that is left behind is dropped once, also if a late handle comes and goes.
#[test]
fn a_late_handle_drops_no_message_again() {
    let (mut producer, consumer) = mpmc::channel::<std::sync::Arc<()>>();
    let message = std::sync::Arc::new(());
    producer.try_send(message.clone()).unwrap();
    drop(consumer);
    assert_eq!(std::sync::Arc::strong_count(&message), 1);
    drop(producer.channel());
    drop(producer);
    assert_eq!(std::sync::Arc::strong_count(&message), 1);
}

/// A producer that has closed the channel registers no other producer through its handle.
#[test]
fn a_handle_after_close_registers_nothing() {
    let (producer, consumer) = mpsc::channel::<u8>();
    producer.close();
    assert!(matches!(producer.channel().register(), Err(RegisterError::Closed)));
    assert!(matches!(consumer.channel().register(), Err(RegisterError::Closed)));
}
