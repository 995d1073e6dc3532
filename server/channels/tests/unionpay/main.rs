//! Tests of the UnionPay channel: the messages it writes, the replies and notices it
//! reads, messages that UnionPay signed, and a second implementation.

mod answers;
mod chain;
mod interop;
mod kit;
mod messages;
mod notices;
mod refunds;
mod vectors;
