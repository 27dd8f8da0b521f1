//! The routes: one file for each kind.

mod bytes;
pub(crate) mod iceoryx2;
pub(crate) mod ipc_channel;
mod memory;
pub(crate) mod pipe;
pub(crate) mod probe;
pub(crate) mod ringmpsc;
pub(crate) mod shaq;
pub(crate) mod shmem_ipc;
pub(crate) mod socket;

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::process;

use super::partner::{Task, run_with};
use super::{Attempt, Route};

/// A name, and what does the partner's task.
type Entry = (&'static str, fn(&Task) -> Attempt<()>);

/// All there are, by their names.
const ROUTES: [Entry; 11] = [
    entry::<ringmpsc::Polled>(),
    entry::<ringmpsc::InPlace>(),
    entry::<ringmpsc::Blocking>(),
    entry::<probe::Polled>(),
    entry::<probe::Sleeping>(),
    entry::<shaq::Shaq>(),
    entry::<shmem_ipc::ShmemIpc>(),
    entry::<iceoryx2::Iceoryx2>(),
    entry::<ipc_channel::IpcChannel>(),
    entry::<pipe::Pipe>(),
    entry::<socket::Socket>(),
];

const fn entry<R: Route>() -> Entry {
    (R::NAME, run_with::<R>)
}

/// Does a task in the process of the partner.
pub(super) fn run(task: &Task) -> Attempt<()> {
    let route = ROUTES.iter().find(|(name, _)| *name == task.route);
    let (_, run) = route.ok_or("there is no such route")?;
    run(task)
}

/// The address of an open file, for as long as it is open here.
fn address(file: impl AsFd) -> String {
    format!("/proc/{}/fd/{}", process::id(), file.as_fd().as_raw_fd())
}

/// Opens the file of an address, to read and write it.
fn open(address: &str) -> io::Result<File> {
    File::options().read(true).write(true).open(address)
}

/// The words of an address.
fn words<const N: usize>(address: &str) -> Attempt<[&str; N]> {
    let words: Vec<_> = address.split(' ').collect();
    words.try_into().map_err(|_| "the address has another number of words".into())
}
