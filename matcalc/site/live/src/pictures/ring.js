/** The trace as a ring: it can be turned; two factors that change places spring back. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets } from "./board.js";
import { turnable } from "./frame.js";
import { short, traceOf } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Matrix } from "./maths.js" */

const SPRING = 1200; // milliseconds until factors are back

/** @typedef {{ name: string, at: number, element: HTMLElement }} Factor places from the top, without end */

/**
 * @param {Frame} frame
 * @param {{ factors: Record<string, Matrix> }} first
 */
export function draw(frame, { factors }) {
  const equation = make("p", { class: "picture-equation" });
  const ring = make("div", { class: "ring", role: "group", "aria-label": say("picture-ring") });
  const matrices = make("div", { class: "picture-sum" });
  const places = Object.keys(factors).length;
  const placeOf = (/** @type {number} */ at) => ((at % places) + places) % places;
  let [whole, waits] = [true, false];
  const show = () => {
    const order = [...all].sort((a, b) => placeOf(a.at) - placeOf(b.at)).map(({ name }) => name);
    const [product, value] = [order.join(""), short(traceOf(order.map((name) => factors[name])))];
    equation.textContent = `tr(${product}) = ${value}`;
    for (const { name, at, element } of all) {
      element.style.setProperty("--turn", `${at / places}turn`);
      element.setAttribute("aria-label", say("ring-place", { name, place: placeOf(at) + 1, places }));
    }
    return { product, value };
  };
  const move = (/** @type {Factor} */ chosen, /** @type {number} */ by) => {
    const before = show().value;
    const other = all.find(({ at }) => placeOf(at) === placeOf(chosen.at + by));
    const swap = (/** @type {number} */ step) => {
      chosen.at += step;
      if (other) other.at -= step;
      waits = ring.classList.toggle("broken");
      return show();
    };
    if (waits) return;
    if (whole) for (const one of all) one.at += by;
    else setTimeout(swap, SPRING, -by);
    frame.say(whole ? say("ring-turned", show()) : say("ring-swapped", { ...swap(by), before }));
  };
  const all = Object.entries(factors).map(([name, matrix], at) => {
    const element = make("button", { type: "button", class: "ring-part" }, name);
    const { box } = brackets(2, 2, (i, j) => make("span", {}, short(matrix[i][j])));
    matrices.append(make("span", { class: "picture-named" }, make("i", {}, name), box));
    const factor = { name, at, element };
    turnable(element, ring, (by) => move(factor, by));
    ring.append(element);
    return factor;
  });
  frame.choice(say("ring-move"), {
    options: { ring: say("ring-whole"), factor: say("ring-factor") },
    value: "ring",
    change: (value) => {
      whole = value === "ring";
    },
  });
  frame.stage.append(equation, ring, matrices);
  show();
}
