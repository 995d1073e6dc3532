//! What to correct in a field: one sentence per problem, in the words of the
//! label. A pair that no check produces gets the field's general sentence.

use domain::desk::{Field, FieldProblem};
use std::borrow::Cow;

/// Chinese.
pub(super) fn zh_cn(field: Field, problem: FieldProblem) -> Cow<'static, str> {
    match problem {
        FieldProblem::TooSoon { wait_s } => {
            format!("刚刚发送过验证码，请 {wait_s} 秒后再获取").into()
        }
        other => zh_cn_sentence(field, other).into(),
    }
}

fn zh_cn_sentence(field: Field, problem: FieldProblem) -> &'static str {
    match (field, problem) {
        (_, FieldProblem::NoAnswer) => "银行未及时答复，本次未扣款，请重试",
        (_, FieldProblem::CardAgain) => "卡信息已过期，请重新填写银行卡",
        (_, FieldProblem::CodeExpired) => "验证码已过期，请重新获取",
        (Field::Way, FieldProblem::NotOffered) => "此订单不支持所选的支付方式，请选择其他方式",
        (Field::Way, _) => "请选择支付方式",
        (Field::Bank, FieldProblem::NotOffered) => "所选银行不可用，请选择列表中的银行",
        (Field::Bank, _) => "请选择银行",
        (Field::Number, FieldProblem::Empty) => "请填写银行卡号",
        (Field::Number, FieldProblem::TooShort) => "银行卡号位数不足，应为 13 至 19 位数字",
        (Field::Number, FieldProblem::TooLong) => "银行卡号位数过多，应为 13 至 19 位数字",
        (Field::Number, FieldProblem::Format) => "银行卡号只能是数字",
        (Field::Number, FieldProblem::CheckDigit) => "银行卡号有误，请逐位核对",
        (Field::Number, FieldProblem::NotOffered) => "暂不支持此银行卡，请换一张卡",
        (Field::Number, _) => "银行查无此卡号，请核对银行卡号",
        (Field::Name, FieldProblem::Empty) => "请填写持卡人姓名",
        (Field::Name, FieldProblem::TooLong) => "持卡人姓名过长，请填写 32 个字以内",
        (Field::Name, FieldProblem::WrongIdentity) => {
            "银行核对姓名、身份证号和手机号未通过，请核对持卡人姓名"
        }
        (Field::Name, _) => "持卡人姓名只能是文字、字母和间隔点",
        (Field::IdNumber, FieldProblem::Empty) => "请填写身份证号",
        (Field::IdNumber, FieldProblem::TooShort | FieldProblem::TooLong) => "身份证号应为 18 位",
        (Field::IdNumber, FieldProblem::Format) => "身份证号应为 17 位数字加 1 位数字或 X",
        (Field::IdNumber, FieldProblem::WrongIdentity) => "请核对身份证号",
        (Field::IdNumber, _) => "身份证号有误，请逐位核对",
        (Field::Phone, FieldProblem::Empty) => "请填写银行预留手机号",
        (Field::Phone, FieldProblem::WrongIdentity) => "请核对手机号是否为银行预留手机号",
        (Field::Phone, _) => "手机号应为 1 开头的 11 位数字",
        (Field::Expiry, FieldProblem::Empty) => "请填写信用卡有效期",
        (Field::Expiry, FieldProblem::Date) => "有效期已过或月份有误，请核对卡片",
        (Field::Expiry, FieldProblem::WrongCard | FieldProblem::WrongIdentity) => {
            "有效期与银行记录不符"
        }
        (Field::Expiry, _) => "有效期应为月份/年份，例如 09/28",
        (Field::SecurityCode, FieldProblem::Empty) => "请填写信用卡安全码",
        (Field::SecurityCode, FieldProblem::WrongCard | FieldProblem::WrongIdentity) => {
            "安全码与银行记录不符"
        }
        (Field::SecurityCode, _) => "安全码应为卡片背面的 3 位数字",
        (Field::Code, FieldProblem::Empty) => "请填写短信验证码",
        (Field::Code, FieldProblem::WrongCode) => "短信验证码不正确，请核对最新一条短信",
        (Field::Code, _) => "短信验证码应为 6 位数字",
    }
}

