"""The question bank of the final test: `python -m publishing.questions`, or `make questions`.

People edit solutions/questions.yml; this command checks it and writes dist/questions.xml, which Moodle takes in
under *Question bank > Import > Moodle XML format*. No library that writes this format is still kept, and it is small.
Format: https://docs.moodle.org/en/Moodle_XML_format.

A question in the file:

    - id: softmax-shift                      # worded, unique
      session: 4                             # 1 to 6
      teaches: lectures/2_2_forward_propagation.ipynb#softmax   # notebook and cell in which the answer stands
      question: Markdown, with $mathematics$
      right: {text: the right option, why: what makes it right}
      wrong:                                 # three at least
        - {text: a wrong option, why: what makes it wrong, known: practical_2_digits/softmax/the columns sum to 1}

`known` names a mistake that students really make: practical / gap / words of its message in utils/checks, or of its
heading in tests/answers.
"""

import argparse
import importlib
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import yaml
from nbconvert.filters import markdown2html

from publishing import ROOT

BANK = Path("solutions") / "questions.yml"
KEYS = {"id", "session", "teaches", "question", "right", "wrong"}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m publishing.questions", description=__doc__.split("\n\n")[1])
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / "questions.xml", help="default: dist/questions.xml")
    options = parser.parse_args(arguments)
    bank = yaml.safe_load((ROOT / BANK).read_text(encoding="utf-8"))
    found = list(problems(bank))
    if found:
        print("The questions were not written.\n" + "\n".join(found), file=sys.stderr)
        return 1
    options.to.parent.mkdir(parents=True, exist_ok=True)
    options.to.write_bytes(moodle(bank))
    print(f"{options.to}: {len(bank)} questions.")
    return 0


def problems(bank):
    """What is wrong with the bank, a sentence each: an option without a reason, a source that is not there, ..."""
    seen = set()
    for place, question in enumerate(bank, start=1):
        name = question.get("id", f"number {place}")
        if set(question) != KEYS:
            yield f"{name}: it has {sorted(question)}, but it should have {sorted(KEYS)}"
            continue
        if name in seen or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
            yield f"{name}: the id should be two words or more with hyphens, and no other question's"
        seen.add(name)
        if question["session"] not in range(1, 7):
            yield f"{name}: there is no session {question['session']}"
        if len(question["wrong"]) < 3:
            yield f"{name}: {len(question['wrong'])} wrong options, but there should be three at least"
        options = [question["right"], *question["wrong"]]
        texts = [" ".join(str(option.get("text", "")).split()) for option in options]
        if len(set(texts)) < len(texts):
            yield f"{name}: two options are the same"
        for option, text in zip(options, texts, strict=True):
            if set(option) - {"known"} != {"text", "why"} or not text or len(str(option["why"])) < 20:
                yield f"{name}: the option {text[:40]!r} needs `text` and `why`, in a sentence"
            if "known" in option and not is_known(option["known"]):
                yield f"{name}: neither utils/checks nor tests/answers knows the mistake {option['known']!r}"
        notebook, _, cell = question["teaches"].partition("#")
        if not (ROOT / notebook).is_file():
            yield f"{name}: there is no {notebook}"
        elif cell not in {c.id for c in nbformat.read(ROOT / notebook, as_version=4).cells}:
            yield f"{name}: {notebook} has no cell {cell!r}"


def is_known(name):
    """Whether `practical/gap/words` is a wrong answer: the heading in tests/answers or the message in the checks says so."""
    practical, gap, words = name.split("/", 2)
    path = ROOT / "tests" / "answers" / practical / f"{gap}.py"
    heads = re.findall(r"(?m)^# %% wrong: (.+)$", path.read_text(encoding="utf-8")) if path.is_file() else []
    module = importlib.import_module(f"utils.checks.{'_'.join(practical.split('_')[:2])}")
    heads += [message for function in module.GAPS.get(gap, {}).values() for message in getattr(function, "slips", ())]
    return any(words.lower() in head.lower() for head in heads)


def moodle(bank):
    """The bank as the bytes of a Moodle XML file: a category a session, one right option, a reason behind each."""
    quiz = ET.Element("quiz")
    for session in sorted({question["session"] for question in bank}):
        category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
        _text(category, f"$course$/Optimization for Deep Learning/Session {session}")
        for question in (q for q in bank if q["session"] == session):
            element = ET.SubElement(quiz, "question", type="multichoice")
            _text(ET.SubElement(element, "name"), question["id"])
            _text(ET.SubElement(element, "questiontext", format="html"), html(question["question"]))
            _text(ET.SubElement(element, "generalfeedback", format="html"), html(question["right"]["why"]))
            settings = {"defaultgrade": "1", "penalty": "0.3333333", "hidden": "0", "idnumber": question["id"]}
            settings |= {"single": "true", "shuffleanswers": "true", "answernumbering": "abc"}
            for key, value in settings.items():
                ET.SubElement(element, key).text = value
            for option in [question["right"], *question["wrong"]]:
                fraction = "100" if option is question["right"] else "0"
                answer = ET.SubElement(element, "answer", fraction=fraction, format="html")
                _text(answer, html(option["text"]))
                _text(ET.SubElement(answer, "feedback", format="html"), html(option["why"]))
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"


def _text(parent, text):
    ET.SubElement(parent, "text").text = text


def html(markdown):
    """Markdown as HTML, with mathematics in the brackets that Moodle's MathJax filter looks for: \\( \\) and $$ $$."""
    text = markdown2html(str(markdown)).strip()
    return re.sub(r"(?<!\$)\$(?!\$)(.+?)(?<!\$)\$(?!\$)", r"\\(\1\\)", text, flags=re.DOTALL)


if __name__ == "__main__":
    sys.exit(main())
