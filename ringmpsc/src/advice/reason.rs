//! Why a channel lacks a method, and what to write instead: one trait per reason.
//!
//! No type implements these traits: each needs [`NoEnd`], which only this room can name. A channel
//! that has the method has it on its generated type.

/// Implemented by no type.
pub trait NoEnd: Sized {
    /// Stands for the body of a function that no program can call.
    fn never<T>() -> T;
}

/// The option `wait` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `wait`",
    label = "only a channel with the option `wait` has this method",
    note = "write `wait` in the attribute: `#[ring_channel(kind = .., wait)]`"
)]
pub trait OptionWait: NoEnd {}

/// The option `futures` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `futures`",
    label = "only a channel with the option `futures` has this method",
    note = "write `futures` in the attribute: `#[ring_channel(kind = .., futures)]`",
    note = "this option needs the feature `futures` of the crate `ringmpsc`"
)]
pub trait OptionFutures: NoEnd {}

/// The option `notify` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `notify`",
    label = "only a channel with the option `notify` has this method",
    note = "write `notify` in the attribute: `#[ring_channel(kind = .., notify)]`"
)]
pub trait OptionNotify: NoEnd {}

/// The option `metrics` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `metrics`",
    label = "only a channel with the option `metrics` has this method",
    note = "write `metrics` in the attribute: `#[ring_channel(kind = .., metrics)]`"
)]
pub trait OptionMetrics: NoEnd {}

/// The option `contention` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `contention`",
    label = "only a channel with the option `contention` has this method",
    note = "write `contention` in the attribute: `#[ring_channel(kind = .., contention)]`"
)]
pub trait OptionContention: NoEnd {}

/// One of the options `metrics` and `contention` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the options `metrics` and `contention`",
    label = "only a channel with one of these options has this method",
    note = "write one in the attribute: `#[ring_channel(kind = .., metrics)]`"
)]
pub trait OptionMetricsOrContention: NoEnd {}

/// The option `numa` is on.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `numa`",
    label = "only a channel with the option `numa` has this method",
    note = "write `numa` in the attribute: `#[ring_channel(kind = .., numa)]`"
)]
pub trait OptionNuma: NoEnd {}

/// The producer can be cloned.
#[diagnostic::on_unimplemented(
    message = "a producer is not `Clone`",
    label = "one owner sends through a producer",
    note = "only one producer may write the cursors of a ring",
    note = "with `kind = mpsc` or `kind = mpmc`, `try_clone()` returns another producer, with a \
            ring of its own"
)]
pub trait ClonedProducer: NoEnd {}

/// The consumer can be cloned.
#[diagnostic::on_unimplemented(
    message = "a consumer is not `Clone`",
    label = "one owner receives through a consumer",
    note = "a consumer has private cursors, which a clone would not see move",
    note = "with `kind = spmc` or `kind = mpmc`, `try_clone()` returns another consumer, which \
            competes for the messages"
)]
pub trait ClonedConsumer: NoEnd {}

/// The control handle sends.
#[diagnostic::on_unimplemented(
    message = "the control handle does not send",
    label = "a producer has this method",
    note = "a producer comes from `register()` on the handle, with `kind = mpsc` or \
            `kind = mpmc`, and otherwise from `open()`"
)]
pub trait HandleSends: NoEnd {}

/// The control handle receives.
#[diagnostic::on_unimplemented(
    message = "the control handle does not receive",
    label = "a consumer has this method",
    note = "a consumer comes from `register_consumer()` on the handle, with `kind = spmc` or \
            `kind = mpmc`, and otherwise from `open()`"
)]
pub trait HandleReceives: NoEnd {}

/// The producer receives.
#[diagnostic::on_unimplemented(
    message = "a producer does not receive",
    label = "a consumer has this method"
)]
pub trait ProducerReceives: NoEnd {}

/// The consumer sends.
#[diagnostic::on_unimplemented(
    message = "a consumer does not send",
    label = "a producer has this method"
)]
pub trait ConsumerSends: NoEnd {}

/// The channel has many producers.
#[diagnostic::on_unimplemented(
    message = "this channel has exactly one producer, which `open()` returned",
    label = "only a channel with many producers has this method",
    note = "for many producers, write `kind = mpsc` or `kind = mpmc` in the attribute"
)]
pub trait ManyProducers: NoEnd {}

/// The channel has competing consumers.
#[diagnostic::on_unimplemented(
    message = "this channel has exactly one consumer, which `open()` returned",
    label = "only a channel with competing consumers has this method",
    note = "for competing consumers, write `kind = spmc` or `kind = mpmc` in the attribute"
)]
pub trait CompetingConsumers: NoEnd {}

/// The channel has one consumer.
#[diagnostic::on_unimplemented(
    message = "competing consumers cannot look at a message before one of them claims it",
    label = "only a channel with one consumer has this method",
    note = "`try_recv`, `steal` and `consume_batch` claim messages and return them by value",
    note = "for one consumer, write `kind = spsc` or `kind = mpsc` in the attribute"
)]
pub trait OneConsumer: NoEnd {}
