//! Tests of the WeChat Pay channel: the messages it writes, the replies, notices and
//! certificates it reads, published examples, and a second implementation.

mod answers;
mod certificates;
mod config;
mod interop;
mod kit;
mod messages;
mod notices;
mod refunds;
mod vectors;
