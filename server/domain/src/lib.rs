//! The rules of the house: money, orders, attempts, refusals, limits, brands
//! and field checks, and the port the pay page calls.
//!
//! Pure: no IO, clock, randomness or async runtime. The same functions run
//! in the browser (wasm) and on the server.

pub mod attempt;
pub mod bank;
pub mod brand;
pub mod card;
pub mod clock;
pub mod credentials;
pub mod day;
pub mod desk;
pub mod entropy;
pub mod goods;
pub mod id_number;
pub mod ids;
pub mod ledger;
pub mod limits;
pub mod locale;
pub mod machine;
pub mod mall;
pub mod merchant;
pub mod money;
pub mod order;
pub mod origin;
pub mod phone;
pub mod product;
pub mod refund;
pub mod refusal;
pub mod secret;
pub mod surplus;
pub mod typed;
pub mod uscc;
