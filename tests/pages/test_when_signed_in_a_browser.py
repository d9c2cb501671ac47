"""The chart of when people signed, in a real browser on a phone and on a desk."""

from datetime import timedelta

import pytest

import make
from browser import check_page
from undersigned.kit import clock
from undersigned.signatures.models import HourTally
from undersigned.signatures.tally import hour_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("hours", [3, 60, 80 * 24])
def test_the_chart_and_its_table_stand_on_the_page(page, hours):
    now = clock.now()
    petition = make.petition(now=now - timedelta(hours=hours))
    for place in range(1, hours):
        crowd = 12 + 90_000 * (place % 29) ** 2 // (place**2 + 400)
        hour = hour_of(now) - timedelta(hours=hours - place)
        HourTally.objects.create(petition=petition, hour=hour, standing=crowd)
    assert page.goto(f"/petitions/{petition.pk}?{hours}").status == 200
    drawing = page.get_by_role("img", name="When people signed")
    drawing.scroll_into_view_if_needed()
    assert drawing.bounding_box()["height"] >= 100
    check_page(page)
    page.locator("details.chart-table summary").click()
    assert page.locator("details.chart-table tbody tr").count() >= 1
    check_page(page)
