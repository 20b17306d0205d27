"""Dates as they are written for machines: in the names of files and in what formats keep of them. Pure."""

from __future__ import annotations

import re

_IN_NAME = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-_. ]?|年)(?P<m>1[0-2]|0?[1-9])"
    r"(?:(?:(?P=s)|月)(?P<d>3[01]|[12]\d|0?[1-9])日?)?(?![\d.])"
)
_STAMP = re.compile(r"(?:D:)?((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d{1,3}\b)")


def date_in_name(name: str) -> str:
    """The day or month that a file's name states: `20230510`, `2023-05`, `2023年5月10日`; empty if none.

    Digits alone count as a day, never as a month: `202305` may be a number.
    """
    for found in _IN_NAME.finditer(name):
        year, sign, month, day = found["y"], found["s"], found["m"], found["d"]
        if sign == "年" and not day and name[found.end() : found.end() + 1] != "月":
            continue
        if not sign and (not day or len(month) + len(day) < 4):
            continue
        if not sign or day or sign in "年-":
            return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    return ""


def stamped_date(stated: str) -> str:
    """The day in a date as formats write it: `D:20230424101500+08'00'`, `2023-04-24T10:15:00Z`."""
    found = _STAMP.match(stated.strip())
    return "-".join(found.groups()) if found else ""
