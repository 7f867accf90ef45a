"""The names of the tests, one a line."""


def renderer(_config):
    return lambda report: "names:\n" + "".join(f"{test['name']}\n" for test in report["tests"])
