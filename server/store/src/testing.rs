//! What tests of this and other packages need of the store: the books check,
//! and crashes in the middle of a commit.

mod books;
pub mod crash;

pub use books::check_books_at;
