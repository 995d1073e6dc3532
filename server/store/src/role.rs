//! What a connection may do.

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Creates the file where there is none, and the tables.
    Creator,
    /// Writes to a database that exists.
    Writer,
    /// Cannot write.
    Reader,
    /// Cannot write, and reads whole tables without a time limit.
    Auditor,
}

impl Role {
    pub(crate) const fn writes(self) -> bool {
        matches!(self, Self::Creator | Self::Writer)
    }

    pub(crate) const fn has_no_time_limit(self) -> bool {
        matches!(self, Self::Creator | Self::Auditor)
    }
}
