//! The errors WeChat Pay answers with: `{"code","message","detail"}` and an HTTP
//! status. Only those that the sandbox uses.

use axum::http::StatusCode;
use serde::Serialize;

/// An error's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorCode {
    /// A field is missing or malformed.
    ParamError,
    /// Well formed, but against a rule.
    InvalidRequest,
    /// The signature is missing, wrong or old.
    SignError,
    /// `sp_appid` is not the provider's.
    AppidMchidNotMatch,
    /// The number was used for another order.
    OutTradeNoUsed,
    /// The order is closed.
    OrderClosed,
    /// The order is paid.
    OrderPaid,
    /// The payer is paying at this moment.
    UserPaying,
    /// No such order.
    OrderNotExist,
    /// No such payment, refund, certificate or address.
    ResourceNotExists,
}

/// An error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WireError {
    pub(super) code: ErrorCode,
    /// The field or header, if one is wrong.
    field: Option<&'static str>,
    /// What is wrong, without values.
    issue: &'static str,
}

/// The body.
#[derive(Debug, Serialize)]
pub(super) struct ErrorBody {
    code: &'static str,
    message: &'static str,
    detail: ErrorDetail,
}

#[derive(Debug, Serialize)]
struct ErrorDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    issue: &'static str,
}

impl ErrorCode {
    /// The code in the body.
    const fn text(self) -> &'static str {
        match self {
            Self::ParamError => "PARAM_ERROR",
            Self::InvalidRequest => "INVALID_REQUEST",
            Self::SignError => "SIGN_ERROR",
            Self::AppidMchidNotMatch => "APPID_MCHID_NOT_MATCH",
            Self::OutTradeNoUsed => "OUT_TRADE_NO_USED",
            Self::OrderClosed => "ORDER_CLOSED",
            Self::OrderPaid => "ORDERPAID",
            Self::UserPaying => "USERPAYING",
            Self::OrderNotExist => "ORDER_NOT_EXIST",
            Self::ResourceNotExists => "RESOURCE_NOT_EXISTS",
        }
    }

    /// The message in the body.
    const fn message(self) -> &'static str {
        match self {
            Self::ParamError => "参数错误",
            Self::InvalidRequest => "无效请求",
            Self::SignError => "错误的签名，验签失败",
            Self::AppidMchidNotMatch => "AppID和mch_id不匹配",
            Self::OutTradeNoUsed => "商户订单号重复",
            Self::OrderClosed => "订单已关闭",
            Self::OrderPaid => "该订单已支付",
            Self::UserPaying => "用户支付中，需要输入密码",
            Self::OrderNotExist => "订单不存在",
            Self::ResourceNotExists => "查询的资源不存在",
        }
    }

    /// The HTTP status.
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::UserPaying => StatusCode::ACCEPTED,
            Self::SignError => StatusCode::UNAUTHORIZED,
            Self::OutTradeNoUsed => StatusCode::FORBIDDEN,
            Self::OrderNotExist | Self::ResourceNotExists => StatusCode::NOT_FOUND,
            Self::ParamError
            | Self::InvalidRequest
            | Self::AppidMchidNotMatch
            | Self::OrderClosed
            | Self::OrderPaid => StatusCode::BAD_REQUEST,
        }
    }
}

impl WireError {
    /// An error that is not of one field.
    pub(super) const fn new(code: ErrorCode, issue: &'static str) -> Self {
        let field = None;
        Self { code, field, issue }
    }

    /// A missing or malformed field, named as a JSON pointer, or a header.
    pub(super) const fn field(field: &'static str, issue: &'static str) -> Self {
        Self {
            code: ErrorCode::ParamError,
            field: Some(field),
            issue,
        }
    }

    /// The body of the reply.
    pub(super) const fn body(self) -> ErrorBody {
        ErrorBody {
            code: self.code.text(),
            message: self.code.message(),
            detail: ErrorDetail {
                field: self.field,
                issue: self.issue,
            },
        }
    }
}

impl From<ErrorCode> for WireError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code, code.message())
    }
}
