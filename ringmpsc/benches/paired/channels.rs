//! The channels of this library that are measured.

use crate::common::ends::{Receiver, Sender, Waiting, waiting_ends};
use crate::common::generated::channels;
use crate::common::message::Message;

channels! {
    spsc:
    bits_4_wait(bits = 4, wait);
    bits_4_notify(bits = 4, notify);
    bits_4_adaptive(bits = 4, wait, fence = adaptive);
    bits_4_asymmetric(bits = 4, wait, fence = asymmetric);
    bits_4_full(bits = 4, wait, fence = full);
    bits_10_wait(bits = 10, wait);
    bits_12(bits = 12);
    bits_16(bits = 16);
    bits_16_metrics(bits = 16, metrics);
    bits_16_wait_notify(bits = 16, wait, notify);
    bits_16_adaptive(bits = 16, wait, fence = adaptive);
    bits_16_asymmetric(bits = 16, wait, fence = asymmetric);
    bits_16_full(bits = 16, wait, fence = full);
}

channels! {
    mpsc:
    bits_4_wait(bits = 4, wait);
    bits_4_notify(bits = 4, notify);
    bits_10_wait(bits = 10, wait);
    bits_12(bits = 12);
}

channels! {
    spmc:
    bits_12(bits = 12);
}

channels! {
    mpmc:
    bits_12(bits = 12);
}

waiting_ends! {
    spsc::bits_10_wait::QueueProducer<M>: send, spsc::bits_10_wait::QueueConsumer<M>: recv;
    spsc::bits_16_adaptive::QueueProducer<M>: send, spsc::bits_16_adaptive::QueueConsumer<M>: recv;
    spsc::bits_16_asymmetric::QueueProducer<M>: send,
        spsc::bits_16_asymmetric::QueueConsumer<M>: recv;
    spsc::bits_16_full::QueueProducer<M>: send, spsc::bits_16_full::QueueConsumer<M>: recv;
    mpsc::bits_10_wait::QueueProducer<M>: send, mpsc::bits_10_wait::QueueConsumer<M>: recv;
}
