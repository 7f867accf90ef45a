"""The page in a real Chromium: what a reader does with it."""

from __future__ import annotations

import shutil
from functools import partial

from harness.reporters.html import contents
from harness.reporters.html.pictures import Pictures


def names(page):
    return page.locator(".row .name").all_inner_texts()


def title(page):
    return page.locator("#detail h1").inner_text()


def status_chip(page, status):
    return page.locator(f".chip[data-status={status}]")


def test_the_first_failure_is_open(open_page):
    page = open_page()
    assert title(page) == "starts"
    assert page.locator(".row.selected .name").inner_text() == "starts"
    assert page.locator(".code-line.hit").inner_text().split() == ["3", "assert(false)"]
    assert page.locator(".side.actual code").inner_text() == "2"
    assert page.locator(".differences td.expected").inner_text() == "2"
    assert "--test-name" in page.locator(".command code").inner_text()
    assert "0000000000000000" in page.locator("#detail").inner_text()


def test_filters_count_and_combine(open_page):
    page = open_page()
    assert len(names(page)) == 7
    assert status_chip(page, "failed").text_content() == "failed1"
    status_chip(page, "failed").click()
    status_chip(page, "flaky").click()
    assert names(page) == ["starts", "is shaky"]
    page.select_option("#tag", label="slow (1)")
    assert names(page) == ["starts"]
    assert page.locator("#count").inner_text() == "1 of 7 tests"
    page.locator("#search").fill("nothing like it")
    assert page.locator(".empty").is_visible()
    page.get_by_role("button", name="Clear the filters").click()
    assert len(names(page)) == 7


def test_search_looks_into_messages_and_names(open_page):
    page = open_page()
    page.locator("#search").fill("THIS time")
    assert names(page) == ["is shaky"]
    page.locator("#search").fill("b_test")
    assert names(page) == ["waits"]


def test_orders_and_groups(open_page):
    page = open_page()
    assert page.locator(".group .path").all_inner_texts() == [
        "tests/e2e/menu_test.lua", "tests/e2e/b_test.lua",
    ]  # fmt: skip
    page.locator("#grouped").uncheck()
    assert page.locator(".group").count() == 0
    page.select_option("#sort", "run")
    assert names(page)[:2] == ["opens", "starts"]


def test_keys(open_page):
    page = open_page()
    press = page.keyboard.press
    press("f")
    assert "onerror" in title(page)
    press("F")
    assert title(page) == "starts"
    press("j")
    press("j")
    assert title(page) == "is shaky"
    press("]")
    assert page.get_by_role("tab", name="Attempt 2").get_attribute("aria-selected") == "true"
    press("ArrowUp")
    press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("shaky")
    press("Enter")
    press("Escape")
    press("?")
    assert page.locator("dialog[open] kbd").count() > 8
    press("Escape")
    page.locator("dialog").wait_for(state="detached")
    press("o")
    assert title(page) == "3 of 7 tests failed"


def test_attempts_are_tabs(open_page):
    page = open_page("#t=2")
    tabs = page.get_by_role("tablist", name="Attempts").get_by_role("tab")
    assert tabs.count() == 2
    assert "not this time" in page.locator(".message").inner_text()
    tabs.nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".message").count() == 0
    assert page.url.endswith("#t=2&a=2")


def test_addresses_lead_to_tests(open_page):
    page = open_page("#t=2&a=2")
    assert title(page) == "is shaky"
    assert page.get_by_role("tab", name="Attempt 2").get_attribute("aria-selected") == "true"
    page.evaluate("location.hash = '#t=0'")
    page.wait_for_function("document.querySelector('#detail h1').textContent === 'opens'")
    page.evaluate("location.hash = '#t=99999'")
    page.evaluate("location.hash = '#overview'")
    page.wait_for_selector(".legend")


def test_pictures_have_five_views(open_page):
    page = open_page()
    views = page.get_by_role("tablist", name="Pictures of menu").get_by_role("tab")
    assert views.all_inner_texts() == ["Diff", "Actual", "Expected", "Side by side", "Slider"]
    for name, count in (("Actual", 1), ("Expected", 1), ("Side by side", 2), ("Diff", 1)):
        page.get_by_role("tab", name=name, exact=True).click()
        assert page.locator(".stage img").count() == count
        assert all(page.locator(".stage img").evaluate_all("all => all.map(i => i.naturalWidth)"))
    page.get_by_role("button", name="4×").click()
    assert page.locator(".stage img").bounding_box()["width"] == 1280


def test_the_slider_follows_pointer_and_keys(open_page):
    page = open_page()
    page.get_by_role("tab", name="Slider").click()
    handle = page.get_by_role("slider")
    handle.scroll_into_view_if_needed()
    box = page.locator(".slider").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 90, steps=3)
    page.mouse.up()
    assert handle.get_attribute("aria-valuenow") == "25"
    page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "27"
    page.keyboard.press("End")
    clip = page.locator(".over").evaluate("over => over.style.clipPath")
    assert clip == "inset(0px 0px 0px 100%)"


