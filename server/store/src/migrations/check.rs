//! What must hold around a migration.

/// What must hold. Each query answers one number, `n`.
#[derive(Debug)]
pub(crate) enum MigrationCheck {
    /// The number before and after is the same.
    Same {
        /// What is counted, in words.
        what: &'static str,
        /// The query before.
        before: &'static str,
        /// Asked after.
        after: &'static str,
    },
    /// The number after it is zero.
    None {
        /// What is counted, in words.
        what: &'static str,
        /// Asked after.
        after: &'static str,
    },
}
