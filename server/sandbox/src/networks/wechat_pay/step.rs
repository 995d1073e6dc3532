//! The requests of the API, by method and path.

use axum::http::Method;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestStep {
    /// Place an order that is paid by scanning a code.
    NativeOrder,
    /// Query an order.
    Query,
    /// Close an order.
    Close,
    /// Refund a payment or a part of it.
    Refund,
    /// Query a refund.
    QueryRefund,
    /// List the platform certificates.
    Certificates,
}

impl RequestStep {
    /// The names of all kinds.
    pub(super) const NAMES: &[&str] = &[
        Self::NativeOrder.name(),
        Self::Query.name(),
        Self::Close.name(),
        Self::Refund.name(),
        Self::QueryRefund.name(),
        Self::Certificates.name(),
    ];

    /// Its name on the control page.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::NativeOrder => "native_order",
            Self::Query => "query",
            Self::Close => "close",
            Self::Refund => "refund",
            Self::QueryRefund => "query_refund",
            Self::Certificates => "certificates",
        }
    }

    /// The kind of a request, and the number in its path.
    pub(super) fn of<'a>(method: &Method, path: &'a str) -> Option<(Self, &'a str)> {
        const ORDERS: &str = "/v3/pay/partner/transactions/";
        const REFUNDS: &str = "/v3/refund/domestic/refunds";
        let (get, post) = (method == Method::GET, method == Method::POST);
        let found = match path {
            "/v3/certificates" if get => (Self::Certificates, ""),
            "/v3/pay/partner/transactions/native" if post => (Self::NativeOrder, ""),
            REFUNDS if post => (Self::Refund, ""),
            _ if path.starts_with(ORDERS) => {
                let number = path.strip_prefix(ORDERS)?.strip_prefix("out-trade-no/")?;
                match number.strip_suffix("/close") {
                    Some(number) if post => (Self::Close, number),
                    None if get => (Self::Query, number),
                    _ => return None,
                }
            }
            _ if get => {
                let number = path.strip_prefix(REFUNDS)?.strip_prefix('/')?;
                (Self::QueryRefund, number)
            }
            _ => return None,
        };
        (!found.1.contains('/')).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::RequestStep;
    use axum::http::Method;

    #[test]
    fn each_path_is_one_request() {
        for (method, path, expected) in [
            (
                Method::GET,
                "/v3/certificates",
                Some((RequestStep::Certificates, "")),
            ),
            (Method::POST, "/v3/certificates", None),
            (
                Method::POST,
                "/v3/pay/partner/transactions/native",
                Some((RequestStep::NativeOrder, "")),
            ),
            (Method::GET, "/v3/pay/partner/transactions/native", None),
            (
                Method::GET,
                "/v3/pay/partner/transactions/out-trade-no/A1",
                Some((RequestStep::Query, "A1")),
            ),
            (
                Method::POST,
                "/v3/pay/partner/transactions/out-trade-no/A1/close",
                Some((RequestStep::Close, "A1")),
            ),
            (
                Method::GET,
                "/v3/pay/partner/transactions/out-trade-no/A1/close",
                None,
            ),
            (
                Method::GET,
                "/v3/pay/partner/transactions/out-trade-no/A/1",
                None,
            ),
            (
                Method::POST,
                "/v3/refund/domestic/refunds",
                Some((RequestStep::Refund, "")),
            ),
            (
                Method::GET,
                "/v3/refund/domestic/refunds/R1",
                Some((RequestStep::QueryRefund, "R1")),
            ),
            (Method::GET, "/v3/refund/domestic/refunds", None),
            (Method::GET, "/v3/pay/transactions/out-trade-no/A1", None),
        ] {
            assert_eq!(RequestStep::of(&method, path), expected, "{method} {path}");
        }
    }
}