def test_dark_and_light(open_page):
    def ground(page):
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light, dark = open_page(color_scheme="light"), open_page(color_scheme="dark")
    assert ground(light) != ground(dark)
    light.keyboard.press("t")
    assert ground(light) == ground(dark)
    light.reload()
    assert ground(light) == ground(dark)


def test_a_phone(open_page):
    page = open_page(viewport={"width": 375, "height": 700}, has_touch=True)
    for at in range(7):
        assert page.locator("#scroller").is_visible()
        page.locator(".row").nth(at).tap()
        assert not page.locator("#scroller").is_visible()
        detail = "document.querySelector('#detail')"
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        assert page.evaluate(f"{detail}.scrollWidth - {detail}.clientWidth") == 0
        page.locator(".back").tap()


def test_hostile_texts_stay_texts(open_page):
    page = open_page("#t=3")
    assert title(page).startswith("</script><img src=x onerror=alert(1)> \\x00\\x1b[31m \\u202egnp")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("h1 .esc").all_inner_texts() == [
        "\\x00", "\\x1b", "\\u202e", "\\ud800", "\\u2028",
    ]  # fmt: skip
    for at in range(7):
        page.evaluate(f"location.hash = '#t={at}'")
    assert page.locator("script").count() == 2


def test_an_empty_run(open_page, made):
    assert title(open_page(file=made.page())) == "No test"


def test_ten_thousand_tests(open_page, made):
    """Only the rows in sight exist, and all can be reached."""
    tests = [made.case(f"test {n}", "failed" if n == 7000 else "passed") for n in range(10_000)]
    page = open_page(file=made.page(*tests))
    assert title(page) == "test 7000"
    assert page.locator(".row").count() < 60
    page.evaluate("document.querySelector('#scroller').scrollTop = 1e9")
    page.get_by_text("test 9999", exact=True).click()
    assert title(page) == "test 9999"


def test_every_code_point_can_be_shown(open_page, made):
    """Low surrogates stand before high ones, so that no two of them are a pair."""
    codes = [*range(0xD800), *range(0xDFFF, 0xD7FF, -1), *range(0xE000, 0x10000), 0x1F600, 0xE0001]
    texts = ["".join(map(chr, codes[at : at + 4096])) for at in range(0, len(codes), 4096)]
    tests = [made.case(f"{at}{text}", tags=[]) for at, text in enumerate(texts)]
    page = open_page(file=made.page(*tests))
    shown = ""
    for at in range(len(tests)):
        page.evaluate(f"location.hash = '#t={at}'")
        heading = page.locator("#detail h1")
        page.wait_for_function(f"document.querySelector('#detail h1').textContent[0] == '{at}'[0]")
        shown += heading.text_content()
    for spelled in ("\\x00", "\\x7f", "\\u2028", "\\u202e", "\\ud800", "\\udfff", "\\uffff"):
        assert shown.count(spelled) == 1
    assert "\U0001f600\\u{e0001}" in shown
    assert "<=>?@AB" in shown


def test_pictures_beside_the_page_are_shown_too(open_page, folder, tmp_path, made, monkeypatch):
    monkeypatch.setattr(contents, "Pictures", partial(Pictures, inline_bytes=0))
    shutil.copytree(folder / "artifacts", tmp_path / "artifacts")
    shots = [{"kind": "screenshot", "path": "artifacts/a/menu.actual.png"}]
    test = made.case("t", "failed", made.attempt("failed", "x", artifacts=shots))
    page = open_page(file=made.page(test))
    page.locator(".thumb").click()
    page.wait_for_selector("dialog[open] img")
    assert page.locator("dialog img").evaluate("img => img.naturalWidth") == 320
    assert page.locator("dialog img").get_attribute("src") == "./artifacts/a/menu.actual.png"


def test_updated_baselines_are_listed_and_lead_to_their_tests(open_page, made):
    updated = made.case("is new", updated_baselines=["../b/menu.png"])
    page = open_page(file=made.page(made.case("passes"), updated))
    assert "../b/menu.png" in page.locator("#detail").inner_text()
    page.locator("#detail ul").get_by_role("button", name="is new").click()
    assert title(page) == "is new"


def test_a_part_of_a_run_names_what_is_missing(open_page, made):
    page = open_page("#overview", made.page(made.case("t"), missing="shard 2 of 3 is missing"))
    assert page.locator(".run-facts span").first.inner_text() == "shard 2 of 3 is missing"
    assert page.locator("#detail .remark").first.inner_text() == "shard 2 of 3 is missing"
