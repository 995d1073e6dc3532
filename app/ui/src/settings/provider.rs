//! Who runs these pages: the payment provider's name, licence and contacts, as
//! the identity bar and the foot of every page show them.

/// The provider. What is `None` is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// The name of the company.
    pub name: Option<String>,
    /// The number of its payment licence (支付业务许可证).
    pub licence: Option<String>,
    /// The phone number of its service line.
    pub phone: Option<String>,
    /// The link to its service agreement: https, or a path of this site.
    pub agreement: Option<String>,
    /// The link to its privacy policy: https, or a path of this site.
    pub privacy: Option<String>,
    /// Where to complain: a phone number, an https link or a path of this site.
    pub complaints: Option<String>,
}
