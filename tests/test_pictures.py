"""Pictures to touch: their mathematics is NumPy's, and they answer to keyboard, mouse and touch."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from corpus import ROOT
from course_fixtures import Visit
from live_page import PAGES
from node import in_node, script
from playwright.sync_api import BrowserContext, Locator, Page
from sample import sampled, soak
from test_accessibility import AUDIT

from matcalc.numerics.numeric import gradient, hessian, partials
from matcalc.site import stills
from matcalc.site.stills.method import bracketings

pytestmark = pytest.mark.xdist_group("pictures")

TEXTS = {page: (ROOT / f"{page}.md").read_text("utf-8") for page in PAGES}
# The page of each picture.
CHAPTERS = {
    name: next(page for page in PAGES if f"{{picture}} {name}\n" in TEXTS[page])
    for name in stills.FIRST
}
rng = np.random.default_rng(7)


# The mathematics, in node.


def computed(calls: list[tuple[str, list]], module: str = "maths") -> list:
    """What functions of live/src/pictures/maths.js return, or of another module beside it."""
    program = f"""
      import * as maths from {script(f"pictures/{module}.js")};
      const found = values.map(([name, given]) => maths[name](...given));
      console.log(JSON.stringify(found));
    """
    return in_node(program, calls)


def test_the_gradient_the_parts_and_the_level_lines_are_numpys():
    cases = [(rng.normal(size=(2, 2)), rng.normal(size=2)) for _ in range(20)]
    calls = [("quadratic", [A.tolist(), x.tolist()]) for A, x in cases]
    for (A, x), found in zip(cases, computed(calls), strict=True):
        gradient = partials(lambda x, A=A: x.T @ A @ x, x[:, None]).value.ravel()
        np.testing.assert_allclose(found["gradient"], gradient, atol=1e-8)
        np.testing.assert_allclose(found["doubled"], 2 * A @ x)
        assert found["form"] == pytest.approx(x @ A @ x)
        off = np.linalg.norm(2 * A @ x - gradient) / np.linalg.norm(gradient)
        assert found["off"] == pytest.approx(off, abs=1e-8)
    for (A, _), parts in zip(
        cases, computed([("split", [A.tolist()]) for A, _ in cases]), strict=True
    ):
        np.testing.assert_allclose(parts["S"], (A + A.T) / 2)
        np.testing.assert_allclose(parts["K"], (A - A.T) / 2)
    levels = [("levelLine", [A.tolist(), A[0, 0], 9]) for A, _ in cases]
    for (A, _), line in zip(cases, computed(levels), strict=True):
        points = np.array(line, dtype=float)  # null, which JSON has for NaN, becomes NaN
        points = points[:, ~np.isnan(points[0])]
        assert points.shape[1] > 10
        np.testing.assert_allclose(np.einsum("ik,ij,jk->k", points, A, points), A[0, 0])


def test_the_lines_are_numpys():
    cases = [rng.normal(size=(5, 2)) @ rng.normal(size=(2, 2)) for _ in range(20)]
    given = [points.tolist() for points in cases]
    fitted = computed([("leastSquares", [points]) for points in given])
    across = computed([("perpendicular", [points]) for points in given])
    origin = computed([("throughOrigin", [points]) for points in given])
    for points, line, other, slope in zip(cases, fitted, across, origin, strict=True):
        t, y = points.T
        X = np.column_stack([np.ones(5), t])
        b = np.linalg.lstsq(X, y)[0]
        np.testing.assert_allclose(line["gram"], X.T @ X)
        np.testing.assert_allclose(line["right"], X.T @ y)
        np.testing.assert_allclose(line["b"], b, atol=1e-9)
        np.testing.assert_allclose(line["residuals"], y - X @ b, atol=1e-9)
        assert line["squares"] == pytest.approx(np.sum((y - X @ b) ** 2))
        centred = points - points.mean(axis=0)
        along = np.linalg.svd(centred)[2][0]
        assert abs(along @ other["along"]) == pytest.approx(1)
        feet = points.mean(axis=0) + np.outer(centred @ along, along)
        np.testing.assert_allclose(other["feet"], feet, atol=1e-9)
        assert slope == pytest.approx(t @ y / (t @ t))


def test_the_trace_of_a_product_is_numpys():
    cases = rng.normal(size=(20, 4, 2, 2))
    found = computed([("traceOf", [factors.tolist()]) for factors in cases])
    np.testing.assert_allclose(found, [np.trace(np.linalg.multi_dot(each)) for each in cases])


def multiplied(tree, matrices: dict[int, np.ndarray]) -> tuple[np.ndarray, int]:
    """The product of a chain, and the multiplications that were done for it, one by one."""
    if isinstance(tree, int):
        return matrices[tree], 0
    (first, before), (second, after) = (multiplied(part, matrices) for part in tree)
    terms = second[:, :, None] * first[None, :, :]
    return terms.sum(axis=1), before + after + terms.size


def test_brackets_cost_what_the_products_take():
    sizes = [4, 6, 2, 5, 1]
    [trees] = computed([("bracketings", [1, 4])], "bracketings")
    assert len({json.dumps(tree) for tree in trees}) == len(trees) == 5
    matrices = {k: rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, 5)}
    costs = computed([("cost", [tree, sizes]) for tree in trees], "bracketings")
    whole = np.linalg.multi_dot([matrices[k] for k in (4, 3, 2, 1)])
    for tree, cost in zip(trees, costs, strict=True):
        product, count = multiplied(tree, matrices)
        np.testing.assert_allclose(product, whole)
        assert (cost["from"], cost["to"], cost["count"]) == (4, 1, count)
    assert sorted(bracketings(1, 4, sizes), key=lambda one: one[1])[0][1] == min(
        cost["count"] for cost in costs
    )


def test_brackets_move_from_one_way_to_the_next():
    tree = [[[1, 2], 3], 4]
    for path, moved in (
        ("0", [[1, 2], [3, 4]]),
        ("1", [[[1, 2], 3], 4]),
        ("00", [[1, [2, 3]], 4]),
        ("0", [1, [[2, 3], 4]]),
        ("10", [1, [2, [3, 4]]]),
        ("11", [1, [[2, 3], 4]]),
    ):
        [tree] = computed([("moved", [tree, path])], "bracketings")
        assert tree == moved


def test_the_kronecker_product_is_numpys():
    cases = [(rng.normal(size=(2, 3)), rng.normal(size=(4, 2))) for _ in range(5)]
    found = computed([("kronecker", [A.tolist(), B.tolist()]) for A, B in cases])
    for (A, B), whole in zip(cases, found, strict=True):
        np.testing.assert_allclose(whole, np.kron(A, B))


def test_a_cofactor_is_a_slope_of_numpys_determinant():
    X = rng.normal(size=(3, 3))
    for i, j in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[i, j] = 1
        [found] = computed([("cofactor", [X.tolist(), i, j])])
        np.testing.assert_allclose(found, np.linalg.det(X + step) - np.linalg.det(X))


def cross_entropy(z: np.ndarray, right: int) -> tuple[np.ndarray, np.ndarray, float]:
    """The probabilities of logits, the gradient of the loss by differences, and the loss."""
    p = np.exp(z) / np.exp(z).sum()
    loss = lambda z: np.log(np.exp(z).sum()) - z[right]  # noqa: E731
    return p, gradient(loss, z).ravel(), loss(z)


def test_probabilities_and_their_gradient_are_numpys():
    for z in rng.normal(size=(20, 3)):
        found, far, corner = computed([
            ("crossEntropy", [z.tolist(), 1]), ("crossEntropy", [(z + 1000).tolist(), 1]),
            ("inTriangle", [found_in(z)]),
        ], "probabilities")  # fmt: skip
        p, slope, loss = cross_entropy(z, 1)
        np.testing.assert_allclose(found["p"], p)
        np.testing.assert_allclose(found["gradient"], slope, atol=1e-8)
        assert found["loss"] == pytest.approx(loss) == far["loss"]
        np.testing.assert_allclose(corner, CORNERS @ p)


CORNERS = np.array([[0, 1, 0.5], [0, 0, 3**0.5 / 2]])  # of the triangle of probabilities


def found_in(z: np.ndarray) -> list[float]:
    """The probabilities of logits, to be handed to a script."""
    return cross_entropy(z, 1)[0].tolist()


def perceptron_loss(x: np.ndarray, W: np.ndarray, V: np.ndarray) -> float:
    """The cross-entropy of one sample, whose first class is right."""
    S = np.tanh(x @ W) @ V
    return float(np.log(np.exp(S).sum()) - S[0])


def test_a_perceptron_and_its_gradients_are_numpys():
    cases = [[rng.normal(size=size) for size in ((2,), (2, 3), (3, 2))] for _ in range(10)]
    calls = [("passes", [x.tolist(), {"W": W.tolist(), "V": V.tolist()}]) for x, W, V in cases]
    for (x, W, V), found in zip(cases, computed(calls, "perceptron"), strict=True):
        assert found["loss"] == pytest.approx(perceptron_loss(x, W, V))
        np.testing.assert_allclose(found["H"], np.tanh(x @ W))
        by_W = gradient(lambda W, x=x, V=V: perceptron_loss(x, W, V), W)
        by_V = gradient(lambda V, x=x, W=W: perceptron_loss(x, W, V), V)
        np.testing.assert_allclose(found["gradients"]["W"], by_W, atol=1e-7)
        np.testing.assert_allclose(found["gradients"]["V"], by_V, atol=1e-7)


def ridged(best: np.ndarray, penalty: float) -> np.ndarray:
    """The ridge solution of the picture's problem."""
    gram = np.array(stills.FIRST["leash"]["gram"])
    return np.linalg.solve(gram + penalty * np.eye(2), gram @ best)


