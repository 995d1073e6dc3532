//! The texts of the console, one constant per language. A text that is missing
//! in a language does not compile.

use domain::locale::Locale;

/// All texts of the console in one language.
pub(crate) struct ConsoleText {
    /// The name of the console, after "Paydesk".
    pub product: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub beijing_time: &'static str,
    /// Beside a time that no script keeps going.
    pub as_opened: &'static str,
    /// This computer's clock is so many minutes (`%`) ahead.
    pub clock_fast: &'static str,
    /// This computer's clock is so many minutes (`%`) behind.
    pub clock_slow: &'static str,
    pub embedded: &'static str,
    pub embedded_lead: &'static str,
    pub embedded_open: &'static str,
}

impl ConsoleText {
    /// The texts of a language.
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::ZhCn => &ZH_CN,
            Locale::En => &EN,
        }
    }
}

const ZH_CN: ConsoleText = ConsoleText {
    product: "控制台",
    title: "支付机构控制台",
    lead: "支付机构将在这里管理商户、订单和资金。现在还不能登录，所以这里没有数据。",
    beijing_time: "北京时间",
    as_opened: "这是打开本页时的时间。",
    clock_fast: "这台电脑的时钟快了约 % 分钟。请以上面的北京时间为准。",
    clock_slow: "这台电脑的时钟慢了约 % 分钟。请以上面的北京时间为准。",
    embedded: "请单独打开控制台",
    embedded_lead: "为了安全，控制台不能显示在其他页面里。",
    embedded_open: "打开控制台",
};

const EN: ConsoleText = ConsoleText {
    product: "console",
    title: "Provider console",
    lead: "This is where the provider will manage merchants, orders and money. There is no sign-in yet, so there is no data here.",
    beijing_time: "Beijing time",
    as_opened: "This was the time when the page was opened.",
    clock_fast: "The clock of this computer is about % min fast. Go by the Beijing time above.",
    clock_slow: "The clock of this computer is about % min slow. Go by the Beijing time above.",
    embedded: "Open the console on its own",
    embedded_lead: "To keep it safe, the console cannot be shown inside another page.",
    embedded_open: "Open the console",
};
