//! `fan_out`: one thread reads files, several hash them, and the output is that of `sha256sum`.
//!
//! ```sh
//! cargo run --example fan_out [-- --workers N PATH...]
//! ```
//!
//! The reader is the only producer, so there is one ring; each [`File`] in it goes to the worker
//! that claims it first. A worker that has a large file at hand keeps nobody from the others.

#![forbid(unsafe_code)]

mod file;

use std::error::Error;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::{self, Builder};

use clap::Parser;
use clap::builder::RangedU64ValueParser;
use ringmpsc::SendError;
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
    #[arg(
        long,
        value_name = "N",
        default_value = "3",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024)
    )]
    workers: usize,
}

/// A file and its digest.
type Hashed = (PathBuf, [u8; 32]);

fn main() -> ExitCode {
    match fan_out(&Args::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(unreadable) => {
            complain(format_args!("unreadable: {unreadable}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            complain(format_args!("{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints the digests, sorted by path, and returns how much could not be read.
fn fan_out(args: &Args) -> Result<u64, Box<dyn Error>> {
    let (producer, channel) = FileChannel::open();
    let consumers: Vec<FileConsumer> =
        (0..args.workers).map(|_| channel.register_consumer()).collect::<Result<_, _>>()?;
    // The handle could make more workers, so while there is one, the reader would wait for them if
    // all had died.
    drop(channel);

    let (unreadable, mut hashed) = thread::scope(|scope| -> Result<_, Box<dyn Error>> {
        let workers: Vec<_> = consumers
            .into_iter()
            .map(|consumer| Builder::new().spawn_scoped(scope, || hash_all(consumer)))
            .collect::<Result<_, _>>()?;
        // When the reader is done it drops its producer, and the workers are told that there will
        // be no more.
        let unreadable = read_all(entries(&args.paths), producer)?;
        let hashed: Vec<Hashed> = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a worker does not panic"))
            .collect();
        Ok((unreadable, hashed))
    })?;

    // By their bytes: the order of paths would put `a/b` before `a-b`.
    hashed.sort_unstable_by(|(one, _), (other, _)| one.as_os_str().cmp(other.as_os_str()));
    print(&hashed)?;
    Ok(unreadable)
}

/// All that is found below the paths, or in the workspace what its authors have written.
fn entries(given: &[PathBuf]) -> Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + '_> {
    if !given.is_empty() {
        return Box::new(given.iter().flat_map(WalkDir::new));
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let walk = WalkDir::new(package.parent().unwrap_or(package)).into_iter();
    let built = |entry: &DirEntry| entry.file_name() == "target" || entry.file_name() == ".git";
    Box::new(walk.filter_entry(move |entry| entry.depth() != 1 || !built(entry)))
}

/// Sends every file. What cannot be read is reported, and counted.
fn read_all(
    entries: impl Iterator<Item = walkdir::Result<DirEntry>>,
    mut producer: FileProducer,
) -> Result<u64, SendError<File>> {
    let mut unreadable = 0;
    for entry in entries {
        let complaint = match entry.as_ref().map(|entry| (entry.path(), read(entry))) {
            Ok((path, Ok(Some(contents)))) => {
                producer.send(File { path: path.into(), contents })?;
                continue;
            }
            Ok((_, Ok(None))) => continue,
            Ok((path, Err(error))) => format!("{}: {error}", path.display()),
            // This one says itself where.
            Err(error) => error.to_string(),
        };
        complain(format_args!("{complaint}"));
        unreadable += 1;
    }
    Ok(unreadable)
}

/// The contents of a regular file. Links, and what else is none, are passed over, unless they were
/// given by name.
fn read(entry: &DirEntry) -> io::Result<Option<Vec<u8>>> {
    let given = entry.depth() == 0;
    let kind = if given { fs::metadata(entry.path())?.file_type() } else { entry.file_type() };
    if kind.is_file() {
        fs::read(entry.path()).map(Some)
    } else if given && !kind.is_dir() {
        Err(io::Error::other("neither a file nor a directory"))
    } else {
        Ok(None)
    }
}

/// One worker: hashes whatever it can claim, until nobody sends any more.
fn hash_all(mut consumer: FileConsumer) -> Vec<Hashed> {
    let mut hashed = Vec::new();
    while let Ok(File { path, contents }) = consumer.recv() {
        hashed.push((path, Sha256::digest(contents).into()));
    }
    hashed
}

fn print(hashed: &[Hashed]) -> io::Result<()> {
    let mut text = Vec::new();
    for (path, digest) in hashed {
        let name = path.as_os_str().as_bytes();
        let escaped = escaped(name);
        if escaped != name {
            text.push(b'\\');
        }
        for byte in digest {
            write!(text, "{byte:02x}")?;
        }
        text.extend([b"  ", escaped.as_slice(), b"\n"].concat());
    }
    match io::stdout().lock().write_all(&text) {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// A name on one line. `sha256sum` begins the line with a backslash if there was something to
/// escape.
fn escaped(name: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'\\' => escaped.extend(b"\\\\"),
            b'\n' => escaped.extend(b"\\n"),
            b'\r' => escaped.extend(b"\\r"),
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// Writes a line to standard error. If that fails too, there is nobody to tell.
fn complain(message: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "fan_out: {message}");
}
