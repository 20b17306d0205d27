"""What pages say, in English and Chinese, in place of what was looked for."""

from __future__ import annotations

import re

_NONE = r"(?:was |is )?(?:not found|gone|removed|no longer (?:available|here|exists))"
_JS = r"java ?script"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


NOT_FOUND = re.compile(
    r"\W*(?:"
    + "|".join(
        (
            r"(?:http\s*)?(?:error|错误)?\s*\W?\s*(?:404|410)\s*(?:\Z|[|:·_(—–-]|not|page|error|页|错误|未)",
            rf"(?:the |this )?(?:requested )?page (?:you .{{0,40}})?{_NONE}",
            r"not found\W*\Z",
            r"page (?:does not|doesn.t) exist",
            r"(?:sorry|oops)\W.{0,40}(?:not found|can.?t find|cannot find|no longer)",
            r"(?:很?抱歉|对不起)?\W*(?:您?(?:要)?(?:访问|查看|查找|请求)的)?(?:页面|网页)"
            r"(?:不存在|未找到|没有找到|找不到|已被?删除|已下线|走丢)",
            r"(?:很?抱歉|对不起)?\W*(?:您?(?:访问|查看)的)?(?:文章|内容)(?:不存在|已被?删除|已下线)",
            r"(?:很?抱歉|对不起)?\W*找不到(?:该|您|此)?.{0,8}页面",
        )
    )
    + ")",
    re.IGNORECASE,
)
"""At the beginning of a title, a main heading or a text."""

PAY = _any(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)",
    r"(?:continue|keep) reading (?:with|for) .{0,30}subscri",
    r"already a subscriber",
    r"(?:for|to) subscribers only",
    r"this (?:article|content|story) is (?:for|reserved|available).{0,30}(?:subscriber|member)",
    r"become a (?:subscriber|member) to",
    r"unlock (?:this|the full) (?:article|story)",
    r"you have (?:reached|read) your .{0,30}(?:free|limit)",
    r"订阅(?:后|即可|以)?(?:阅读|查看|解锁|继续)",
    r"(?:付费|会员|VIP)(?:后)?(?:阅读|专享|可见|内容|可读)",
    r"剩余\s?\d{1,3}\s?%\s?(?:未读|内容)",
    r"开通(?:会员|VIP).{0,10}(?:阅读|查看)",
    r"购买后(?:阅读|查看)",
    r"(?:本文|该文|此文).{0,6}(?:付费|会员)",
)

LOGIN = _any(
    r"(?:log|sign) ?in to (?:continue|view|read|see|access)",
    r"please (?:log|sign) ?in",
    r"you (?:must|need to) (?:be logged|log|sign) ?in",
    r"登录(?:后|以|即可)?(?:可|才能)?(?:查看|阅读|浏览|继续|访问)",
    r"请(?:先)?登录",
    r"扫码登录",
)

COOKIES = _any(
    r"(?:we|our partners|this (?:web)?site) (?:and our partners )?uses? cookies",
    r"accept (?:all )?cookies",
    r"cookie (?:policy|preferences|settings|consent)",
    r"reject all",
    r"manage (?:your )?(?:preferences|choices|consent)",
    r"legitimate interest",
    r"before you continue",
    r"(?:使用|接受|同意|全部).{0,6}cookies?",
    r"cookie\s?(?:政策|设置|偏好)",
)

SCRIPT = _any(
    rf"(?:enable|turn on|requires?|need|activate) (?:to enable )?{_JS}",
    rf"{_JS} (?:is|must be|to be|has been) (?:disabled|enabled|required|turned off)",
    rf"(?:启用|开启|打开|允许).{{0,8}}{_JS}",
    rf"{_JS}.{{0,6}}(?:已?禁用|未启用)",
    r"checking (?:if the site|your browser)",
    r"just a moment",
)
