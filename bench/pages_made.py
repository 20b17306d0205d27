"""Makes web pages with known main text: templates as sites use them, in English and Chinese, from a seed.

The words mean nothing, but look like those of reports: numbers, names, punctuation, lists and tables.
"""

from __future__ import annotations

import random
from typing import NamedTuple

_EN = """
harbour crane quay board report year growth container traffic north south price output steel grain
index market company share quarter demand supply energy power plant river bridge transport city
measured rose fell reached planned expected announced compared raised moved counted built opened
large small early late annual monthly total average new further main local public
""".split()  # noqa: SIM905  # readable as they are
_EN_LITTLE = """
the a of in and to for with by from on at as per between
""".split()  # noqa: SIM905
_ZH = """
港口 起重机 码头 报告 年度 增长 集装箱 运输 北岸 南岸 价格 产量 钢材 粮食 指数 市场
公司 份额 季度 需求 供应 能源 电厂 河流 桥梁 城市 统计 上升 下降 达到 计划 预计
公布 同比 提高 搬运 建成 开放 大型 小型 较早 较晚 年均 月度 总量 平均 新增 主要
地方 公共
""".split()  # noqa: SIM905  # readable as they are
_ZH_LITTLE = """
的 了 在 和 与 为 由 从 及 将
""".split()  # noqa: SIM905  # readable as they are
_SITES = ("Port Gazette", "Quay Daily", "港口日报", "码头观察")


class MadePage(NamedTuple):
    """A page and what a reader should get out of it."""

    name: str
    markup: bytes
    content_type: str
    gold: str
    title: str
    published: str
    """Empty where the page states no date."""


def make_pages(n: int, seed: int = 7) -> list[MadePage]:
    """Pages of mixed templates, languages and sizes; the same for the same seed."""
    dice = random.Random(seed)
    return [_Maker(random.Random(dice.random()), number).page() for number in range(n)]


