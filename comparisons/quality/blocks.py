"""Markdown, cut into the pieces that are read as one: a paragraph, a list item, a table row.

What nobody reads is left out: addresses of links, and code, of which only the word "code" stays.
So "Run `ls -1`, [then stop](/quiz/)." is a paragraph "Run code, then stop." with the link "/quiz/".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.tree import SyntaxTreeNode

from ..markdown import tokens_of

CODE = "code"
CODE_IN_PLAIN_TEXT = re.compile(r"`[^`\n]+`")
CAN_BE_INTRODUCED = frozenset(
    {"bullet_list", "ordered_list", "table", "blockquote", "fence", "code_block"}
)


@dataclass(frozen=True)
class Block:
    kind: str  # paragraph, heading, item or row
    line: int  # below the first line of the text
    text: str
    links: tuple[str, ...]
    introduces: bool = False  # a list, a table or the like, which follows at once


def blocks(text: str) -> list[Block]:
    return list(_blocks_in(SyntaxTreeNode(tokens_of(text)).children))


def without_code(text: str) -> str:
    return CODE_IN_PLAIN_TEXT.sub(CODE, text)


def _blocks_in(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node, following in pairwise([*nodes, None]):
        if node is None or node.type in {"fence", "code_block", "hr"}:
            continue
        if node.type in {"paragraph", "heading"}:
            introduces = following is not None and following.type in CAN_BE_INTRODUCED
            yield _block(node.type, node, [node], introduces)
        elif node.type == "list_item":
            own = [child for child in node.children if child.type == "paragraph"]
            below = [child for child in node.children if child.type != "paragraph"]
            yield _block("item", node, own, introduces=bool(below))
            yield from _blocks_in(below)
        elif node.type == "tr":
            yield _block("row", node, node.children)
        else:
            yield from _blocks_in(node.children)


def _block(
    kind: str, node: SyntaxTreeNode, parts: Sequence[SyntaxTreeNode], introduces: bool = False
) -> Block:
    text = "\n".join(filter(None, map(_as_read, parts)))
    inner = (node for part in parts for node in part.walk())
    links = tuple(str(node.attrs["href"]) for node in inner if node.type == "link")
    return Block(kind, node.map[0] if node.map else 0, text, links, introduces)


def _as_read(node: SyntaxTreeNode) -> str:
    if node.type == "text":
        return node.content
    if node.type == "code_inline":
        return CODE
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type == "link" and node.info == "auto":
        return ""
    return "".join(map(_as_read, node.children))
