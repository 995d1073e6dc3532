//! What the engine has to carry over HTTP, and what came back.
//!
//! Plain data: this crate opens no connection. A [`HttpCall`] may hold card data
//! in its body, so the body is a secret and the type shows none of it.

use domain::secret::Secret;

/// A form POST from our server to a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpCall {
    /// Absolute address at the network.
    pub url: String,
    /// The body, `application/x-www-form-urlencoded;charset=UTF-8`
    /// ([`HttpCall::CONTENT_TYPE`]). May hold card data: send it, never log it.
    pub body: Secret,
    /// Give up after this many milliseconds and call `finish` with
    /// [`HttpReply::NoReply`].
    pub timeout_ms: u32,
}

impl HttpCall {
    /// The `Content-Type` header of every such POST.
    pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded;charset=UTF-8";
}

/// A form the shopper's browser posts to the network (submitted by script,
/// or by its button when scripts are off). Holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserForm {
    /// Absolute address at the network; its origin goes into the page's
    /// `form-action`.
    pub action: String,
    /// Hidden fields, in this order, not yet escaped for HTML.
    pub fields: Vec<(String, String)>,
}

/// What to do next for an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Our server calls the network and gives the reply to `finish`.
    Call(HttpCall),
    /// The shopper's browser goes to the network. There is no reply: a
    /// notice or a query tells the result.
    Browser(BrowserForm),
}

/// What came back from a [`HttpCall`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HttpReply<'a> {
    /// An HTTP response.
    Body {
        /// Status code.
        status: u16,
        /// The raw body, at most a few dozen KiB (more is `Unreadable`).
        bytes: &'a [u8],
    },
    /// Time-out, refused, reset, TLS trouble. The request may have arrived:
    /// never a failure.
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
