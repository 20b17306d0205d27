"""What document-sharing sites put around a text: buttons and file data at the head, links at the tail.

Single words like these occur in any text; only a cluster of them at the very beginning or end is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hopyard.core.text.edits import Edit, settled
from hopyard.core.text.lines import width

_BUTTONS = (
    r"收藏|分销|分享|下载|相关|举报|打印|点赞|评论|投诉|版权申诉|关注|转发|赞|赏|纠错|反馈|全屏|放大|缩小|上一页|下一页|上传|登录|注册|"
    r"客服|返回顶部|首页|目录|预览|"
    r"share|save|embed|print|download(?: now| pdf| full pdf)?|report|like|favou?rite|bookmark|follow|upload|"
    r"log ?in|sign ?(?:in|up)|zoom (?:in|out)|full ?screen|previous|next|search|home|menu|cite"
)
_HEAD = (
    rf"(?:(?:{_BUTTONS})(?:[(（]\w{{1,4}}[)）])?[\s|·/]*)+",
    r"(?:上传人|上传者|发布者|分享者)\s*[:：].*",
    r"(?:文档|文件|资源|资料)?(?:编号|格式|页数|大小|类型|分类)\s*[:：]\s*[\w.#]{1,24}(?:\s.*)?",
    r"上传时间\s*[:：].*",
    r".{1,120}\.(?:pdf|docx?|pptx?|xlsx?|txt)_?第\s?\d{1,4}\s?页",
    r"第\s?\d{1,4}\s?页\s*[/／]?\s*共\s?\d{1,4}\s?页",
    r"点击(?:查看|加载)更多\W*|(?:资源|文档|资料)(?:描述|介绍|简介)[:：]?|展开阅读全文|展开全文|阅读全文",
    r"还剩\s?\d+\s?页未读.{0,16}|亲[,，].{0,60}|下载文档.{0,24}|全文预览|在线预览.{0,12}|\d{1,5}\s?(?:积分|金币|人阅读|次下载|次阅读)",
    r"upload(?:ed)? by\b.{0,80}|uploaded on\b.{0,40}|(?:document|file) (?:id|size|type|format)\s*:.{0,60}",
    r"(?:page\s)?\d{1,4} of \d{1,4}|page \d{1,4}|you are on page \d+.{0,20}",
    r"\d[\d,.]*k? (?:views?|downloads?|pages?|likes?|reads?)|(?:document )?description",
    r"(?:click|tap) to (?:see|view|load|show) more\W*|(?:see|show|load|view|read) (?:more|all)\W*",
    r"available formats?.{0,60}|original title.{0,20}|share this document|copyright\s*(?:©|\(c\)).{0,60}",
    r"did you find this document useful\?|is this content inappropriate\?.{0,30}|report this document",
    r"(?:pdf|docx?|txt|pptx?)(?:[,、/ ]+(?:pdf|docx?|txt|pptx?))*",
)
_TAIL = (
    r"相似文档|相关文档|相关资源|相关推荐|猜你喜欢|热门(?:文档|推荐|标签)|搜索标签|最新(?:文档|上传)|为您推荐|推荐文档|标签\s*[:：].{0,60}",
    r"当前位置\s*[:：].*|.{0,40}(?:页脚|页眉)广告\s?\d*",
    r"(?:(?:关于我们|诚招英才|服务填表|联系我们|网站声明|隐私政策|用户协议|服务条款|网站地图|意见反馈|帮助中心|商务合作|友情链接|加入我们|版权声明)[\s|·-]*)+",
    r"(?:copyright\s*)?(?:©|\(c\)).{0,80}(?:版权所有|rights reserved).{0,40}",
    r".{0,60}版权所有\s*|all rights reserved\W*",
    r"(?:客服|投诉|举报|维权|服务)[^\s:：]{0,8}(?:电话|热线|邮箱|QQ)\s*[:：].*",
    r".{0,30}(?:ICP\s?[备证]|公网安备|B2-).{0,120}",
    r"关注(?:我们|公众号|微信).{0,60}|扫码.{0,30}|.{0,12}扫(?:码|描|一扫)(?:查看|下载|关注|阅读).{0,12}",
    r"欢迎(?:访问|光临|使用)\s*[:：]?.{0,40}(?:https?://|www\.|\.com|\.cn|\.net|网站|网址).{0,60}",
    r"(?:文档|文件|资料)名称\s*[:：].{1,120}",
    r".{0,20}(?:https?://|www\.)\S+\s*(?:下载|查看|阅读|获取)(?:完整|全文|全部|原文).{0,12}",
    r"跳转到?.{1,20}查看|(?:查看|阅读)原文|下载(?:完整|全文).{0,20}",
    r"you (?:might|may) also like|related (?:documents|articles|papers)|recommended for you|"
    r"more from .{1,40}|trending",
    r"(?:(?:about(?: us)?|contact(?: us)?|careers?|help|faq|press|privacy(?: policy)?|"
    r"terms(?: of (?:use|service))?|sitemap|blog|"
    r"cookies?(?: policy)?|legal|accessibility|advertis\w+)[\s|·-]*)+",
    r"(?:follow us|get our (?:free )?apps?|scan the (?:qr )?code|download the app).{0,60}|back to top",
    r"downloaded from .{1,60}|this (?:document|file) (?:was|is) (?:downloaded|provided) .{1,80}",
)


def _any_of(*groups: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for group in groups for pattern in group), re.IGNORECASE)


_AT_HEAD = _any_of(_HEAD)
_AT_TAIL = _any_of(_HEAD, _TAIL)
_STRANGERS = 3
"""So many lines in a row that are no furniture end the cluster."""
_LEAST = 3
_LONGEST = 160
_SHORT_CELLS = 60
_ENDS_SENTENCE = ("。", "！", "？", ".", "!", "?", "；", ";", "，", ",")


@settled
def site_furniture(text: str) -> list[Edit]:
    """Take the lines of furniture off the head, and all from where the furniture of the tail begins."""
    edits = _head(text)
    tail = _tail(text)
    if tail < len(text) and (not edits or edits[-1].end <= tail):
        edits.append(Edit(tail, len(text)))
    return edits


def _head(text: str) -> list[Edit]:
    edits: list[Edit] = []
    strangers = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip() if end - start <= _LONGEST else None
        if line is None or (line and not _AT_HEAD.fullmatch(line)):
            strangers += 1
            if line is None or strangers > _STRANGERS:
                break
        elif line:
            strangers = 0
            edits.append(Edit(start, min(len(text), end + 1)))
        start = end + 1
    return edits if len(edits) >= _LEAST else []


def _tail(text: str) -> int:
    """Where the cluster of furniture at the end begins; len(text) when there is none."""
    found = strangers = 0
    begins = end = len(text)
    while end >= 0:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip() if end - start <= _LONGEST else None
        if line is None:
            break
        if line and _AT_TAIL.fullmatch(line):
            found, strangers, begins = found + 1, 0, start
        elif line:
            strangers += 1
            if strangers > _STRANGERS or width(line) > _SHORT_CELLS or line.endswith(_ENDS_SENTENCE):
                break
        end = start - 1
    return begins if found >= _LEAST and begins > 0 else len(text)
