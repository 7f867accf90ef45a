"""The frame axis in a real Chromium."""

from __future__ import annotations


def lanes(page):
    return page.locator(".backdrop text").all_text_contents()


def mark(page, start):
    """Return the mark whose label begins with `start`."""
    return page.locator(f'.mark[aria-label^="{start}"]').first


def test_lanes_of_all_that_acted(open_page):
    page = open_page()
    assert lanes(page) == ["RETURN", "mouse", "text", "pad 0", "waits", "log", "pictures", "game"]
    assert mark(page, "frame 10: RETURN down, for 30 frames").is_visible()
    assert mark(page, "frame 0: wait_frames, 30 frames").is_visible()
    assert mark(page, "frame 31: wait_until the menu, until the attempt ended").is_visible()
    assert page.locator(".failure").count() == 1


def test_marks_tell_and_lead(open_page):
    page = open_page()
    mark(page, "frame 10: RETURN").hover()
    assert page.locator("#tip").inner_text() == "frame 10: RETURN down, for 30 frames"
    mark(page, "frame 50: error").click()
    assert page.locator(".log-line.flash .text").inner_text().startswith("</script>")
    mark(page, "frame 50: picture menu.png").click()
    assert page.evaluate("document.activeElement.className") == "stage fit"


def test_keys_move_between_marks(open_page):
    page = open_page()
    page.locator("svg.axis").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tip").inner_text().startswith("frame 10: RETURN")
    page.keyboard.press("ArrowDown")
    assert page.locator("#tip").inner_text().startswith("frame 2")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert page.locator("#live").inner_text().startswith("log, frame")
    page.keyboard.press("Enter")
    assert page.locator(".log-line.flash").count() == 1


def test_zoom(open_page):
    page = open_page()
    ticks = page.locator(".ruler text")
    before = ticks.all_text_contents()
    page.get_by_role("button", name="Zoom in").click()
    assert ticks.all_text_contents() != before
    page.locator("svg.axis").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.get_by_role("button", name="Show all frames").click()
    assert ticks.all_text_contents() == before


def test_a_test_without_a_trace_has_no_axis(open_page):
    assert open_page("#t=0").locator("svg.axis").count() == 0


def test_thousands_of_marks_stay_quick(open_page, made):
    test = made.case("busy", "failed", made.attempt("failed", "x", frame=5000))
    of = {"test": test["full_name"], "attempt": 1, "phase": "test"}
    lines = [of | {"frame": n, "type": "mouse_move", "x": n, "y": 1} for n in range(4900)]
    page = open_page(file=made.page(test, trace=lines))
    assert 0 < page.locator(".mark").count() < 400
    assert "more" in page.locator(".mark").first.get_attribute("aria-label")
