"""Answers the rows of two files, in the states of pygame they are meant for, into a third one.

It runs once alone and once under the harness.
"""

import ast
import json
import os
import re

import pygame

HERE = os.path.dirname(os.path.abspath(__file__))


def nothing():
    pass


def opened():
    pygame.init()
    pygame.display.set_mode((64, 48))
    pygame.event.clear()


STATES = {
    "imported": nothing,
    "display": pygame.display.init,
    "opened": opened,
    "display quit": pygame.display.quit,
    "quit": pygame.quit,
    "opened again": opened,
}


def answer(row):
    """Return the value of the last expression of a row, or what was raised, as text."""
    *steps, last = ast.parse(row).body
    try:
        exec(compile(ast.Module(steps, []), "row", "exec"), globals())
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "row", "exec"), globals())
            return "done"
        shown = repr(eval(compile(ast.Expression(last.value), "row", "eval"), globals()))
    except BaseException as error:
        shown = f"{type(error).__name__}: {error}"
    return re.sub(r"0x[0-9a-f]+|started \d+", "…", shown)


def sections(name):
    """Return the rows of a file by the heading they are under."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        parts = re.split(r"^== (.*)\n", file.read(), flags=re.MULTILINE)
    return {
        title: [row for row in rows.splitlines() if row]
        for title, rows in zip(parts[1::2], parts[2::2], strict=True)
    }


def main():
    python, rows = sections("python.txt"), sections("pygame.txt")
    answers = {"once": {row: answer(row) for row in python["once"]}}
    for state, enter in STATES.items():
        enter()
        answers[state] = {row: answer(row) for row in rows["in every state"]}
    answers["at the end"] = {row: answer(row) for row in rows["at the end"]}
    with open(os.environ["ANSWERS"], "w", encoding="utf-8") as file:
        json.dump(answers, file)


main()