def test_ridge_solutions_are_numpys():
    gram = stills.FIRST["leash"]["gram"]
    cases = [(rng.normal(size=2), penalty) for penalty in (0, 0.3, 2, 90)]
    found = computed([("ridge", [gram, best.tolist(), penalty]) for best, penalty in cases])
    for (best, penalty), b in zip(cases, found, strict=True):
        np.testing.assert_allclose(b, ridged(best, penalty))


def bowls(x: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """The function of the bowls, its gradient and its Hessian matrix, by differences."""
    value = lambda x: x[0] ** 4 / 4 + x[0] * x[1] + x[1] ** 2 / 2  # noqa: E731
    return value(x), gradient(value, x).ravel(), hessian(value, x)


def test_bowls_and_their_models_are_numpys():
    points = rng.normal(size=(20, 2))
    for x in points:
        value, slope, H = bowls(x)
        at, far = x.tolist(), [-9, 9]
        found, step, own, own_model = computed(
            [("quartic", [at]), ("newtonStep", [at]), ("ownLine", [value + 1, far]),
             ("modelLine", [at, value + 1, far])], "quartic",
        )  # fmt: skip
        assert found["value"] == pytest.approx(value)
        np.testing.assert_allclose(found["gradient"], slope, atol=1e-7)
        np.testing.assert_allclose(found["hessian"], H, atol=1e-5)
        np.testing.assert_allclose(step, np.linalg.solve(found["hessian"], -slope), atol=1e-6)
        [axes] = computed([("eigen", [found["hessian"]])], "quartic")
        np.testing.assert_allclose(axes["values"], np.linalg.eigvalsh(H), atol=1e-5)
        Q = np.array(axes["vectors"]).T
        np.testing.assert_allclose(Q.T @ Q, np.eye(2), atol=1e-12)
        np.testing.assert_allclose(Q * axes["values"] @ Q.T, found["hessian"], atol=1e-12)
        for line, of_model in ((own, False), (own_model, True)):
            on = np.array(line, dtype=float)
            on = on[:, ~np.isnan(on[0])]
            assert on.shape[1] > 10
            away = on - x[:, None]
            model = value + slope @ away + np.einsum("ik,ij,jk->k", away, H, away) / 2
            values = model if of_model else bowls_at(on)
            np.testing.assert_allclose(values, value + 1, atol=1e-3)


def bowls_at(points: np.ndarray) -> np.ndarray:
    """The function at the columns of a matrix."""
    return points[0] ** 4 / 4 + points[0] * points[1] + points[1] ** 2 / 2


def gaussian(b: float, c: float) -> tuple[float, np.ndarray, np.ndarray]:
    """The log-likelihood of the samples at σ₁₂ and σ₂₂, and both gradients by these."""
    X = np.array(stills.FIRST["covariance"]["points"], dtype=float)
    assert not X.sum(axis=0).any()

    def value(Sigma: np.ndarray) -> float:
        form = np.trace(X @ np.linalg.inv(Sigma) @ X.T)
        return -(len(X) * np.linalg.slogdet(2 * np.pi * Sigma)[1] + form) / 2

    a = np.mean(X[:, 0] ** 2)
    Sigma = np.array([[a, b], [b, c]])
    G = gradient(value, Sigma)
    free = gradient(lambda x: value(np.array([[a, x[0]], [x[0], x[1]]])), np.array([b, c]))
    return value(Sigma), np.array([G[0, 1], G[1, 1]]), free.ravel()


def test_both_gradients_of_a_covariance_are_numpys_and_lead_to_one_place():
    X = np.array(stills.FIRST["covariance"]["points"], dtype=float)
    S = X.T @ X
    [data] = computed([("scatter", [X.tolist()])], "gaussian")
    assert data == {"S": S.tolist(), "m": len(X)}
    goal = S[1] / len(X)
    for at in ([-0.4, 3.6], [1.3, 1.0], [-1.6, 1.6], [0.1, 0.2], [2.2, 4.2], [-2.2, 3.0]):
        value, entries, free = gaussian(*at)
        found, line, *paths = computed(
            [("likelihood", [data, at]), ("likelyLine", [data, value, [-5, 2.5]]),
             ("ascent", [data, at, "all"]), ("ascent", [data, at, "free"])], "gaussian",
        )  # fmt: skip
        assert found["value"] == pytest.approx(value)
        np.testing.assert_allclose(found["all"], entries, rtol=1e-5)
        np.testing.assert_allclose(found["free"], free, rtol=1e-5)
        on = np.array(line, dtype=float).T
        on = on[~np.isnan(on[:, 0])]
        assert len(on) > 50
        inside = on[on[:, 1] < 5]
        np.testing.assert_allclose([gaussian(*x)[0] for x in inside[::25]], value, atol=1e-8)
        for path in map(np.transpose, paths):
            np.testing.assert_allclose(path[[0, -1]], [at, goal])
            steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
            assert steps.max() < 0.021  # the last one, too
            heights = [gaussian(*x)[0] for x in path[::20]]
            assert np.all(np.diff(heights) > 0)


def attended(S: np.ndarray, G: np.ndarray, masked: bool) -> tuple[np.ndarray, np.ndarray]:
    """The weights of scores, and the gradient by these, an entry at a time."""
    seen = np.tril(np.ones(S.shape)) if masked else np.ones(S.shape)
    weights = lambda S: np.exp(S) * seen / np.sum(np.exp(S) * seen, axis=1, keepdims=True)  # noqa: E731
    return weights(S), gradient(lambda S: np.sum(G * weights(S)), S)


def test_attention_and_its_gradient_are_numpys():
    for masked in (False, True):
        S, G = rng.normal(size=(2, 4, 4))
        P, pulled = attended(S, G, masked)
        [found] = computed([("rowSoftmax", [S.tolist(), masked])], "probabilities")
        np.testing.assert_allclose(found, P, atol=1e-12)
        [back] = computed([("pullSoftmax", [found, G.tolist()])], "probabilities")
        np.testing.assert_allclose(back, pulled, atol=1e-8)


def test_sets_of_points_without_a_line_have_none():
    above, square = [[1, 0], [1, 2], [1, 5]], [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    line, upright, none, nought = computed([
        ("leastSquares", [above]), ("perpendicular", [above]), ("perpendicular", [square]),
        ("throughOrigin", [[[0, 1], [0, 2]]]),
    ])  # fmt: skip
    assert line["b"] is None
    np.testing.assert_allclose(np.abs(upright["along"]), [0, 1], atol=1e-9)
    assert none is None
    assert nought is None


def test_equal_numbers_look_equal_and_have_their_sign():
    cases = {
        1.865: "1.87",
        1.8649999999999998: "1.87",
        -0.001: "0.00",
        -1.5: "−1.50",
        0.125: "0.13",
    }
    found = computed([("shown", [value]) for value in cases])
    assert found == list(cases.values())
    assert computed([("short", [value]) for value in (10, 1.5, -0.25, 0)]) == [
        "10",
        "1.5",
        "−0.25",
        "0",
    ]


# The pictures, in Chromium: one page for the tests of one of them.


class Touched:
    """A picture in its chapter's page."""

    def __init__(self, visit: Visit, name: str) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.region: Locator = self.page.locator(f'[data-picture="{name}"]')
        self.page.set_default_timeout(10_000)
        self.region.locator(".picture-live:visible").wait_for()
        self.region.scroll_into_view_if_needed()

    def set(self, label: str, value: int) -> None:
        """Move a slider as the keyboard does."""
        slider = self.region.get_by_label(label, exact=True)
        now = int(slider.input_value())
        for _ in range(abs(value - now)):
            slider.press("ArrowRight" if value > now else "ArrowLeft")
        assert slider.input_value() == str(value)

    def says(self, text: str) -> None:
        """Wait until the live region says something."""
        self.region.get_by_role("status").filter(has_text=text).wait_for(timeout=5000)

    def reading(self, name: str) -> str:
        """A number beside its name, with the minus sign of Python."""
        row = self.region.locator(".picture-reading").filter(has_text=name).first
        return row.locator("output").inner_text().replace("−", "-")

    def numbers(self, name: str) -> list[float]:
        """All numbers of a reading."""
        return [float(one) for one in re.findall(r"-?[\d.]+", self.reading(name))]


@pytest.fixture(scope="module")
def picture(served, browser):
    """Pictures in their pages, each of which is opened once."""
    opened: dict[str, Visit] = {}

    def touch(name: str) -> Touched:
        page = CHAPTERS[name]
        if page not in opened:
            opened[page] = Visit(browser, served(f"en/{page}.html"), maths=False)
        return Touched(opened[page], name)

    yield touch
    problems = {page: visit.problems for page, visit in opened.items() if visit.problems}
    for visit in opened.values():
        visit.context.close()
    assert not problems


@soak
def test_shapes_meet_or_clash(picture):
    shown = picture("shapes")
    equation = shown.region.locator(".picture-equation")
    assert equation.inner_text() == "(4 × 3) (3 × 2) = 4 × 2"
    entries = shown.region.locator(".falk-entries button")
    entries.nth(3).hover()
    shown.says("Row 2 of X times column 2 of W: x₂₁w₁₂ + x₂₂w₂₂ + x₂₃w₃₂")
    lit = shown.region.locator(".lit").evaluate_all("all => all.map(({dataset: {r, c}}) => [r, c])")
    assert lit == [["0", "1"], ["1", "1"], ["2", "1"], *([["1", str(c)] for c in range(3)])]
    entries.first.focus()
    shown.page.keyboard.press("ArrowDown")
    shown.says("Row 2 of X times column 1 of W")
    shown.region.get_by_role("radio", name="WX", exact=True).check()
    shown.says("WX does not exist: 2 columns on the left, 4 rows on the right.")
    assert shown.region.locator(".falk-nothing").is_visible()
    shown.set("samples n", 2)
    shown.says("WX is 3×3, but only because two sizes happen to be equal.")
    shown.region.get_by_role("radio", name="WᵀXᵀ", exact=True).check()
    shown.set("outputs q", 5)
    shown.says(f"WᵀXᵀ is 5×2, and takes {5 * 3 * 2} multiplications.")
    assert equation.inner_text() == "(5 × 3) (3 × 2) = 5 × 2"


@soak
def test_kinds_are_counted(picture):
    shown = picture("kinds")
    sizes = dict(stills.FIRST["kinds"])
    for letter, label, value in (("p", "in: rows p", 4), ("m", "out: vector m", 1)):
        shown.set(label, value)
        sizes[letter] = value
    n, m, p, q, r, s = (sizes[letter] for letter in "nmpqrs")
    outputs, inputs = [(), (m,), (r, s)], [(), (n,), (p, q)]
    tables = [(output, given) for output in outputs for given in inputs]
    cells = shown.region.locator(".kinds button")
    for k, (output, given) in enumerate(tables):
        cell = cells.nth(k)
        count = np.zeros(output + given).size
        assert cell.locator("b").inner_text() == str(count)
        assert cell.get_attribute("data-axes") == str(len(output + given))
        assert cell.locator("path").get_attribute("d").count("M") == count
    cells.nth(7).focus()
    shown.says(
        "A matrix by a vector: 2·2 · 2 = 8 partial derivatives; axes: 3, raw table: (2, 2, 2)."
    )
    shown.page.keyboard.press("ArrowRight")
    shown.says("A matrix by a matrix: 2·2 · 4·3 = 48")
    assert shown.page.evaluate("document.activeElement.dataset.axes") == "4"


@soak
def test_entries_walk_to_their_places(picture):
    shown = picture("stretching")
    shown.page.emulate_media(reduced_motion="reduce")
    entry = shown.region.get_by_role("button", name="∂f₃/∂x₂")
    assert entry.count() == 0  # not yet
    shown.region.get_by_role("radio", name="1 columns").focus()
    shown.page.keyboard.press("ArrowRight")
    shown.says("f is stretched horizontally.")
    shown.page.keyboard.press("ArrowRight")
    shown.says("x is stretched vertically: 2 rows, 3 columns.")
    boxes = place(shown, "f₃"), place(shown, "x₂"), entry.bounding_box()
    assert boxes[2]["x"] == pytest.approx(boxes[0]["x"], abs=1)  # below its function
    assert boxes[2]["y"] == pytest.approx(boxes[1]["y"], abs=1)  # beside its variable
    entry.focus()
    shown.says("∂f₃/∂x₂: row 2, column 3")
    linked = shown.region.locator(".linked").all_inner_texts()
    assert linked == ["f₃", "x₂", "∂f₃/∂x₂"]
    shown.page.keyboard.press("ArrowLeft")
    shown.says("∂f₂/∂x₂: row 2, column 2")
    shown.region.get_by_role("radio", name="XY", exact=True).check()
    shown.says("f is stretched vertically: 3 rows, 2 columns.")
    entry.hover()
    shown.says("∂f₃/∂x₂: row 3, column 2")
    assert entry.bounding_box()["y"] == pytest.approx(place(shown, "f₃")["y"], abs=1)
    shown.set("functions m", 4)
    shown.says("f is stretched vertically: 4 rows, 2 columns.")


def place(shown: Touched, part: str) -> dict[str, float]:
    """Where a component is."""
    return shown.region.locator(".stretch-part").get_by_text(part, exact=True).bounding_box()


@soak
def test_layouts_are_linked(picture):
    shown = picture("layouts")
    shown.set("variables n", 4)
    shown.says("YX is 4×3, XY is 3×4.")
    grids = [shown.region.get_by_role("group", name=name) for name in ("YX", "XY")]
    number = np.arange(12).reshape(3, 4)  # of ∂y_j/∂x_i
    names = [f"∂y{'₁₂₃₄'[j]}/∂x{'₁₂₃₄'[i]}" for j, i in np.ndindex(3, 4)]
    for grid, table in zip(grids, (number.T, number), strict=True):
        texts = grid.get_by_role("button").all_inner_texts()
        assert texts == [names[k] for k in table.ravel()]
    grids[0].get_by_role("button").nth(5).click()
    shown.says("∂y₃/∂x₂: row 2, column 3 in YX; row 3, column 2 in XY.")
    assert shown.region.locator(".linked").all_inner_texts() == ["∂y₃/∂x₂"] * 2


def traced(order: str) -> str:
    """What the ring shows of a product."""
    factors = [np.array(stills.FIRST["ring"]["factors"][name]) for name in order]
    value = str(np.trace(np.linalg.multi_dot(factors)))
    return f"tr({order}) = {value.replace('-', '−')}"


@soak
def test_the_ring_turns_and_a_swap_springs_back(picture):
    shown = picture("ring")
    shown.page.emulate_media(reduced_motion="reduce")
    equation = shown.region.locator(".picture-equation")
    part = shown.region.locator(".ring-part").first
    assert equation.inner_text() == traced("ABCD")
    part.press("ArrowRight")
    shown.says(f"{traced('DABC')}: turned, and the trace is the same.")
    assert part.get_attribute("aria-label") == "A, place 2 of 4"
    ring, box = shown.region.locator(".ring").bounding_box(), part.bounding_box()
    drag(shown.page, box, -ring["width"] / 2 + box["width"] / 2, -ring["height"] / 2)
    shown.says(f"{traced('CDAB')}: turned")
    part.press("ArrowLeft")
    assert equation.inner_text() == traced("DABC")
    shown.region.get_by_role("radio", name="one factor").check()
    part.press("ArrowLeft")
    assert equation.inner_text() == traced("ADBC")
    part.press("ArrowLeft")  # while it is on its way, nothing happens
    shown.says(f"{traced('ADBC')}, not 10: two factors changed places")
    equation.filter(has_text=traced("DABC")).wait_for(timeout=5000)
    assert part.get_attribute("aria-label") == "A, place 2 of 4"
    for name, place in zip("ABCD", (2, 3, 4, 1), strict=True):
        assert shown.region.get_by_label(f"{name}, place {place} of 4").count() == 1


@soak
def test_the_brackets_of_both_chains_move_together(picture):
    shown = picture("chains")
    shown.page.emulate_media(reduced_motion="reduce")
    equation = shown.region.locator(".picture-equation")
    assert equation.inner_text() == "multiplications: 108 (fewest: 46)"
    upper, lower = (shown.region.get_by_role("group", name=name) for name in ("numer", "denom"))
    factors = upper.locator(".chain-factor").all_inner_texts()
    assert [text.split() for text in factors] == [
        ["J₄", "1×5"], ["J₃", "5×2"], ["J₂", "2×6"], ["J₁", "6×4"],
    ]  # fmt: skip
    inner = upper.get_by_label("Brackets around J₂J₁: move").first
    inner.press("ArrowRight")  # it cannot go there
    assert equation.inner_text() == "multiplications: 108 (fewest: 46)"
    inner.press("ArrowLeft")
    shown.says("J₄((J₃J₂)J₁): 200 multiplications; the fewest for these sizes are 46.")
    assert upper.locator(":focus").get_attribute("aria-label") == "Brackets around J₃J₂: move"
    lower.get_by_label("Brackets around D₁(D₂D₃): move").first.click()
    shown.says("(J₄(J₃J₂))J₁: 114 multiplications")
    box = lower.get_by_label("Brackets around D₂D₃: move").first.bounding_box()
    drag(shown.page, box, 40, 0)
    shown.says("((J₄J₃)J₂)J₁: 46 multiplications")
    shown.region.get_by_role("button", name="Forwards, from x").click()
    shown.says("J₄(J₃(J₂J₁)): 108 multiplications")
    shown.set("entries of z", 9)
    shown.says("J₄(J₃(J₂J₁)): 268 multiplications; the fewest for these sizes are 210.")


def tiles(shown: Touched, name: str) -> tuple[np.ndarray, list[str]]:
    """The numbers of the large matrix of the tiles, and the names of its lit entries."""
    grid = shown.region.get_by_role("group", name=name)
    numbers = [int(one.replace("−", "-")) for one in grid.get_by_role("button").all_inner_texts()]
    lit = grid.locator(".linked").evaluate_all("all => all.map((e) => e.ariaLabel)")
    return np.array(numbers).reshape(4, 6), [one.split(" = ")[0] for one in lit]


@soak
def test_an_entry_lights_its_column_of_tiles(picture):
    shown = picture("tiles")
    A, B = (np.array(stills.FIRST["tiles"][name]) for name in "AB")
    whole, lit = tiles(shown, "Bᵀ⊗A")
    np.testing.assert_array_equal(whole, np.kron(B.T, A))
    assert lit == [f"∂y{place}/∂x₂₁" for place in ("₁₁", "₂₁", "₁₂", "₂₂")]  # as in the still
    shown.region.get_by_role("button", name="x₃₂", exact=True).click()
    shown.says(
        "column 6 of Bᵀ⊗A is column 3 of A (5, 3), once for each entry of row 2 of B (−2, 4)"
    )
    assert tiles(shown, "Bᵀ⊗A")[1] == [f"∂y{place}/∂x₃₂" for place in ("₁₁", "₂₁", "₁₂", "₂₂")]
    shown.page.keyboard.press("ArrowLeft")
    shown.says("x₃₁ moves: column 3 of Bᵀ⊗A")
    shown.region.get_by_role("button", name="y₁₂", exact=True).hover()
    shown.says("row 3 of Bᵀ⊗A has the products of row 1 of A (1, 2, 5) and column 2 of B (3, 4)")
    shown.region.get_by_role("radio", name="rows (ravel)").check()
    shown.says("The matrix is now A⊗Bᵀ")
    np.testing.assert_array_equal(tiles(shown, "A⊗Bᵀ")[0], np.kron(A, B.T))
    shown.region.get_by_role("button", name="∂y₁₂/∂x₂₁").focus()
    shown.says("∂y₁₂/∂x₂₁ = 2 · 3 = 6: row 2, column 3 of A⊗Bᵀ.")
    assert shown.region.locator(".linked").all_inner_texts() == ["x₂₁", "6", "y₁₂"]


def test_a_shadow_stays_while_the_box_becomes_flat(picture):
    shown = picture("box")
    X = np.array(stills.FIRST["box"]["X"], dtype=float)
    slider = shown.region.get_by_label("The chosen entry", exact=True)
    assert (shown.reading("det X"), shown.reading("shadow")) == ("9", "6")
    for _ in range(3):
        slider.press("ArrowLeft")
    shown.says("The box is flat, det X = 0, and X has no inverse. The cofactor of x₃₃ is 6")
    assert (shown.reading("det X"), shown.reading("shadow")) == ("0", "6")
    slider.press("ArrowRight")
    shown.says("x₃₃ = 1 and det X = 3: for each unit of x₃₃ it changes by 6")
    X[2, 2] = 1
    shown.region.get_by_label("x₃₃", exact=True).press("ArrowUp")
    shown.region.locator(".box-entry").nth(1).click()  # x₁₂
    slope = np.linalg.det(np.delete(np.delete(X, 0, 0), 1, 1))
    assert float(shown.reading("shadow")) == pytest.approx(-slope)
    slider.fill("-2.5")
    X[0, 1] = -2.5
    assert float(shown.reading("det X")) == pytest.approx(np.linalg.det(X))
    drawn = shown.region.locator(".box-face").get_attribute("points").split()
    seen = np.array([[3**0.5 / 2, -(3**0.5) / 2, 0], [0.5, 0.5, -1]])
    corners = [np.zeros(3), X[:, 0], X[:, 0] + X[:, 2], X[:, 2]]
    for point, corner in zip(drawn, corners, strict=True):
        np.testing.assert_allclose([float(one) for one in point.split(",")], seen @ corner)


def probable(shown: Touched, z: np.ndarray, right: int) -> None:
    """Compare what is shown of logits with NumPy: the numbers, the point and the arrow."""
    p, slope, loss = cross_entropy(z, right)
    assert shown.numbers("p") == pytest.approx(p, abs=0.006)
    assert shown.numbers("p − y") == pytest.approx(slope, abs=0.006)
    assert shown.numbers("loss") == pytest.approx([loss], abs=0.006)
    point = shown.region.locator(".simplex-point")
    at = [float(point.get_attribute(name)) for name in ("cx", "cy")]
    np.testing.assert_allclose(at, CORNERS @ p * [1, -1])
    arrow = shown.region.locator(".simplex-arrow").get_attribute("d")
    start, end = (
        np.array(one.split(","), float) for one in re.findall(r"[-\d.e]+,[-\d.e]+", arrow)[:2]
    )
    np.testing.assert_allclose(end - start, CORNERS @ slope * [1, -1], atol=1e-7)


def test_logits_move_the_point_and_their_sum_does_not(picture):
    shown = picture("simplex")
    z, right = np.array(stills.FIRST["simplex"]["z"]), stills.FIRST["simplex"]["right"]
    probable(shown, z, right)
    shown.region.get_by_label("z₁", exact=True).press("ArrowRight")
    z[0] += 0.1
    shown.says("With z = (1.60, 0.50, −0.50) the probabilities are p = (0.69, 0.23, 0.08)")
    probable(shown, z, right)
    for _ in range(3):
        shown.region.get_by_role("button", name="Take a step").click()
        z = z - cross_entropy(z, right)[1]
        probable(shown, z, right)
    for _ in range(7):  # which needs more room than there is
        shown.region.get_by_role("button", name="Add 1 to all logits").click()
        probable(shown, z, right)
    shown.says("all logits have moved by the same number, and neither p")
    shown.region.get_by_role("radio", name="1", exact=True).check()
    probable(shown, z, 0)
    shown.region.get_by_role("button", name="Start over").click()
    shown.says("With z = (1.50, 0.50, −0.50)")


def modelled(shown: Touched, x: np.ndarray) -> None:
    """Compare what is shown of a point among the bowls with NumPy."""
    value, slope, H = bowls(x)
    least, most = np.linalg.eigvalsh(H)
    assert shown.numbers("f(x)") == pytest.approx([value], abs=0.006)
    assert shown.numbers("∇f(x)") == pytest.approx(slope, abs=0.006)
    assert [shown.numbers("λ₁"), shown.numbers("λ₂")] == [
        pytest.approx([least], abs=0.006), pytest.approx([most], abs=0.006)
    ]  # fmt: skip
    assert shown.reading("the model is a") == ("bowl" if least > 0 else "saddle")
    assert shown.numbers("Newton's step leads to") == pytest.approx(
        x - np.linalg.solve(H, slope), abs=0.006
    )
    entries = shown.region.locator(".picture-matrix span").all_inner_texts()
    assert [float(one) for one in entries] == pytest.approx(H.ravel(), abs=0.006)


def test_newtons_step_leads_to_a_bowl_or_to_the_saddle(picture):
    shown = picture("bowls")
    handle = shown.region.get_by_role("slider")
    step = shown.region.get_by_role("button", name="Newton's step")
    modelled(shown, np.array(stills.FIRST["bowls"]["x"]))
    for _ in range(4):
        step.click()
    modelled(shown, np.array([1.0, -1.0]))
    shown.says("At x = (1.0, −1.0) the eigenvalues are 0.59 and 3.41: the model is a bowl")
    handle.focus()
    for key in ("Shift+ArrowLeft", "ArrowRight", "ArrowRight", "ArrowUp"):
        handle.press(key)
    assert handle.get_attribute("aria-label") == "Point x at (0.2, −0.9)"
    modelled(shown, np.array([0.2, -0.9]))
    step.click()
    shown.says("the model is a saddle, and Newton's step leads to its middle, (0.00, 0.00)")
    for _ in range(6):
        handle.press("ArrowRight")
    step.click()
    shown.says("outside the picture")
    modelled(shown, np.array([0.6, 0.0]))
    drag(shown.page, handle.bounding_box(), -60, -40)
    moved = coordinates(handle)
    assert moved[0] < 0.3
    assert moved[1] < -0.2
    modelled(shown, moved)
    shown.region.get_by_role("button", name="Start over").click()
    assert coordinates(handle) == pytest.approx(stills.FIRST["bowls"]["x"])


def test_a_nudged_weight_moves_the_loss_as_its_gradient_says(picture):
    shown = picture("network")
    x, W, V = (np.array(stills.FIRST["network"][name], dtype=float) for name in "xWV")
    slider = shown.region.get_by_label("Nudge of the chosen weight", exact=True)
    before = perceptron_loss(x, W, V)
    slope = gradient(lambda W: perceptron_loss(x, W, V), W)[0, 1]
    assert shown.numbers("gradient of the weight") == pytest.approx([slope], abs=6e-4)
    for _ in range(3):
        slider.press("ArrowRight")
    moved = W.copy()
    moved[0, 1] += 0.3
    change = perceptron_loss(x, moved, V) - before
    assert shown.numbers("gradient times nudge") == pytest.approx([0.3 * slope], abs=6e-4)
    assert shown.numbers("change of the loss") == pytest.approx([change], abs=6e-4)
    assert shown.numbers("loss") == pytest.approx([before + change], abs=6e-4)
    shown.says("w₁₂ moves by 0.3: the gradient foretells")
    shown.region.get_by_label("v₂₁", exact=True).press("ArrowRight")
    by_V = gradient(lambda V: perceptron_loss(x, W, V), V)
    assert shown.numbers("gradient of the weight") == pytest.approx([by_V[1, 1]], abs=6e-4)
    assert slider.input_value() == "0"
    shown.region.locator(".network-touch").nth(6).click()  # v₁₁, by its edge
    assert shown.region.get_by_label("v₁₁", exact=True).is_checked()
    shown.says("v₁₁ has the gradient")
    shown.region.get_by_role("button", name="Step downhill").click()
    shown.says("the loss is now")
    values = shown.region.locator(".network-value").all_text_contents()  # of SVG
    by_W = gradient(lambda W: perceptron_loss(x, W, V), W)
    np.testing.assert_allclose(
        [float(one.replace("−", "-")) for one in values[2:5]],
        np.tanh(x @ (W - by_W / 2)), atol=0.006,
    )  # fmt: skip
    shown.region.get_by_role("button", name="Start over").click()
    assert shown.numbers("change of the loss") == [0]


def likely(shown: Touched, at: np.ndarray) -> None:
    """Compare what is shown of a covariance matrix with NumPy."""
    value, entries, free = gaussian(*at)
    assert shown.numbers("ℓ") == pytest.approx([value], abs=0.006)
    assert shown.numbers("(g₁₂, g₂₂)") == pytest.approx(entries, abs=0.006)
    assert shown.numbers("(2g₁₂, g₂₂)") == pytest.approx(free, abs=0.006)
    matrix = shown.region.locator(".picture-matrix span").all_inner_texts()
    Sigma = np.array([float(one.replace("−", "-")) for one in matrix]).reshape(2, 2)
    np.testing.assert_allclose(Sigma[1], at)
    assert shown.numbers("det Σ") == pytest.approx([np.linalg.det(Sigma)], abs=0.006)


def test_two_gradients_of_a_covariance_answer(picture):
    shown = picture("covariance")
    first = np.array(stills.FIRST["covariance"]["at"])
    handle = shown.region.get_by_role("slider")
    likely(shown, first)
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        handle.press(key)
    moved = first + np.array([0.3, -0.1])
    assert handle.get_attribute("aria-label") == "Covariance matrix at σ₁₂ = −0.1, σ₂₂ = 3.5"
    likely(shown, moved)
    _, entries, free = gaussian(*moved)
    cosine = entries @ free / np.linalg.norm(entries) / np.linalg.norm(free)
    angle = 90 - np.degrees(np.arccos(cosine))
    shown.says(f"at right angles to the level line, the one by all entries at {angle:.0f}°")
    shown.region.get_by_role("button", name="To S/m").click()
    likely(shown, np.array([1.2, 1.5]))
    shown.says("Σ = S/m: both gradients are zero")
    for _ in range(8):
        handle.press("ArrowRight")
    shown.says("det Σ = −1.00 is not positive: Σ has no ellipse, and there is no density.")
    assert [shown.reading(name) for name in ("ℓ", "(g₁₂", "(2g₁₂")] == ["–"] * 3
    drag(shown.page, handle.bounding_box(), -120, 60)
    moved = coordinates(handle)
    assert moved[0] < 1
    likely(shown, moved)
    shown.region.get_by_role("button", name="Start over").click()
    assert coordinates(handle) == pytest.approx(first)


def leashed(shown: Touched, best: np.ndarray, penalty: float) -> None:
    """Compare what is shown of a ridge solution with NumPy."""
    gram, b = np.array(stills.FIRST["leash"]["gram"]), ridged(best, penalty)
    away, long = b - best, np.linalg.norm(b)
    assert shown.numbers("b") == pytest.approx(b, abs=0.006)
    assert shown.numbers("‖b‖") == pytest.approx([long], abs=0.006)
    assert shown.numbers("‖b‖ / ‖b̂‖") == pytest.approx([long / np.linalg.norm(best)], abs=0.006)
    over = "sum of squares, above its minimum"
    assert shown.numbers(over) == pytest.approx([away @ gram @ away], abs=0.006)


def test_the_leash_shortens_and_its_other_end_moves(picture):
    shown = picture("leash")
    first = stills.FIRST["leash"]
    best = np.array(first["best"])
    leashed(shown, best, first["lambda"])
    slider = shown.region.get_by_role("slider", name="λ", exact=True)
    slider.fill("0.6")  # a power of ten
    leashed(shown, best, 10**0.6)
    shown.says("λ = 4.0: b = (")
    slider.fill("-3")
    shown.says("λ = 0.0010: b = (−0.50, 2.00)")
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.0011"
    penalty = 10**-2.95
    leashed(shown, best, penalty)
    handle = shown.region.locator(".picture-handle")
    handle.focus()
    for key in ("ArrowUp", "Shift+ArrowRight"):
        handle.press(key)
    assert handle.get_attribute("aria-label") == "Least-squares solution at (0.5, 2.1)"
    leashed(shown, np.array([0.5, 2.1]), penalty)
    drag(shown.page, handle.bounding_box(), -50, -30)
    moved = coordinates(handle)
    assert moved[0] < 0.2
    assert moved[1] < 2
    leashed(shown, moved, penalty)
    shown.region.get_by_role("button", name="Start over").click()
    leashed(shown, best, first["lambda"])


def grid(shown: Touched, name: str) -> np.ndarray:
    """The numbers of a grid of attention, row by row."""
    cells = shown.region.get_by_role("group", name=name, exact=True).get_by_role("button")
    texts = [one.replace("−", "-").replace("∞", "inf") for one in cells.all_inner_texts()]
    return np.array([float(one) for one in texts]).reshape(4, -1)


def test_a_row_of_weights_answers_to_a_score_and_its_gradient_sums_to_nought(picture):
    shown = picture("attention")
    S, G = (np.array(stills.FIRST["attention"][name], dtype=float) for name in "SG")

    def agree(masked: bool) -> None:
        P, pulled = attended(S, G, masked)
        seen = np.where(np.tril(np.ones((4, 4))) > 0, S, -np.inf) if masked else S
        np.testing.assert_array_equal(grid(shown, "S"), seen)
        for name, values, total in (("P", P, 1), ("G_S", pulled, 0)):
            np.testing.assert_allclose(grid(shown, name)[:, :4], values, atol=0.0051)
            np.testing.assert_array_equal(grid(shown, name)[:, 4], total)

    agree(masked=True)
    slider = shown.region.get_by_label("The chosen score", exact=True)
    for _ in range(3):
        slider.press("ArrowLeft")
    S[2, 1] -= 1.5
    shown.says("s₃₂ = 0.5, and its weight is 0.45. Row 3 of P still sums to 1")
    agree(masked=True)
    scores = shown.region.get_by_role("group", name="S", exact=True)
    scores.get_by_role("button", name="s₄₂").click()
    shown.page.keyboard.press("ArrowUp")
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("ArrowRight")
    shown.says("s₃₄ is behind the mask: its weight is 0")
    slider.press("ArrowRight")
    S[2, 3] += 0.5
    agree(masked=True)
    shown.region.get_by_label("causal mask").uncheck()
    shown.says("Without the mask every weight is above 0.")
    agree(masked=False)
    shown.region.get_by_label("causal mask").check()


def quadratic(shown: Touched, A: np.ndarray, x: np.ndarray) -> None:
    """Compare what is shown with NumPy."""
    gradient = (A + A.T) @ x
    assert shown.numbers("xᵀAx") == pytest.approx([x @ A @ x], abs=0.006)
    assert shown.numbers("xᵀSx") == pytest.approx([x @ A @ x], abs=0.006)
    assert shown.numbers("xᵀKx") == [0]
    assert shown.numbers("(A + Aᵀ)x") == pytest.approx(gradient, abs=0.006)
    assert shown.numbers("2Ax")[:2] == pytest.approx(2 * A @ x, abs=0.006)
    off = np.linalg.norm(2 * A @ x - gradient) / np.linalg.norm(gradient)
    assert shown.numbers("2Ax is off by") == pytest.approx([100 * off], abs=0.6)


def drag(page: Page, start: dict[str, float], right: float, up: float) -> None:
    """Drag something with the mouse by so many pixels."""
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in (0.3, 0.7, 1):
        page.mouse.move(x + part * right, y - part * up)
    page.mouse.up()


def coordinates(handle: Locator) -> np.ndarray:
    """Where a point is, by its accessible name."""
    text = handle.get_attribute("aria-label").replace("−", "-")
    return np.array([float(one) for one in re.findall(r"-?\d+\.\d", text)])


def test_the_quadratic_form_answers(picture):
    shown = picture("quadratic")
    A, x = (np.array(stills.FIRST["quadratic"][name]) for name in ("A", "x"))
    handle = shown.region.get_by_role("slider")
    quadratic(shown, A, x)
    handle.focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "Shift+ArrowLeft"):
        handle.press(key)
    x += np.array([-1.1, 0.2])
    assert handle.get_attribute("aria-label") == "Point x at (−0.1, 1.0)"
    quadratic(shown, A, x)
    shown.says("x = (−0.1, 1.0)")
    drag(shown.page, handle.bounding_box(), 60, -90)
    moved = coordinates(handle)
    assert moved[0] > x[0] + 0.4
    assert moved[1] < x[1] - 0.6
    quadratic(shown, A, moved)
    entry = shown.region.get_by_label("A, row 1, column 2")
    entry.fill("-2.5")
    A[0, 1] = -2.5
    quadratic(shown, A, moved)
    drag(shown.page, entry.bounding_box(), 24, 0)
    A[0, 1] = float(entry.input_value())
    assert A[0, 1] > -2.3
    quadratic(shown, A, moved)
    shown.region.get_by_role("button", name="Make A symmetric").click()
    assert shown.reading("2Ax is off by") == "0 %"
    shown.region.get_by_role("button", name="Start over").click()
    assert coordinates(handle) == pytest.approx(stills.FIRST["quadratic"]["x"])


def fitted(shown: Touched, points: np.ndarray) -> None:
    """Compare what is shown with NumPy."""
    t, y = points.T
    X = np.column_stack([np.ones(len(t)), t])
    b = np.linalg.lstsq(X, y)[0]
    along = np.linalg.svd(points - points.mean(axis=0))[2][0]
    matrices = shown.region.locator(".picture-matrix")
    for matrix, values in ((matrices.nth(0), X.T @ X), (matrices.nth(2), X.T @ y)):
        entries = [float(one.replace("−", "-")) for one in matrix.locator("span").all_inner_texts()]
        assert entries == pytest.approx(values.ravel(), abs=1e-9)
    first = shown.region.locator(".picture-reading output").all_inner_texts()
    found = [float(one) for one in re.findall(r"-?[\d.]+", " ".join(first).replace("−", "-"))]
    slope = t @ y / (t @ t)
    expected = [*b, np.sum((y - X @ b) ** 2), 0, 0, b[1], along[1] / along[0], slope]
    assert found == pytest.approx(expected, abs=6e-4)


def test_the_line_follows_its_points(picture):
    shown = picture("line")
    points = np.array(stills.FIRST["line"]["points"], dtype=float)
    handles = shown.region.get_by_role("slider")
    assert handles.count() == len(points)
    fitted(shown, points)
    handles.nth(1).focus()
    for key in ("Shift+ArrowUp", "ArrowRight"):
        handles.nth(1).press(key)
    points[1] += [0.1, 1]
    assert handles.nth(1).get_attribute("aria-label") == "Point 2 at t = 1.1, y = 2.0"
    fitted(shown, points)
    drag(shown.page, handles.nth(4).bounding_box(), -30, -100)
    points[4] = coordinates(handles.nth(4))
    assert points[4, 1] < 5
    fitted(shown, points)
    shown.says("sum of squares")
    shown.region.get_by_label("through the origin").uncheck()
    assert shown.reading("slope, through the origin") == "–"
    shown.region.get_by_role("button", name="Start over").click()
    shown.region.get_by_label("through the origin").check()
    fitted(shown, np.array(stills.FIRST["line"]["points"], dtype=float))


def test_a_finger_moves_a_point_and_beside_it_the_page(served, browser):
    small = {"width": 390, "height": 844}
    context = without_mathematics(browser.new_context(has_touch=True, viewport=small))
    page = context.new_page()
    page.goto(served(f"en/{CHAPTERS['line']}.html"))
    region = page.locator('[data-picture="line"]')
    handle = region.get_by_role("slider").nth(2)
    handle.wait_for()
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2 + 4
    before, scrolled = coordinates(handle), page.evaluate("scrollY")
    client = context.new_cdp_session(page)
    swipe(client, x, y, -80)
    assert coordinates(handle)[1] > before[1] + 1
    assert page.evaluate("scrollY") == scrolled
    board = region.locator(".picture-board").bounding_box()
    before = [coordinates(one).tolist() for one in region.get_by_role("slider").all()]
    swipe(client, board["x"] + 0.9 * board["width"], board["y"] + 0.9 * board["height"], -120)
    assert [coordinates(one).tolist() for one in region.get_by_role("slider").all()] == before
    # A browser without a head does not scroll by touch: what it would do is asked.
    action = "e => getComputedStyle(e).touchAction"
    assert region.locator(".picture-board").evaluate(action) == "pan-x pan-y"
    assert handle.evaluate(action) == "none"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def without_mathematics(context: BrowserContext) -> BrowserContext:
    """The same, whose pages are there sooner."""
    context.route(
        "**/mathjax/**", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    return context


def swipe(client, x: float, y: float, down: float) -> None:
    """Draw a finger over the screen."""
    send = lambda kind, points: client.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    send("touchStart", [{"x": x, "y": y}])
    for part in np.linspace(0.1, 1, 10):
        send("touchMove", [{"x": x, "y": y + float(part) * down}])
    send("touchEnd", [])


@soak
@pytest.mark.parametrize("name", stills.FIRST)
def test_pictures_are_accessible_and_fit(picture, node_modules, name):
    shown = picture(name)
    axe = (node_modules / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    shown.page.evaluate(axe)
    within = f'[data-picture="{name}"]'
    audit = AUDIT.replace("exclude: but", f"include: [{json.dumps(within)}], exclude: but")
    assert audit != AUDIT
    for theme, rules in (("light", None), ("dark", ["color-contrast"])):
        shown.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert shown.page.evaluate(audit, [[], rules]) == []
    shown.page.evaluate("document.documentElement.dataset.theme = 'light'")
    shown.page.set_viewport_size({"width": 390, "height": 844})
    beyond = "e => e.getBoundingClientRect().right > 390.5"
    wide = f"region => [...region.querySelectorAll('*:not(svg *)')].filter({beyond}).length"
    shown.page.wait_for_function(f"name => !({wide})(document.querySelector(name))", arg=within)
    shown.page.set_viewport_size({"width": 1440, "height": 900})


def test_without_a_script_and_on_paper_there_is_the_still(served, browser, picture):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name, chapter in sampled(CHAPTERS.items(), 12):
        page.goto(served(f"en/{chapter}.html"))
        still = page.locator(f'[data-picture="{name}"] img')
        assert still.is_visible()
        assert still.get_attribute("alt")
        assert still.evaluate("image => image.complete && image.naturalWidth") > 200
    context.close()
    shown = picture("layouts")
    assert not shown.region.locator("img").is_visible()
    shown.page.emulate_media(media="print")
    assert shown.region.locator("img").is_visible()
    assert not shown.region.locator(".picture-live").is_visible()
    shown.page.emulate_media(media="screen")


LOADED = "performance.getEntriesByType('resource').map(({name}) => name)"


def test_a_page_loads_what_its_pictures_need(served, browser, picture):
    def loaded(page: Page) -> set[str]:
        urls = [url.split("/live/")[1] for url in page.evaluate(LOADED) if "/live/" in url]
        return {url.rpartition("-")[0] for url in urls} & {*stills.FIRST, "jsxgraph"}

    assert loaded(picture("layouts").page) == {"layouts"}
    assert loaded(picture("line").page) == {"line", "jsxgraph"}
    with Visit(browser, served("en/book/notation.html")) as visit:
        assert loaded(visit.page) == set()


def test_a_picture_that_cannot_be_loaded_leaves_its_still(served, browser):
    context = without_mathematics(browser.new_context())
    context.route("**/jsxgraph-*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(served(f"en/{CHAPTERS['line']}.html"))
    page.wait_for_load_state("networkidle")
    assert page.locator('[data-picture="line"] img').is_visible()
    assert not page.locator('[data-picture="line"] .picture-live').is_visible()
    context.close()


@soak
def test_a_picture_in_chinese_speaks_chinese(served, browser):
    context = without_mathematics(browser.new_context())
    page = context.new_page()
    page.goto(served(f"zh/{CHAPTERS['kinds']}.html"))
    live = page.locator('[data-picture="kinds"] .picture-live')
    live.wait_for()
    assert re.search("[\u4e00-\u9fff]", live.inner_text())
    assert not re.search("[a-z]{4,}", live.inner_text())
    context.close()


@soak
def test_a_strict_policy_lets_pictures_work(served, browser, monkeypatch):
    strict = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"
    monkeypatch.setattr("matcalc.site.serve.POLICY", strict)
    blocked: set[str] = set()
    page = without_mathematics(browser.new_context()).new_page()
    page.expose_function("blocked", lambda directive: blocked.add(directive))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " (event) => blocked(event.effectiveDirective))"
    )
    page.goto(served(f"en/{CHAPTERS['line']}.html"))
    handle = page.locator('[data-picture="line"]').get_by_role("slider").first
    handle.press("ArrowUp")
    assert handle.get_attribute("aria-label") == "Point 1 at t = 0.0, y = 2.1"
    page.context.close()
    assert blocked <= {"style-src-elem", "style-src-attr", "img-src"}
