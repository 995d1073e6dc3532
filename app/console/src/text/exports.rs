//! The texts of the exports of orders, on the page and in the file.

use domain::console::ExportState;

/// The exports.
pub(crate) struct ExportsText {
    pub title: &'static str,
    pub lead: &'static str,
    /// The button on the list of orders.
    pub ask: &'static str,
    /// The same with a filter.
    pub ask_filtered: &'static str,
    /// Beside the button.
    pub ask_lead: &'static str,
    pub to_list: &'static str,
    pub none: &'static str,
    pub none_next: &'static str,
    pub asked: &'static str,
    pub filter: &'static str,
    pub all: &'static str,
    pub state: &'static str,
    pub until: &'static str,
    pub file: &'static str,
    /// "Download", with the number of rows.
    pub download_rows: fn(&str) -> String,
    /// A state in words, with the rows so far and all rows where they are known.
    pub of_state: fn(ExportState, &str, Option<&str>) -> String,
    pub progress: &'static str,
    pub reload: &'static str,
    /// While one is running.
    pub running_lead: &'static str,
    /// The refusal of a second one.
    pub running: &'static str,
    pub notes: &'static str,
    /// How the file is written.
    pub about_file: &'static str,
    /// The columns of the file.
    pub columns: [&'static str; 11],
}

pub(super) const ZH_CN: ExportsText = ExportsText {
    title: "导出订单",
    lead: "每份文件保留 7 天，只有有导出权限的成员可以下载；申请和下载都记入操作日志。",
    ask: "导出全部订单（CSV）",
    ask_filtered: "导出符合条件的订单（CSV）",
    ask_lead: "查看导出文件",
    to_list: "返回订单列表",
    none: "还没有导出文件",
    none_next: "在订单列表里筛选好订单，再点“导出”。",
    asked: "申请时间与人",
    filter: "订单范围",
    all: "全部订单",
    state: "进度",
    until: "保留到",
    file: "文件",
    download_rows: |rows| format!("下载 {rows} 行"),
    of_state: |state, rows, total| match (state, total) {
        (ExportState::Running, Some(total)) => format!("已写 {rows} 行，共 {total} 行"),
        (ExportState::Running, None) => format!("已写 {rows} 行"),
        (ExportState::Done, _) => format!("完成，{rows} 行"),
        (ExportState::TooManyRows, _) => {
            "超过 200,000 行，没有生成文件。请缩小日期范围后再导出。".to_owned()
        }
    },
    progress: "导出进度",
    reload: "刷新进度",
    running_lead: "文件正在生成，可以离开本页，稍后再来下载。",
    running: "你已有一份正在生成的导出。请等它完成后再申请下一份。",
    notes: "文件说明",
    about_file: "UTF-8 编码，用 Excel 可以直接打开。订单号前的 ` 让 Excel 原样保留长号码；以 = + - @ 开头的文字前有一个 '。金额单位为元，时间为北京时间（UTC+8）。",
    columns: [
        "商城订单号",
        "收银台订单号",
        "商品",
        "商城",
        "门店",
        "金额（元）",
        "已退款（元）",
        "状态",
        "支付方式",
        "创建时间（北京时间 UTC+8）",
        "支付时间（北京时间 UTC+8）",
    ],
};

pub(super) const EN: ExportsText = ExportsText {
    title: "Order exports",
    lead: "A file is kept for 7 days and can be downloaded by members with the right only. Asking and downloading are in the audit log.",
    ask: "Export all orders (CSV)",
    ask_filtered: "Export these orders (CSV)",
    ask_lead: "Exported files",
    to_list: "Back to the orders",
    none: "No exported files",
    none_next: "Filter the list of orders, then choose to export them.",
    asked: "Asked at, by",
    filter: "Orders",
    all: "All orders",
    state: "Progress",
    until: "Kept until",
    file: "File",
    download_rows: |rows| format!("Download {rows} rows"),
    of_state: |state, rows, total| match (state, total) {
        (ExportState::Running, Some(total)) => format!("{rows} of {total} rows written"),
        (ExportState::Running, None) => format!("{rows} rows written"),
        (ExportState::Done, _) => format!("Done, {rows} rows"),
        (ExportState::TooManyRows, _) => {
            "More than 200,000 rows, so there is no file. Choose fewer days and export again."
                .to_owned()
        }
    },
    progress: "Progress of the export",
    reload: "Reload the progress",
    running_lead: "The file is being written. You may leave this page and come back for it.",
    running: "An export of yours is still being written. Ask for the next one when it is done.",
    notes: "About the file",
    about_file: "UTF-8, which Excel opens as it is. The ` before an order number lets Excel keep long numbers; a text that begins with = + - @ has a ' before it. Amounts are in yuan, times are Beijing time (UTC+8).",
    columns: [
        "Mall’s order number",
        "Desk’s order number",
        "Goods",
        "Mall",
        "Store",
        "Amount (CNY)",
        "Refunded (CNY)",
        "State",
        "Way to pay",
        "Created (Beijing time, UTC+8)",
        "Paid (Beijing time, UTC+8)",
    ],
};
