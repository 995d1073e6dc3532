//! Why a request cannot be sent.

/// Why a request cannot be sent. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The network would refuse the value of this field of its message.
    #[error("{0} cannot be sent as it is")]
    Field(&'static str),
    /// The time to pay is over.
    #[error("the time to pay is over")]
    Expired,
    /// Card data could not be encrypted for the network.
    #[error("card data could not be encrypted")]
    Encryption,
    /// The network does not offer this operation.
    #[error("the network does not offer this")]
    Unsupported,
}

impl StartError {
    /// A short text for logs: the field at fault, or the reason.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Field(name) => name,
            Self::Expired => "expired",
            Self::Encryption => "encryption",
            Self::Unsupported => "unsupported",
        }
    }
}
