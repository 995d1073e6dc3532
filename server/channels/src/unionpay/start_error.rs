//! Why an operation cannot be sent.

/// Why an operation cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// UnionPay would refuse the value of this field.
    #[error("{0} cannot be sent as it is")]
    Field(&'static str),
    /// The trade's time to pay is over.
    #[error("the time to pay is over")]
    Expired,
    /// Card data could not be encrypted for UnionPay's certificate.
    #[error("card data could not be encrypted")]
    Encryption,
}

impl StartError {
    /// The name of the field at fault.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Field(name) => name,
            Self::Expired => "payTimeout",
            Self::Encryption => "encryptedInfo",
        }
    }
}
