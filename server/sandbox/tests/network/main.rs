//! The sandbox network over real HTTP, with the desk's own UnionPay channel
//! as its client: what one side writes the other reads, and nothing else.

mod desk;
mod injected_failures;
mod notices;
mod pages;
mod refunds;
mod wire;
