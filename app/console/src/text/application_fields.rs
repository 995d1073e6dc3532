//! The fields of an application in words, and what can be wrong with them.

use domain::application::{ApplicationField as Field, EntryProblem as Problem};

/// A field in words.
pub(crate) struct FieldWords {
    pub label: &'static str,
    pub hint: Option<&'static str>,
}

const fn plain(label: &'static str) -> FieldWords {
    FieldWords { label, hint: None }
}

const fn hinted(label: &'static str, hint: &'static str) -> FieldWords {
    FieldWords {
        label,
        hint: Some(hint),
    }
}

pub(super) const fn zh_cn(field: Field) -> FieldWords {
    match field {
        Field::Subject => plain("主体类型"),
        Field::Uscc => plain("统一社会信用代码"),
        Field::RegisteredName => hinted("登记名称", "与营业执照一致。"),
        Field::Address => plain("登记地址"),
        Field::LicenceFrom => plain("执照有效期自"),
        Field::LicenceUntil => hinted("执照有效期至", "长期有效的留空。"),
        Field::Again => hinted("重复签约的原因", "同一主体已有商户或申请时填写，否则留空。"),
        Field::LegalName => plain("法定代表人姓名"),
        Field::LegalId => plain("法定代表人身份证号"),
        Field::LegalPhone => plain("法定代表人手机号"),
        Field::Owner1Name | Field::Owner2Name | Field::Owner3Name => plain("姓名"),
        Field::Owner1Id | Field::Owner2Id | Field::Owner3Id => plain("身份证号"),
        Field::Owner1Share | Field::Owner2Share | Field::Owner3Share => {
            hinted("份额（%）", "超过 25%，如 33.34。")
        }
        Field::ContactName => plain("联系人姓名"),
        Field::ContactPhone => plain("联系人手机号"),
        Field::ContactMail => plain("联系人邮箱"),
        Field::Host => hinted("网店域名", "网店、App、门店至少填一项。"),
        Field::App => plain("App 名称"),
        Field::Store => plain("门店地址"),
        Field::Mcc => hinted("行业类别（MCC）", "四位数字，如 5411。"),
        Field::ShortName => hinted("账单简称", "显示在持卡人的账单上，最多 25 个字。"),
        Field::DisplayName => hinted("收银台显示的名称", "商户以后可以自己修改。"),
        Field::AccountKind => plain("账户类型"),
        Field::Holder => hinted("户名", "对公账户为登记名称，个人账户为法定代表人。"),
        Field::Bank => hinted("开户银行", "写到支行。"),
        Field::AccountNumber => plain("账号"),
        Field::Products => plain("支付产品"),
        Field::Malls => plain("商城"),
        Field::FeesFrom => plain("费率生效日期"),
        Field::QuickRate => plain("快捷费率（%）"),
        Field::QuickMinimum => plain("快捷每笔最低（元）"),
        Field::ScanRate => plain("扫码费率（%）"),
        Field::ScanMinimum => plain("扫码每笔最低（元）"),
        Field::WechatRate => plain("微信费率（%）"),
        Field::WechatMinimum => plain("微信每笔最低（元）"),
        Field::GatewayRate => plain("网银费率（%）"),
        Field::GatewayMinimum => plain("网银每笔最低（元）"),
    }
}

pub(super) const fn en(field: Field) -> FieldWords {
    match field {
        Field::Subject => plain("Kind of company"),
        Field::Uscc => plain("Registration number (USCC)"),
        Field::RegisteredName => hinted("Registered name", "As on the licence."),
        Field::Address => plain("Registered address"),
        Field::LicenceFrom => plain("Licence valid from"),
        Field::LicenceUntil => hinted("Licence valid until", "Leave it empty if it has no end."),
        Field::Again => hinted(
            "Reason for a second contract",
            "Only where the company is a merchant already, or has applied.",
        ),
        Field::LegalName => plain("Name of the legal person"),
        Field::LegalId => plain("Identity number of the legal person"),
        Field::LegalPhone => plain("Mobile number of the legal person"),
        Field::Owner1Name | Field::Owner2Name | Field::Owner3Name => plain("Name"),
        Field::Owner1Id | Field::Owner2Id | Field::Owner3Id => plain("Identity number"),
        Field::Owner1Share | Field::Owner2Share | Field::Owner3Share => {
            hinted("Share (%)", "More than 25 %, such as 33.34.")
        }
        Field::ContactName => plain("Name of the contact"),
        Field::ContactPhone => plain("Mobile number of the contact"),
        Field::ContactMail => plain("Mail address of the contact"),
        Field::Host => hinted(
            "Web shop’s domain",
            "A web shop, an app or a store at least.",
        ),
        Field::App => plain("Name of the app"),
        Field::Store => plain("Address of the store"),
        Field::Mcc => hinted("Category (MCC)", "Four digits, such as 5411."),
        Field::ShortName => hinted(
            "Short name on statements",
            "Cardholders read it on their statements; 25 characters at most.",
        ),
        Field::DisplayName => hinted("Name on the pay page", "The merchant can change it later."),
        Field::AccountKind => plain("Kind of account"),
        Field::Holder => hinted(
            "Holder",
            "The registered name, or the legal person for a personal account.",
        ),
        Field::Bank => hinted("Bank", "With the branch."),
        Field::AccountNumber => plain("Account number"),
        Field::Products => plain("Products"),
        Field::Malls => plain("Malls"),
        Field::FeesFrom => plain("Fees valid from"),
        Field::QuickRate => plain("Fee of quick pay (%)"),
        Field::QuickMinimum => plain("Least fee of quick pay (yuan)"),
        Field::ScanRate => plain("Fee of QR codes (%)"),
        Field::ScanMinimum => plain("Least fee of QR codes (yuan)"),
        Field::WechatRate => plain("Fee of WeChat (%)"),
        Field::WechatMinimum => plain("Least fee of WeChat (yuan)"),
        Field::GatewayRate => plain("Fee of online banking (%)"),
        Field::GatewayMinimum => plain("Least fee of online banking (yuan)"),
    }
}

