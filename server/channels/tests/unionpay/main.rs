//! The UnionPay channel from outside: messages it writes, replies and
//! notices it reads, really signed messages, and another implementation.

mod answers;
mod chain;
mod interop;
mod kit;
mod messages;
mod notices;
mod refunds;
mod vectors;
