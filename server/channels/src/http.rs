//! The HTTP calls that the engine makes for a channel, and their replies, as
//! plain data.

use domain::secret::Secret;

/// A form POST from the server to a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpCall {
    /// The absolute URL at the network.
    pub url: String,
    /// The body, of [`HttpCall::CONTENT_TYPE`]. It may contain card data, so it
    /// is never logged.
    pub body: Secret,
    /// The time-out in milliseconds. After it `finish` is called with
    /// [`HttpReply::NoReply`].
    pub timeout_ms: u32,
}

impl HttpCall {
    /// The `Content-Type` of every call.
    pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded;charset=UTF-8";
}

/// A form that the shopper's browser posts to the network. Contains no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserForm {
    /// The absolute URL at the network.
    pub action: String,
    /// The hidden fields in order, not escaped for HTML.
    pub fields: Vec<(String, String)>,
}

/// How an operation is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The server calls the network and passes the reply to `finish`.
    Call(HttpCall),
    /// The shopper's browser posts a form to the network. There is no reply; a
    /// notice or a query reports the result.
    Browser(BrowserForm),
}

/// The reply to an [`HttpCall`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HttpReply<'a> {
    /// An HTTP response.
    Body {
        /// The status code.
        status: u16,
        /// The raw body.
        bytes: &'a [u8],
    },
    /// A time-out, a connection error or a TLS error. The request may have
    /// arrived, so this is never a failure of the payment.
    NoReply,
}

impl std::fmt::Debug for HttpReply<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Body { status, bytes } => write!(f, "Body({status}, {} bytes)", bytes.len()),
            Self::NoReply => f.write_str("NoReply"),
        }
    }
}
