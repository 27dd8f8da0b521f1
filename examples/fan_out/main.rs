//! `fan_out`: one thread reads files, several hash them, and the output is that of `sha256sum`.
//!
//! ```sh
//! cargo run --example fan_out [-- --workers N PATH...]
//! ```
//!
//! The reader is the only producer, so there is one ring; each [`File`] in it goes to the worker that claims it first. A
//! worker that has a large file at hand keeps nobody from the others.

#![forbid(unsafe_code)]

mod file;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use clap::Parser;
use ringmpsc::{RegisterError, SendError};
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use crate::file::{File, FileChannel, FileConsumer, FileProducer};

/// Prints the SHA-256 digests of files, as `sha256sum` does.
#[derive(Debug, Parser)]
struct Args {
    /// Files and directories; without any, this workspace except `target` and `.git`.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How many threads hash.
    #[arg(long, value_name = "N", default_value = "3")]
    workers: NonZeroUsize,
}

/// A line of the output.
type Line = (PathBuf, String);

fn main() -> ExitCode {
    let mut args = Args::parse();
    if args.paths.is_empty() {
        args.paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    }
    match fan_out(&args) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(unreadable) => {
            eprintln!("unreadable: {unreadable}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the digests, sorted by path, and returns how much could not be read.
fn fan_out(args: &Args) -> io::Result<u64> {
    let (producer, channel) = FileChannel::open();
    let workers: Result<Vec<FileConsumer>, RegisterError> =
        (0..args.workers.get()).map(|_| channel.register_consumer()).collect();
    let (unreadable, mut lines) = thread::scope(|scope| {
        let workers = workers.map_err(io::Error::other)?;
        let workers: Vec<_> =
            workers.into_iter().map(|consumer| scope.spawn(|| hash_all(consumer))).collect();
        // When the reader is done it drops its producer, and the workers are told that there will be no more.
        let unreadable = read_all(&args.paths, producer).map_err(io::Error::other)?;
        let lines: Vec<Line> = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker does not panic"))
            .collect();
        io::Result::Ok((unreadable, lines))
    })?;
    lines.sort_unstable_by(|(one, _), (other, _)| one.as_os_str().cmp(other.as_os_str()));
    let mut out = io::stdout().lock();
    for (path, digest) in lines {
        writeln!(out, "{digest}  {}", path.display())?;
    }
    Ok(unreadable)
}

/// Sends every regular file below the paths. What cannot be read is reported, and counted.
fn read_all(paths: &[PathBuf], mut producer: FileProducer) -> Result<u64, SendError<File>> {
    let mut unreadable = 0;
    let entries = paths.iter().flat_map(|path| WalkDir::new(path).into_iter().filter_entry(wanted));
    for entry in entries {
        let file = entry.map_err(io::Error::from).and_then(|entry| {
            let is_file = entry.file_type().is_file();
            let read = || fs::read(entry.path()).map(|contents| (entry.path().into(), contents));
            is_file.then(read).transpose()
        });
        match file {
            Ok(Some((path, contents))) => producer.send(File { path, contents })?,
            Ok(None) => {}
            Err(error) => {
                eprintln!("{error}");
                unreadable += 1;
            }
        }
    }
    Ok(unreadable)
}

/// Not what is built from the sources, nor their history.
fn wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    !(entry.file_type().is_dir() && (name == "target" || name == ".git"))
}

/// One worker: hashes whatever it can claim, until nobody sends any more.
fn hash_all(mut consumer: FileConsumer) -> Vec<Line> {
    let mut lines = Vec::new();
    while let Ok(File { path, contents }) = consumer.recv() {
        let mut digest = String::new();
        for byte in Sha256::digest(contents) {
            write!(digest, "{byte:02x}").expect("a string takes everything");
        }
        lines.push((path, digest));
    }
    lines
}
