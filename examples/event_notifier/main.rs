//! `event_notifier`: a channel in an epoll loop, beside a socket and a timer.
//!
//! ```sh
//! cargo run --example event_notifier
//! ```
//!
//! One thread serves three descriptors and owns all state, so there is no lock:
//!
//! ```text
//! sensor (a thread) ── channel ── EventNotifier ─┐
//! client (a thread) ── Unix datagram socket ─────┼─> epoll_wait ──> Statistics
//! every 10 ms ──────── timerfd ──────────────────┘
//! ```
//!
//! The option `notify` gives the consumer `set_notifier`. An [`EventNotifier`] is an eventfd, which
//! is readable when there is something to receive. While the loop is busy, sending costs no system
//! call.

#![forbid(unsafe_code)]

mod sample;
mod timer;

use std::error::Error;
use std::io;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ringmpsc::{EventNotifier, TryRecvError};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::io::retry_on_intr;

use crate::sample::{Sample, SampleChannel, SampleProducer};
use crate::timer::Timer;

const SAMPLES: u32 = 40;
const QUESTIONS: u32 = 3;
const TICKS: u32 = 3;

/// What epoll tells the descriptors apart by.
const CHANNEL: u64 = 0;
const SOCKET: u64 = 1;
const TIMER: u64 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let (producer, mut consumer) = SampleChannel::open();
    let notifier = Arc::new(EventNotifier::new()?);
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    let (server, client) = UnixDatagram::pair()?;
    let timer = Timer::every(Duration::from_millis(10))?;

    let epoll = epoll::create(CreateFlags::CLOEXEC)?;
    notifier.register_epoll(&epoll, CHANNEL, false)?;
    epoll::add(&epoll, &server, EventData::new_u64(SOCKET), EventFlags::IN)?;
    epoll::add(&epoll, &timer, EventData::new_u64(TIMER), EventFlags::IN)?;

    let sensor = thread::spawn(move || measure(producer));
    let client = thread::spawn(move || ask(&client));

    let mut statistics = Statistics::default();
    let (mut open, mut questions, mut ticks) = (true, 0, 0);
    let mut events = Vec::with_capacity(8);
    while open || questions < QUESTIONS || ticks < TICKS {
        retry_on_intr(|| epoll::wait(&epoll, spare_capacity(&mut events), None))?;
        for event in events.drain(..) {
            let token = event.data;
            match token.u64() {
                CHANNEL => {
                    // First this, then receive until there is nothing left.
                    notifier.consume()?;
                    open = loop {
                        match consumer.try_recv() {
                            Ok(sample) => statistics.add(&sample),
                            Err(TryRecvError::Empty) => break true,
                            Err(TryRecvError::Closed) => break false,
                        }
                    };
                }
                SOCKET => {
                    server.recv(&mut [0; 16])?;
                    server.send(statistics.describe().as_bytes())?;
                    questions += 1;
                }
                TIMER => {
                    timer.tick()?;
                    ticks += 1;
                    println!("tick {ticks}: {}", statistics.describe());
                }
                token => unreachable!("nothing was registered with {token}"),
            }
        }
    }

    sensor.join().expect("the sensor does not panic")?;
    client.join().expect("the client does not panic")?;
    println!("in the end: {}", statistics.describe());
    assert_eq!((statistics.count, statistics.sum), (40, 820));
    Ok(())
}

/// What the loop knows. It belongs to one thread.
#[derive(Default)]
struct Statistics {
    count: u32,
    sum: u32,
}

impl Statistics {
    fn add(&mut self, sample: &Sample) {
        self.count += 1;
        self.sum += sample.0;
    }

    fn describe(&self) -> String {
        format!("{} samples, mean {}", self.count, self.sum / self.count.max(1))
    }
}

/// The sensor: a sample each millisecond. Dropping the producer, at the end, is an event as well.
fn measure(mut producer: SampleProducer) -> io::Result<()> {
    let timer = Timer::every(Duration::from_millis(1))?;
    for value in 1..=SAMPLES {
        timer.tick()?;
        producer.try_send(Sample(value)).map_err(io::Error::other)?;
    }
    Ok(())
}

/// The client: asks the loop, by datagram, how far it is.
fn ask(socket: &UnixDatagram) -> io::Result<()> {
    let timer = Timer::every(Duration::from_millis(8))?;
    for question in 1..=QUESTIONS {
        timer.tick()?;
        socket.send(b"how far?")?;
        let mut answer = [0; 64];
        let length = socket.recv(&mut answer)?;
        println!("answer {question}: {}", String::from_utf8_lossy(&answer[..length]));
    }
    Ok(())
}
