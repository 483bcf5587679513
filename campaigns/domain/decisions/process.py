"""Open questions about bodies and procedure (C2.2.1, C5)."""

from typing import Final

from campaigns.domain.decisions.model import Decision, Text, option, shown

PROCESS: Final = (
    Decision(
        "body.naming",
        "C5.3d",
        Text("Who confers the title?", "由谁命名？"),
        (
            option("commission", "The city's comprehensive-management commission", "市综治委"),
            shown("government", "The city's party committee or government", "市委、市政府"),
        ),
    ),
    Decision(
        "body.legal_basis",
        "C5.1",
        Text("What if no approval document is on record?", "尚未登记批准文件时怎么办？"),
        (
            option("warn", "Warn until its number is entered", "提示，直到填入文号"),
            option("block", "The year cannot be opened without it", "未填文号不得开启年度"),
        ),
    ),
    Decision(
        "proc.recommend",
        "C5.3c",
        Text("Can a school apply without its district?", "学校能否直接申报？"),
        (
            option("required", "No: the district recommends", "不能：须经区县推荐申报"),
            shown("direct", "Yes", "可以"),
        ),
    ),
    Decision(
        "proc.deadline",
        "C2.2.1",
        Text("When exactly does a deadline end?", "截止时间怎么计算？"),
        (
            option(
                "grace_and_extensions",
                "23:59:59 in Shanghai by the server's clock, then grace; extensions per district with a reason",
                "以服务器时间北京时间 23:59:59 为准，另有宽限；区县可说明理由延期",
            ),
            option("strict", "23:59:59 in Shanghai, no grace", "北京时间 23:59:59，没有宽限"),
        ),
    ),
    Decision(
        "proc.evidence",
        "C5.3b",
        Text("Must schools upload evidence?", "学校是否必须上传佐证材料？"),
        (
            option(
                "optional",
                "Never: evidence is optional and reused; on-site looks come first",
                "不强制：材料自愿提供、可复用，以现场查看为先",
            ),
        ),
    ),
    Decision(
        "proc.privacy",
        "C5.3b",
        Text("May pupils' data be stored?", "能否保存学生信息？"),
        (option("counts_only", "Counts only: no names, no ID numbers", "只记人数，不记姓名和证件号"),),
    ),
    Decision(
        "proc.validity",
        "C5.3a",
        Text("How long does a star last?", "星级有效多久？"),
        (
            option(
                "next_naming", "Until the next year's naming, 18 months at most", "到下一年度命名为止，最长 18 个月"
            ),
            shown("one_year", "One year", "一年"),
            shown("three_years", "Three years", "三年"),
        ),
    ),
)
