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
            option("government", "The city's government", "市人民政府"),
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
            option(
                "direct",
                "Yes: once reviewed it takes part, unless its district says no",
                "可以：审核完成即参加评定，区县明确不推荐的除外",
            ),
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
            option("one_year", "One year from the day of the document", "自命名文件之日起一年"),
            option("three_years", "Three years from the day of the document", "自命名文件之日起三年"),
        ),
    ),
    Decision(
        "body.fda",
        "C4",
        Text(
            "What may the food and drug administration do, which has duties and no seat?",
            "食药监局有职责但不是成员单位，能做什么？",
        ),
        (
            option("duty_only", "Inspect and give opinions; no vote, no liaison", "检查并提出意见，不表决，不设联络员"),
            option(
                "member",
                "Everything a member unit may do: it has a seat from the opening of the year, and names a liaison",
                "同成员单位：自年度开启起列入成员单位，须指定联络员",
            ),
        ),
    ),
    Decision(
        "body.renamed",
        "C3",
        Text("Which name has a unit that was reorganised?", "机构改革后用什么名称？"),
        (option("alias", "The document's; its successor stands beside it", "沿用文件名称，并注明现承接单位"),),
    ),
    Decision(
        "proc.random",
        "C5.3b",
        Text("How are schools and inspectors drawn?", "学校和检查人员怎么抽取？"),
        (
            option(
                "seeded",
                "By a published seed; at least two inspectors, none with a conflict",
                "按公布的种子抽取；至少两人，回避利害关系",
            ),
        ),
        gap=Text(
            "The software sees to the team; the draw of schools is made outside it and noted with the visit.",
            "系统把关检查组的组成；学校的抽取在系统外进行，随检查计划注明。",
        ),
    ),
    Decision(
        "proc.sample",
        "C5.3c",
        Text("How many schools are spot-checked?", "抽查多少学校？"),
        (
            option(
                "percentages",
                "All three-star candidates, 20 % of two-star, 10 % of one-star, 5 % of the rest, two per district",
                "三星候选全查，二星 20%，一星 10%，其余 5%，每区县至少 2 所",
            ),
        ),
        used=False,
    ),
    Decision(
        "proc.publicity",
        "C5.3d",
        Text("How long is the public notice?", "公示多长时间？"),
        (option("five_days", "Five working days, without scores", "5 个工作日，不公布得分"),),
        gap=Text(
            "Monday to Friday are counted; public holidays are for people to add.",
            "按周一至周五计算，法定节假日须人工顺延。",
        ),
    ),
    Decision(
        "proc.objection",
        "C5.3d",
        Text("What does an objection during the notice do?", "公示期间有异议怎么办？"),
        (
            option(
                "hold_one",
                "Only that school is held; an answer within 10 working days",
                "只暂缓该校，10 个工作日内答复",
            ),
        ),
        gap=Text(
            "The ten working days of the answer are not watched.",
            "10 个工作日的答复期限系统不作计时。",
        ),
    ),
    Decision(
        "proc.hazard_terms",
        "C5.2",
        Text("When is a hazard to be put right?", "隐患整改期限多长？"),
        (
            option(
                "thirty_days",
                "Major ones at once, others in 30 days; overdue ones go up",
                "重大隐患立即处置，其他 30 天，逾期上报",
            ),
        ),
        used=False,
    ),
    Decision(
        "body.silence",
        "C3",
        Text("What if a member unit does not answer?", "成员单位不答复怎么办？"),
        (
            option(
                "no_opinion", "No opinion after 10 working days, never consent", "10 个工作日后记为“无意见”，不视为同意"
            ),
            shown("no_objection", "Taken as consent", "视为同意"),
        ),
        used=False,
    ),
)
