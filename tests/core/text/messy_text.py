"""Text in kind: what the cleaning meets in real reports, put together out of pieces. None of it is quoted."""

from __future__ import annotations

from hypothesis import strategies as st

from hopyard.core.text.cleaning import Rule
from hopyard.core.text.edits import apply_edits

PIECES = (
    *("模型", "训练", "的", "研究研究", "算力芯片的发展", "大语言模型的参数规模"),
    *("。", "，", "；", "、", "（", "）", "“", "”"),
    *("\n", "\n\n", "\n\n\n\n\n", " ", "  ", "\t", "\u3000", "\xa0", "-\n", "    "),
    *("The model", "works well", "and then", "e.g. ", "U.S. ", "word " * 12),
    *(".", ", ", "! ", "?", '"', "(", ")"),
    *("**", "*", "__", "_", "`", "```\n", "# ", "## ", "======\n", "-----\n", "---", "- ", "> "),
    *("<!--", "-->", "<br>", "| a | b |\n", "|---|---|\n", "\\[", "\\*", "\\|"),
    *("[链接](http://a.b/c)", "![x](y.png)", "http://x.y/z"),
    *("1. ", "1.1 ", "1、", "2、", "3、", "4、", "5、", "6、", "一、", "二、"),
    *("\n3\n", "\n4\n", "12", "3.5", "%", "亿元", "\t12\n", "第 3 页\n"),
    *("图表 3 ", "图 4:", "资料来源:", "Figure 2: ", "目录\n", "........3\n"),
    *("免责声明\n", "Disclaimer\n", "本报告不构成投资建议"),
    *("下载 举报\n", "第1页 / 共3页\n", "点击查看更多\n", "关于我们\n"),
    *("核心观点核心观点", "深度报告深度报告", "ABCABC", "A AI I", "长" * 35),
    " 7 行业周报 东山证券 请阅读末页的声明。",
    *("\x1b[31m", "\x1b]0;", "\x9b", "\u200b", "\ue000", "\ud800", "\r\n", "\r", "\x00"),
)


def messy_texts() -> st.SearchStrategy[str]:
    """Texts of up to 80 pieces, often of few different ones, so that they repeat each other."""
    few = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).flatmap(
        lambda pieces: st.lists(st.sampled_from(pieces), max_size=80)
    )
    any_of_them = st.lists(st.sampled_from(PIECES), max_size=80)
    return st.one_of(few, any_of_them).map("".join)


def cleaned_by(rule: Rule, text: str) -> str:
    """The text after one rule, and proof that the rule has nothing left to do."""
    after = apply_edits(text, rule(text))[0]
    assert rule(after) == [], "a rule is idempotent"
    return after
