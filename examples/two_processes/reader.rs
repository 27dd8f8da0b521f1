//! The process that receives, and that starts the other one.

use std::error::Error;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use ringmpsc::process::{RecvError, SharedServer};

use crate::feed;
use crate::order::{self, Order, OrderShared, OrderSharedConsumer, SOCKET};

const BATCH: u64 = order::BATCH as u64;

/// Receives from `kills` feeds that are killed, and then from one that sends `orders` orders.
pub(crate) fn run(orders: u64, kills: u32) -> Result<(), Box<dyn Error>> {
    // Only this user can search it, and it goes with the program.
    let directory = tempfile::tempdir()?;
    let server = OrderShared::listen(directory.path().join(SOCKET))?;
    for _ in 0..kills {
        let mut feed = start(directory.path(), u64::MAX)?;
        let mut consumer = accept(&server)?;
        let killer = thread::spawn(move || {
            thread::sleep(random_time());
            feed.kill().and_then(|()| feed.wait())
        });
        let (received, end) = receive(&mut consumer, &ProgressBar::hidden());
        killer.join().expect("it does not panic")?;
        let noted = feed::noted(directory.path())? * BATCH;
        println!("{end}: the feed noted {noted} committed orders, and {received} arrived");
        // The feed notes a batch after its commit, and may die between the two.
        assert!(matches!(end, RecvError::PeerGone { delivered } if delivered == received));
        assert!(received == noted || received == noted + BATCH, "orders were lost or torn");
    }
    let mut feed = start(directory.path(), orders)?;
    let mut consumer = accept(&server)?;
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} orders, {per_sec}")?;
    let progress = ProgressBar::new(orders / BATCH * BATCH).with_style(style);
    let begin = Instant::now();
    let (received, end) = receive(&mut consumer, &progress);
    let time = begin.elapsed();
    progress.finish_and_clear();
    assert_eq!((received, end), (orders / BATCH * BATCH, RecvError::Closed));
    assert!(feed.wait()?.success(), "the feed failed");
    let rate = u128::from(received) * 1000 / time.as_micros().max(1);
    println!("{received} orders in {time:.2?}: {rate} thousand a second");
    Ok(())
}

/// Starts this program as the feed.
fn start(directory: &Path, orders: u64) -> std::io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .arg("--feed")
        .arg(directory)
        .arg("--orders")
        .arg(orders.to_string())
        .spawn()
}

/// Waits for a feed, and gives it a ring.
fn accept(server: &SharedServer<OrderShared>) -> Result<OrderSharedConsumer, Box<dyn Error>> {
    Ok(server.accept_timeout(Duration::from_secs(10))?.into_consumer()?)
}

/// Receives until the feed has ended. Returns the number of orders, and how it ended.
fn receive(consumer: &mut OrderSharedConsumer, progress: &ProgressBar) -> (u64, RecvError) {
    let mut received = 0;
    let mut check = |order: Order| {
        assert_eq!(order, Order::new(received), "an order is missing or torn");
        received += 1;
    };
    loop {
        // One order, for which this thread sleeps, and then all others that are there.
        let end = match consumer.recv() {
            Ok(order) => {
                check(order);
                consumer.consume_batch(&mut check).err()
            }
            Err(end) => Some(end),
        };
        match end {
            None | Some(RecvError::Empty) => progress.set_position(consumer.delivered()),
            Some(end) => return (received, end),
        }
    }
}

/// Returns a time of up to 50 ms.
fn random_time() -> Duration {
    Duration::from_micros(RandomState::new().build_hasher().finish() % 50_000)
}