/// English.
pub(super) fn en(field: Field, problem: FieldProblem) -> Cow<'static, str> {
    match problem {
        FieldProblem::TooSoon { wait_s } => {
            let unit = if wait_s == 1 { "second" } else { "seconds" };
            format!("A code was just sent. Ask for another in {wait_s} {unit}").into()
        }
        other => en_sentence(field, other).into(),
    }
}

fn en_sentence(field: Field, problem: FieldProblem) -> &'static str {
    match (field, problem) {
        (_, FieldProblem::NoAnswer) => {
            "The bank did not answer in time. You have not been charged. Try again"
        }
        (_, FieldProblem::CardAgain) => "Your card details have expired. Enter them again",
        (_, FieldProblem::CodeExpired) => "The code has expired. Ask for another code",
        (Field::Way, FieldProblem::NotOffered) => {
            "This order cannot be paid that way. Choose another way to pay"
        }
        (Field::Way, _) => "Choose how to pay",
        (Field::Bank, FieldProblem::NotOffered) => {
            "That bank is not available. Choose a bank from the list"
        }
        (Field::Bank, _) => "Choose your bank",
        (Field::Number, FieldProblem::Empty) => "Enter your card number",
        (Field::Number, FieldProblem::TooShort) => {
            "Card number is too short. It has 13 to 19 digits"
        }
        (Field::Number, FieldProblem::TooLong) => "Card number is too long. It has 13 to 19 digits",
        (Field::Number, FieldProblem::Format) => "Card number must be digits only",
        (Field::Number, FieldProblem::CheckDigit) => "Card number has a mistake. Check each digit",
        (Field::Number, FieldProblem::NotOffered) => {
            "This card is not supported here. Use another card"
        }
        (Field::Number, _) => "The bank has no card with this number. Check the number",
        (Field::Name, FieldProblem::Empty) => "Enter the cardholder’s name",
        (Field::Name, FieldProblem::TooLong) => "Cardholder name must be 32 characters or fewer",
        (Field::Name, FieldProblem::WrongIdentity) => {
            "The name, ID number and phone number together do not match your bank’s records. Check the cardholder’s name"
        }
        (Field::Name, _) => "Cardholder name must be letters only",
        (Field::IdNumber, FieldProblem::Empty) => "Enter your resident ID number",
        (Field::IdNumber, FieldProblem::TooShort | FieldProblem::TooLong) => {
            "Resident ID number must be 18 characters"
        }
        (Field::IdNumber, FieldProblem::Format) => {
            "Resident ID number must be 17 digits and a last digit or X"
        }
        (Field::IdNumber, FieldProblem::WrongIdentity) => "Check your resident ID number",
        (Field::IdNumber, _) => "Resident ID number has a mistake. Check each character",
        (Field::Phone, FieldProblem::Empty) => "Enter the phone registered with your bank",
        (Field::Phone, FieldProblem::WrongIdentity) => {
            "Check that this is the phone number registered with your bank"
        }
        (Field::Phone, _) => "Phone number must be 11 digits and begin with 1",
        (Field::Expiry, FieldProblem::Empty) => "Enter the expiry date of your credit card",
        (Field::Expiry, FieldProblem::Date) => "Expiry date has passed or is wrong. Check it",
        (Field::Expiry, FieldProblem::WrongCard | FieldProblem::WrongIdentity) => {
            "Expiry date does not match your bank’s records"
        }
        (Field::Expiry, _) => "Expiry date must be month/year, for example 09/28",
        (Field::SecurityCode, FieldProblem::Empty) => "Enter the security code of your credit card",
        (Field::SecurityCode, FieldProblem::WrongCard | FieldProblem::WrongIdentity) => {
            "Card security code does not match your bank’s records"
        }
        (Field::SecurityCode, _) => {
            "Card security code must be the 3 digits on the back of the card"
        }
        (Field::Code, FieldProblem::Empty) => "Enter the code from the text message",
        (Field::Code, FieldProblem::WrongCode) => {
            "That code does not match. Check your latest text message"
        }
        (Field::Code, _) => "Code must be 6 digits",
    }
}
