//! HTTP calls and what the payer is shown, as plain data. The engine sends a
//! call and passes the reply back.

use domain::secret::Secret;

/// The HTTP method of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// A call from the server to a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpCall {
    /// The method.
    pub method: HttpMethod,
    /// The absolute URL at the network.
    pub url: String,
    /// The header fields, with `content-type` if there is a body. They contain
    /// no secret.
    pub headers: Vec<(&'static str, String)>,
    /// The body. It may contain card data, so it is never logged.
    pub body: Secret,
    /// The time-out in milliseconds. After it `finish` is called with
    /// [`HttpReply::NoReply`].
    pub timeout_ms: u32,
    /// A longer reply is not read; it counts as [`HttpReply::NoReply`].
    pub reply_max_bytes: usize,
}

/// An HTTP response: of a network to a call, or ours to a notice.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())
    }
}

/// The reply to an [`HttpCall`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpReply {
    /// An HTTP response.
    Response(HttpResponse),
    /// A time-out, a connection or TLS error, or too long a reply. The request
    /// may have arrived, so this is never a failure of the payment.
    NoReply,
}

/// A request of a network to the server: a notice.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The raw body.
    pub body: Vec<u8>,
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
    /// The payer is shown something. There is no reply; a notice or a query
    /// reports the result.
    Show(Show),
}

/// What the payer is shown, to pay at the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Show {
    /// A form that the browser posts.
    BrowserForm(BrowserForm),
    /// The content of a QR code.
    Qr(String),
}
