"""Words of scenario files for libFuzzer (-dict=FILE), from what docs/scenario.md says there is.

    words.py > scenario.dict
"""
import pathlib
import re

DOCUMENTATION = pathlib.Path(__file__).resolve().parents[2] / "docs/scenario.md"
# What changes a value's meaning, or its size, by one insertion.
VALUES = ["0", "-1", "1e18", "1e300", "-1e-300", "nan", "inf", "true", "false", '""', "[]", "{}", "[[]]", '"0 s"', '"1e300 s"',
          '"1e-300 s"', '"nan s"', '"inf mV"', '"0.5 ms"', '"20 mV"', '"1e30 pA"', '"1 kHz"', '"473 nm"', '"10 um"', '"1 mm"',
          '"1e9 mW/mm^2"', '"30 deg"', '"1 /mm"', '"xyz.csv"', '"pairs.csv"', '"values.csv"', '"table.csv"', '"path.csv"',
          '"field.csv"', "#set "]


def quoted(word):
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\x0a") + '"'


def words():
    text = DOCUMENTATION.read_text()
    keys, headers = set(re.findall(r"`([A-Za-z_]\w*)`", text)), set(re.findall(r"\[\[[a-z_.]+\]\]", text))
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        keys.update(re.findall(r'(?<![\w"])([A-Za-z_]\w*)\s*=', block))
        headers.update(re.findall(r"^\[[a-z_.]+\]", block, re.MULTILINE))
    return sorted(VALUES) + sorted(f"\n{header}\n" for header in headers) + sorted(keys | {f"{key} = " for key in keys})


if __name__ == "__main__":
    print("\n".join(quoted(word) for word in words()))