pub(super) fn problem_zh_cn(field: Field, problem: Problem) -> String {
    let name = zh_cn(field).label;
    match (field, problem) {
        (Field::Owner1Name, Problem::Empty) => "企业至少要有一位受益所有人的姓名".into(),
        (Field::Host, Problem::Empty) => "网店、App、门店至少填一项".into(),
        (Field::Products | Field::Malls | Field::Subject | Field::AccountKind, Problem::Empty) => {
            format!("请选择{name}")
        }
        (_, Problem::Empty) => format!("请填写{name}"),
        (_, Problem::TooShort) => format!("{name}太短"),
        (_, Problem::TooLong) => format!("{name}太长"),
        (_, Problem::Format) => format!("{name}的格式不对"),
        (_, Problem::CheckDigit) => format!("{name}的校验位不对，请核对是否输错"),
        (_, Problem::Day) => format!("{name}不是有效的日期，请写成 2026-11-22 这样，并核对先后"),
        (_, Problem::NotOffered) => format!("请从列表中选择{name}"),
        (Field::Owner1Share | Field::Owner2Share | Field::Owner3Share, Problem::TooLarge) => {
            "份额加起来超过了 100%".into()
        }
        (_, Problem::TooLarge) => format!("{name}太大"),
        (_, Problem::TooSmall) => "受益所有人的份额要超过 25%".into(),
        (_, Problem::NotTheHolder) => {
            "户名不对：对公账户必须是登记名称，个人账户必须是法定代表人".into()
        }
        (_, Problem::NotPayable) => "这个行业类别不能在这里收款".into(),
        (_, Problem::Registered) => {
            "这个主体已有商户或申请。确实要再签一次的，请填写重复签约的原因".into()
        }
        (_, Problem::Operator) => "这个主体是所选商城的运营方，不能在自己的商城收款".into(),
    }
}

pub(super) fn problem_en(field: Field, problem: Problem) -> String {
    let name = en(field).label;
    match (field, problem) {
        (Field::Owner1Name, Problem::Empty) => {
            "An enterprise has one beneficial owner with a name at least".into()
        }
        (Field::Host, Problem::Empty) => "Enter a web shop, an app or a store at least".into(),
        (Field::Products | Field::Malls | Field::Subject | Field::AccountKind, Problem::Empty) => {
            format!("Choose: {name}")
        }
        (_, Problem::Empty) => format!("Enter: {name}"),
        (_, Problem::TooShort) => format!("Too short: {name}"),
        (_, Problem::TooLong) => format!("Too long: {name}"),
        (_, Problem::Format) => format!("Not in the right form: {name}"),
        (_, Problem::CheckDigit) => format!("The check digit is wrong, so it was mistyped: {name}"),
        (_, Problem::Day) => {
            format!("No date that is possible here; write it as 2026-11-22: {name}")
        }
        (_, Problem::NotOffered) => format!("Choose one of the list: {name}"),
        (Field::Owner1Share | Field::Owner2Share | Field::Owner3Share, Problem::TooLarge) => {
            "The shares are more than 100 %".into()
        }
        (_, Problem::TooLarge) => format!("Too large: {name}"),
        (_, Problem::TooSmall) => "A beneficial owner has more than 25 %".into(),
        (_, Problem::NotTheHolder) => {
            "The holder must be the registered name, or the legal person for a personal account"
                .into()
        }
        (_, Problem::NotPayable) => "This category may not be paid here".into(),
        (_, Problem::Registered) => {
            "This company is a merchant already, or has applied; give the reason for a second contract"
                .into()
        }
        (_, Problem::Operator) => {
            "This company operates one of the chosen malls, where it cannot be paid".into()
        }
    }
}