class _Maker:
    def __init__(self, dice: random.Random, number: int) -> None:
        self._dice = dice
        self._number = number
        self._chinese = number % 2 == 1
        self._gold: list[str] = []

    def page(self) -> MadePage:
        templates = (self._news, self._blog, self._old, self._wiki, self._app)
        template = templates[self._number % len(templates)]
        title = self._words(4)
        year, month, day = (self._dice.randint(*span) for span in ((2015, 2026), (1, 12), (1, 28)))
        date = f"{year}-{month:02d}-{day:02d}"
        # Most pages are short, some are very long.
        sections = self._dice.choice((1, 2, 2, 3, 4, 6, 12, 40))
        self._gold.append(title)
        main = "".join(self._section() for _ in range(sections))
        codec = "gb18030" if self._chinese and self._number % 7 == 1 else "utf-8"
        stated = "gbk" if codec == "gb18030" else "utf-8"
        markup = (
            f'<!DOCTYPE html><html lang="{"zh-CN" if self._chinese else "en"}">'
            f'<head><meta charset="{stated}">'
            f"<title>{title} - {self._dice.choice(_SITES)}</title>{self._head(title, date)}</head>"
            f"<body>{template(title, date, main)}{self._script()}</body></html>"
        )
        return MadePage(
            name=f"{template.__name__.strip('_')}-{self._number}",
            markup=markup.encode(codec),
            content_type="text/html",
            gold="\n".join(self._gold),
            title=title,
            published=date if self._number % 3 < 2 or template in (self._news, self._app) else "",
        )

    # Words

    def _words(self, n: int) -> str:
        some, little = (_ZH, _ZH_LITTLE) if self._chinese else (_EN, _EN_LITTLE)
        words = []
        for at in range(n):
            if at and self._dice.random() < 0.3:
                words.append(self._dice.choice(little))
            words.append(self._dice.choice(some))
        text = ("" if self._chinese else " ").join(words)
        return text if self._chinese else text.capitalize()

    def _sentence(self) -> str:
        number = f"{self._dice.randint(1, 99)},{self._dice.randint(100, 999)}"
        share = f"{self._dice.uniform(0, 90):.1f}%"
        words = self._words(self._dice.randint(5, 14))
        if self._chinese:
            return f"{words}，约{number}箱，占{share}。"
        return f"{words}, about {number} boxes or {share}. "

    def _sentences(self, low: int, high: int) -> str:
        return "".join(self._sentence() for _ in range(self._dice.randint(low, high))).strip()

    def _keep(self, text: str) -> str:
        self._gold.append(text)
        return text

    # Main text

    def _section(self) -> str:
        parts = [f"<h2>{self._keep(self._words(3))}</h2>"]
        for _ in range(self._dice.randint(2, 5)):
            kind = self._dice.random()
            if kind < 0.15:
                parts.append(self._list())
            elif kind < 0.3:
                parts.append(self._table())
            else:
                text = self._keep(self._sentences(2, 6))
                middle = len(text) // 2
                parts.append(
                    f'<p>{text[:middle]}<a href="/x">{text[middle : middle + 6]}</a>{text[middle + 6 :]}</p>'
                )
        return "".join(parts)

    def _list(self) -> str:
        items = (f"<li>{self._keep(self._sentences(1, 2))}</li>" for _ in range(self._dice.randint(2, 6)))
        return f"<ul>{''.join(items)}</ul>"

    def _table(self) -> str:
        rows = []
        for row in range(self._dice.randint(3, 8)):
            cells = [self._words(1), *(f"{self._dice.uniform(1, 9999):,.1f}" for _ in range(3))]
            self._gold.append("\t".join(cells))
            tag = "th" if row == 0 else "td"
            rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
        return f"<table><caption>{self._keep(self._words(4))}</caption>{''.join(rows)}</table>"

    # Templates, and what stands around the main text

    def _head(self, title: str, date: str) -> str:
        rules = "".join(
            f".c{n}-{self._dice.randint(100, 999)}{{margin:{n}px;color:#{n:06x}}}"
            for n in range(self._dice.randint(100, 1_500))
        )
        style = f"<style>.gone{{display:none}}{rules}</style>"
        kind = self._number % 3
        if kind == 0:
            return (
                f'{style}<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}",'
                f'"datePublished":"{date}T08:00:00Z"}}</script>'
            )
        if kind == 1:
            return (
                f'{style}<meta property="article:published_time" content="{date}">'
                f'<meta property="og:title" content="{title}">'
            )
        return style

    def _script(self) -> str:
        state = ",".join(
            f'{{"id":{n},"slug":"s-{self._dice.randint(10_000, 99_999)}","seen":false}}'
            for n in range(self._dice.randint(100, 2_000))
        )
        return f'<script>window.__STATE__ = {{"items":[{state}]}};</script>'

    def _link(self, n: int) -> str:
        mark = self._dice.randint(1_000, 9_999)
        return (
            f'<a class="c{n}-link link--small js-track" data-track="nav-{mark}" href="/{n}/{mark}">'
            f'<span class="label">{self._words(1)}</span></a>'
        )

    def _nav(self) -> str:
        groups = []
        for group in range(self._dice.randint(3, 12)):
            links = "".join(
                f'<li class="menu-item menu-item-{n}">{self._link(n)}</li>'
                for n in range(self._dice.randint(4, 20))
            )
            groups.append(
                f'<li class="menu-group"><button aria-expanded="false">{self._words(1)}</button>'
                f'<div class="flyout g{group}"><ul class="sub">{links}</ul></div></li>'
            )
        return f'<nav class="menu" role="navigation"><ul class="menu-list">{"".join(groups)}</ul></nav>'

    def _cookies(self) -> str:
        text = "We use cookies. Accept all cookies or manage preferences"
        if self._chinese:
            text = "本站使用 Cookie，同意全部"
        button = "<button>OK</button>"
        return f'<div id="cookie-banner" class="cookie-consent"><p>{text}</p>{button}</div>'

    def _aside(self) -> str:
        cards = "".join(
            f'<li class="card"><a href="/r{n}"><figure><img src="/{n}.jpg" alt="{self._words(3)}">'
            f'</figure><svg viewBox="0 0 24 24"><path d="M4 {n}h16v2H4z"></path></svg>'
            f'<div class="card-body"><h4>{self._words(5)}</h4></div></a></li>'
            for n in range(self._dice.randint(6, 24))
        )
        return (
            f'<aside class="sidebar related"><h3>{self._words(2)}</h3><ul class="cards">{cards}</ul></aside>'
        )

    def _comments(self) -> str:
        comments = "".join(
            f'<div class="comment"><b>{self._words(1)}</b><p>{self._sentences(1, 2)}</p></div>'
            for _ in range(self._dice.randint(2, 8))
        )
        return f'<section id="comments" class="comments"><h3>{self._words(1)}</h3>{comments}</section>'

    def _footer(self) -> str:
        links = " ".join(f'<a href="/f{n}">{self._words(1)}</a>' for n in range(self._dice.randint(10, 60)))
        return f'<footer class="footer"><p>{links}</p><p>© 2026 {self._words(2)}</p></footer>'

    def _hidden(self) -> str:
        return f'<div class="gone">{self._sentence()}</div><p style="display:none">{self._sentence()}</p>'

    def _news(self, title: str, date: str, main: str) -> str:
        return (
            f'{self._cookies()}<header>{self._nav()}</header><main><article class="article"><h1>{title}</h1>'
            f'<time datetime="{date}">{date}</time>{main}{self._hidden()}</article></main>'
            f"{self._aside()}{self._comments()}{self._footer()}"
        )

    def _blog(self, title: str, date: str, main: str) -> str:
        return (
            f'<div id="page"><div class="header">{self._nav()}</div><div id="content"><div class="post">'
            f'<h1 class="entry-title">{title}</h1><div class="entry-content">{main}</div></div>'
            f"{self._comments()}</div>{self._aside()}{self._footer()}{self._cookies()}</div>"
        )

    def _old(self, title: str, date: str, main: str) -> str:
        del date
        return (
            f'<table width="100%"><tr><td>{self._nav()}</td></tr><tr><td width="20%">{self._aside()}</td>'
            f'<td><div class="content"><h1>{title}</h1>{main}</div></td></tr></table>{self._footer()}'
        )

    def _wiki(self, title: str, date: str, main: str) -> str:
        del date
        return (
            f'<div id="mw-navigation">{self._nav()}</div><div id="content" class="mw-body"><h1>{title}</h1>'
            f'<div class="mw-parser-output">{main}</div></div>{self._footer()}'
        )

    def _app(self, title: str, date: str, main: str) -> str:
        return (
            f'<div id="__next"><div class="layout">{self._nav()}<section class="main-content">'
            f"<h1>{title}</h1>"
            f"<span>{date}</span>{main}</section></div>{self._aside()}{self._footer()}</div>{self._cookies()}"
        )
