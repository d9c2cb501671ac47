"""The clemency pages and pictures in Chromium: accessible, no label clipped, light and dark, narrow and wide."""

import pytest
from playwright.sync_api import Page

from browser import at_both_sizes, check_page
from undersigned.clemency import answer_charts, charts, comparisons, drawing, questions
from undersigned.clemency.charts import Chart
from undersigned.clemency.specs import Look
from undersigned.kit import clock

pytestmark = pytest.mark.browser
LOOKS = [Look(theme, width) for theme in ("light", "dark") for width in ("narrow", "wide")]
ASKED = [
    "president=barack-obama&kind=commutations&last=5&as_of=2016-01-07",
    "president=barack-obama&kind=commutations&last=19",
    "president=franklin-d-roosevelt&kind=pardons&last=3",
    "president=barack-obama&kind=pardons&against=everyone",
    "president=joe-biden&kind=grants&measure=share&last=5",
    "president=donald-trump-second-term&last=2",
]
CLIPPED = """() => {
    const room = document.querySelector('svg').getBoundingClientRect();
    return [...document.querySelectorAll('svg text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < room.left - 0.5 || box.right > room.right + 0.5
            || box.top < room.top - 0.5 || box.bottom > room.bottom + 0.5);
    }).map(text => text.textContent);
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg text')].map(
    text => parseFloat(getComputedStyle(text).fontSize)))"""


def compared(query: str) -> Chart | None:
    return answer_charts.chart(comparisons.answer(questions.ask(questions.fields_of(query), clock.now().date())))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.width}")
def test_no_label_of_a_picture_is_clipped_and_all_are_large_enough(chromium, look: Look):
    drawn = [*charts.charts().values(), *filter(None, map(compared, ASKED))]
    sheet = chromium.new_page(viewport={"width": 1000, "height": 1000})
    for chart in drawn:
        picture = drawing.svg(chart.spec(look), chart.title, chart.description).body.decode()
        sheet.set_content(f"<body>{picture}</body>")
        assert sheet.evaluate(CLIPPED) == [], chart.slug
        assert sheet.evaluate(SMALLEST) >= 12
    sheet.close()


PAGES = ["/clemency", "/clemency/compare", "/clemency/presidents/barack-obama", "/clemency/data"]
PAGES += [f"/clemency/compare?{query}" for query in ASKED]


def test_the_clemency_pages_are_accessible(page: Page):
    for path in PAGES:
        assert page.goto(path).status == 200
        page.evaluate("document.querySelectorAll('details').forEach(table => table.open = true)")
        check_page(page)


def test_a_bad_question_is_told_accessibly(page: Page):
    assert page.goto("/clemency/compare?president=barack-obama&last=99&as_of=1850-01-01").status == 400
    page.get_by_role("link", name="Choose a number from 1 to 19").click()
    assert page.evaluate("document.activeElement.id") == "id_last"
    check_page(page)


@at_both_sizes
def test_pages_in_the_dark_show_dark_pictures_and_stay_accessible(page: Page):
    page.emulate_media(color_scheme="dark")
    page.goto("/clemency")
    shown = page.locator("picture img").first.evaluate("image => image.currentSrc")
    assert "theme=dark" in shown
    check_page(page)


@at_both_sizes
def test_a_picture_fits_its_window_and_is_not_shrunk_out_of_reading(page: Page):
    page.goto("/clemency/compare")
    width, natural = page.locator("picture img").evaluate("image => [image.clientWidth, image.naturalWidth]")
    assert width <= page.viewport_size["width"]
    assert width >= natural * 0.9


def test_the_form_asks_by_keyboard_and_the_address_carries_the_question(page: Page):
    page.goto("/clemency/compare")
    page.get_by_label("How many presidents before").fill("7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clemency/compare?**last=7**")
    assert page.locator(".tag").first.inner_text() == "False"
