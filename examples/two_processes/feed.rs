//! The process that sends.

use std::error::Error;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use ringmpsc::process::SendError;

use crate::order::{BATCH, NOTE, Order, OrderShared, OrderSharedProducer, SOCKET};

/// Connects to the reader, which creates a ring, and sends `orders` orders, in whole batches.
pub(crate) fn run(directory: &Path, orders: u64) -> Result<(), Box<dyn Error>> {
    let note = File::create(directory.join(NOTE))?;
    let mut producer = OrderShared::connect(directory.join(SOCKET))?.into_producer()?;
    for batch in 0..orders / u64::from(BATCH) {
        match send(&mut producer, batch) {
            Ok(()) => note.write_all_at(&(batch + 1).to_ne_bytes(), 0)?,
            // The reader has left. That is its decision.
            Err(SendError::Closed | SendError::PeerGone) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Sends one batch, which the reader sees as a whole.
fn send(producer: &mut OrderSharedProducer, batch: u64) -> Result<(), SendError> {
    let first = batch * u64::from(BATCH);
    let mut slots = producer.reserve_wait(usize::from(BATCH))?;
    for number in 0..BATCH {
        slots.push(Order::new(first + u64::from(number)));
    }
    slots.commit();
    Ok(())
}

/// Returns how many batches a feed has noted.
pub(crate) fn noted(directory: &Path) -> io::Result<u64> {
    let mut note = [0; 8];
    match File::open(directory.join(NOTE))?.read_exact_at(&mut note, 0) {
        Ok(()) => Ok(u64::from_ne_bytes(note)),
        // The feed died before its first batch.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
        Err(error) => Err(error),
    }
}
