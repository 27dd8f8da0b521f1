//! The crate iceoryx2: publish and subscribe in one domain of trust, by files in shared memory. A
//! publisher discards nothing here: it tries again while the subscriber's queue is full.

use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::prelude::*;
use iceoryx2::service::port_factory::publish_subscribe::PortFactory;

use crate::common::ends;
use crate::processes::{Attempt, Route};

pub(crate) struct Iceoryx2;

type Service = PortFactory<ipc::Service, u64, ()>;

/// A service, which both processes have opened.
pub(crate) struct Link {
    service: Service,
    _node: Node<ipc::Service>,
}

pub(crate) struct Sender {
    publisher: Publisher<ipc::Service, u64, ()>,
    _link: Link,
}

pub(crate) struct Receiver {
    subscriber: Subscriber<ipc::Service, u64, ()>,
    _link: Link,
}

fn open(name: &str, capacity: usize) -> Attempt<Link> {
    set_log_level(LogLevel::Error);
    let node = NodeBuilder::new().create::<ipc::Service>()?;
    let service = node
        .service_builder(&name.try_into()?)
        .publish_subscribe::<u64>()
        .enable_safe_overflow(false)
        .history_size(0)
        .max_publishers(1)
        .max_subscribers(1)
        .subscriber_max_buffer_size(capacity)
        .open_or_create()?;
    Ok(Link { service, _node: node })
}

impl Route for Iceoryx2 {
    const NAME: &'static str = "iceoryx2";
    type Link = Link;
    type Sender = Sender;
    type Receiver = Receiver;

    fn create(capacity: usize) -> Attempt<(Link, String)> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        // Relaxed: only the numbers matter.
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("compare/{}/{nth}", process::id());
        Ok((open(&name, capacity)?, name))
    }

    fn join(name: &str, capacity: usize) -> Attempt<Link> {
        open(name, capacity)
    }

    fn sender(link: Link) -> Attempt<Sender> {
        let publisher = link
            .service
            .publisher_builder()
            .backpressure_strategy(BackpressureStrategy::DiscardData)
            .create()?;
        Ok(Sender { publisher, _link: link })
    }

    fn receiver(link: Link) -> Attempt<Receiver> {
        Ok(Receiver { subscriber: link.service.subscriber_builder().create()?, _link: link })
    }
}

impl ends::Sender<u64> for Sender {
    fn send(&mut self, message: u64) -> bool {
        let Ok(sample) = self.publisher.loan_uninit() else {
            return false;
        };
        // The number of subscribers that have it.
        sample.write_payload(message).send().is_ok_and(|n| n == 1)
    }
}

impl ends::Receiver<u64> for Receiver {
    fn receive(&mut self) -> Option<u64> {
        self.subscriber.receive().ok().flatten().map(|sample| *sample)
    }
}
