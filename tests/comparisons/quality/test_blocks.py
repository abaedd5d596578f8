from comparisons.quality.blocks import Block, blocks, without_code

TEXT = """\
Run `ls -1`, [then
stop](/quiz/).

## Two *ways*

Choose [@survey]:

- One **way**
- Another:

  Its second paragraph.
  - Nested

| Role | Pay |
|---|---|
| Lead | $5 [@pay] |

```
code of 5000 lines!
```

> See <https://example.org/2999>.
"""


def test_markdown_is_cut_into_what_is_read_as_one():
    assert blocks(TEXT) == [
        Block("paragraph", 0, "Run code, then stop.", ("/quiz/",)),
        Block("heading", 3, "Two ways", ()),
        Block("paragraph", 5, "Choose [@survey]:", (), introduces=True),
        Block("item", 7, "One way", ()),
        Block("item", 8, "Another:\nIts second paragraph.", (), introduces=True),
        Block("item", 11, "Nested", ()),
        Block("row", 13, "Role\nPay", ()),
        Block("row", 15, "Lead\n$5 [@pay]", ()),
        Block("paragraph", 21, "See .", ("https://example.org/2999",)),
    ]


def test_code_in_plain_text_is_not_read():
    assert without_code("Run `rm -rf (` now.") == "Run code now."
