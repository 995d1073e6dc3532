//! The domain model: money, orders, attempts, refunds, the ledger, limits,
//! merchants and malls, the checks of every form field, and the interface that
//! the pay page calls ([`desk::PayDesk`]).
//!
//! Pure: no IO, clock, randomness or async runtime. The same functions run in
//! the browser (wasm) and on the server.

pub mod application;
pub mod attempt;
pub mod bank;
pub mod brand;
pub mod card;
pub mod channel_id;
pub mod clock;
pub mod console;
pub mod credentials;
pub mod day;
pub mod desk;
pub mod display_text;
pub mod entropy;
pub mod field_limits;
pub mod goods;
pub mod id_number;
pub mod ids;
pub mod input;
pub mod last_way;
pub mod ledger;
pub mod limits;
pub mod locale;
pub mod machine;
pub mod mall;
pub mod merchant;
pub mod merchant_store;
pub mod money;
pub mod network_request;
pub mod order;
pub mod origin;
pub mod payee;
pub mod payment_method;
pub mod phone;
pub mod product;
pub mod rate_limits;
pub mod refund;
pub mod refusal;
pub mod secret;
pub mod sms_code;
pub mod surplus;
pub mod uscc;
pub mod visit;
