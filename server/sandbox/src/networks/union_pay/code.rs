//! The response codes the sandbox answers with (wire facts 1.11).

use serde::{Deserialize, Serialize};

/// A `respCode`. Only those that the sandbox uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RespCode {
    /// Success; in reply to a payment: accepted.
    #[serde(rename = "00")]
    Ok,
    /// Accepted, pending at the bank: no result yet.
    #[serde(rename = "05")]
    Accepted,
    /// A field is malformed, or the message type is unknown.
    #[serde(rename = "10")]
    Format,
    /// The signature or its `certId` is not valid.
    #[serde(rename = "11")]
    Signature,
    /// This order number was used before.
    #[serde(rename = "12")]
    Duplicate,
    /// A mandatory field is missing.
    #[serde(rename = "13")]
    Missing,
    /// Another institution's.
    #[serde(rename = "32")]
    NoRight,
    /// Over the card's limit.
    #[serde(rename = "33")]
    OverLimit,
    /// No such transaction.
    #[serde(rename = "34")]
    NotFound,
    /// The original payment's state does not allow it.
    #[serde(rename = "35")]
    State,
    /// The amount exceeds what is left of the original payment.
    #[serde(rename = "36")]
    Mismatch,
    /// The original payment was undone.
    #[serde(rename = "45")]
    GivenBack,
    /// No such card.
    #[serde(rename = "61")]
    CardNumber,
    /// No such bank.
    #[serde(rename = "62")]
    Issuer,
    /// The card is frozen.
    #[serde(rename = "63")]
    CardState,
    /// Not enough money on the card.
    #[serde(rename = "64")]
    Balance,
    /// Wrong expiry or security code.
    #[serde(rename = "65")]
    CardSecrets,
    /// Wrong name, id number or phone.
    #[serde(rename = "66")]
    Identity,
    /// `payTimeout` has passed.
    #[serde(rename = "69")]
    TooLate,
    /// The payer has not paid yet.
    #[serde(rename = "70")]
    WithPayer,
    /// The SMS code is wrong, expired, used or missing.
    #[serde(rename = "71")]
    Sms,
    /// No such token, or another requestor's.
    #[serde(rename = "89")]
    Token,
}

impl RespCode {
    /// The two characters in messages.
    pub(crate) const fn digits(self) -> &'static str {
        match self {
            Self::Ok => "00",
            Self::Accepted => "05",
            Self::Format => "10",
            Self::Signature => "11",
            Self::Duplicate => "12",
            Self::Missing => "13",
            Self::NoRight => "32",
            Self::OverLimit => "33",
            Self::NotFound => "34",
            Self::State => "35",
            Self::Mismatch => "36",
            Self::GivenBack => "45",
            Self::CardNumber => "61",
            Self::Issuer => "62",
            Self::CardState => "63",
            Self::Balance => "64",
            Self::CardSecrets => "65",
            Self::Identity => "66",
            Self::TooLate => "69",
            Self::WithPayer => "70",
            Self::Sms => "71",
            Self::Token => "89",
        }
    }

    /// The text (`respMsg`), also shown on pages.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Ok => "成功",
            Self::Accepted => "交易已受理，请稍后查询交易结果",
            Self::Format => "报文格式错误",
            Self::Signature => "验签失败",
            Self::Duplicate => "重复交易",
            Self::Missing => "报文交易要素缺失",
            Self::NoRight => "无此交易权限",
            Self::OverLimit => "交易金额超限",
            Self::NotFound => "查无此交易",
            Self::State => "原交易状态不正确",
            Self::Mismatch => "与原交易信息不符",
            Self::GivenBack => "已被成功退货或已被成功撤销",
            Self::CardNumber => "输入的卡号无效",
            Self::Issuer => "发卡银行不支持",
            Self::CardState => "卡状态不正确",
            Self::Balance => "卡上的余额不足",
            Self::CardSecrets => "有效期或 CVN2 有误",
            Self::Identity => "持卡人身份信息或手机号不正确",
            Self::TooLate => "付款超时，订单已关闭",
            Self::WithPayer => "交易已跳转，等待付款人操作",
            Self::Sms => "短信验证码错误或已失效",
            Self::Token => "无此 Token 或 TR 不匹配",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RespCode;
    use channels::unionpay::CODES;

    #[test]
    fn the_desk_knows_every_code_and_the_books_write_it_as_the_wire_does() {
        for code in [
            RespCode::Ok,
            RespCode::Accepted,
            RespCode::Format,
            RespCode::Signature,
            RespCode::Duplicate,
            RespCode::Missing,
            RespCode::NoRight,
            RespCode::OverLimit,
            RespCode::NotFound,
            RespCode::State,
            RespCode::Mismatch,
            RespCode::GivenBack,
            RespCode::CardNumber,
            RespCode::Issuer,
            RespCode::CardState,
            RespCode::Balance,
            RespCode::CardSecrets,
            RespCode::Identity,
            RespCode::TooLate,
            RespCode::WithPayer,
            RespCode::Sms,
            RespCode::Token,
        ] {
            assert!(
                CODES.iter().any(|known| known.code == code.digits()),
                "{code:?}"
            );
            let json = serde_json::to_string(&code).expect("a string");
            assert_eq!(json, format!("\"{}\"", code.digits()));
        }
    }
}
