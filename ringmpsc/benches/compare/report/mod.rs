//! The report: one page that needs no other file and no network.

mod bars;
mod colours;
mod curves;
mod lines;
mod page;
mod summary;
mod svg;

pub(crate) use self::page::page;
