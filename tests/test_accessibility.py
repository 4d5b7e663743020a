"""An audit with axe-core, light and dark: of a sample of the pages, and in a soak test of all.

Formulas are looked at on one page, for they are drawn alike on all and have thousands of parts.
"""

from __future__ import annotations

import pytest
from course_fixtures import Visit
from live_page import ExercisePage
from sample import SOAK
from test_site import OTHERS, PAGES

pytestmark = pytest.mark.xdist_group("audit")

AUDIT = """async ([but, rules]) => {
  const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.all(transitions.map((each) => each.finished));  // colours are read at rest
  const options = {resultTypes: ["violations"], ...(rules ? {runOnly: rules} : {})};
  const {violations} = await axe.run({exclude: but}, options);
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""


STATES = "book/04-common-formulas"  # where every state of an exercise is looked at
PAGES_OF_THE_SITE = [*PAGES, *OTHERS]


@pytest.mark.parametrize("name", PAGES_OF_THE_SITE if SOAK else [STATES])
def test_no_serious_violation(served, browser, node_modules, name):
    axe = (node_modules / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    with Visit(browser, served(f"en/{name}.html")) as visit:
        if name == STATES:
            exercise = ExercisePage(visit.page, "ch04-quadratic-form")
            exercise.check("def grad_quadratic_form(u, v, x):\n    return 2 * (u @ v.T @ x + x)")
            ExercisePage(visit.page, "ch04-norm").check("1 +")
            ExercisePage(visit.page, "ch04-linear-form").check(
                "def grad_linear_form(a, b, x): return a + 3 * b"
            )
            exercise.region.locator("details").first.locator("summary").click()
            visit.page.locator(".can-run .try-it:visible").first.click()
        for check in visit.page.locator("[data-quick]").all():
            for choice in check.locator("label").all()[:1]:
                choice.click()
            check.get_by_role("button", name="Check").click()
            check.locator("summary").click()
        visit.page.evaluate(axe)
        if not SOAK:  # formulas are alike, and so are the entries of the atlas
            visit.page.evaluate(
                "document.querySelectorAll('mjx-container, .identities tbody:nth-of-type(n+6)')"
                ".forEach((element) => element.remove())"
            )
        assert visit.page.evaluate(AUDIT, [[], None]) == []
        visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert visit.page.evaluate(AUDIT, [[], ["color-contrast"]]) == []
