//! How a payment is made.

/// How a payment is made. Decides whether the payer may try again after a
/// decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentMethod {
    /// On the network's or the bank's page.
    BankPage,
    /// With a signed agreement, charged by the server.
    Agreement,
    /// By scanning a QR code.
    Qr,
}

impl PaymentMethod {
    /// True where the payer pays on the bank's page or in an app, so that money
    /// can move without another call from the server.
    pub const fn payer_pays_elsewhere(self) -> bool {
        match self {
            Self::BankPage | Self::Qr => true,
            Self::Agreement => false,
        }
    }
}
