"""What the values of the configuration may look like: paths, addresses, hosts, names of variables."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Folder = Annotated[str, Meta(pattern=r"^(/|~/|~\Z)", description='a path that begins with "/" or "~/"')]
FolderOrNone = Annotated[
    str,
    Meta(
        pattern=r"^(\Z|/|~/|~\Z)", description='a path that begins with "/" or "~/", or "" for the usual one'
    ),
]
FolderOrOff = Annotated[
    str,
    Meta(pattern=r"^(\Z|/|~/|~\Z)", description='a path that begins with "/" or "~/", or "" for none'),
]
# No "@" before the path: a name and password in an address would be a secret in the file.
Address = Annotated[
    str,
    Meta(
        pattern=r"^(\Z|https?://[^\s/?#@]+([/?#]\S*)?\Z)",
        description='an address that begins with "http://" or "https://", without a password, or "" for none',
    ),
]
Host = Annotated[
    str,
    Meta(pattern=r"^([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?\Z", description='a host or "host:port"'),
]
VariableName = Annotated[
    str,
    Meta(
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?\Z",
        description="the name of an environment variable that holds the key, never the key itself",
    ),
]
MailOrNone = Annotated[
    str,
    Meta(pattern=r"^(\Z|[^\s@<>,;:]+@[^\s@<>,;:]+\Z)", description='a mail address, or "" for none'),
]
BookName = Annotated[
    str,
    Meta(pattern=r"^[^\s/?#&]+\Z", description="a book's name in the server's addresses"),
]
Results = Annotated[int, Meta(ge=1, le=50)]
Price = Annotated[float, Meta(ge=0, le=1_000_000)]
