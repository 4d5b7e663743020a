/** A perceptron with its values and gradients: a weight is nudged, and the loss compared. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, reading } from "./board.js";
import { unique } from "./frame.js";
import { shown, sub } from "./maths.js";
import { passes } from "./perceptron.js";
import { drawn } from "./svg.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */
/** @import { Weights } from "./perceptron.js" */

/** @typedef {{ of: "W" | "V", from: number, to: number }} Edge */

const RADIUS = 25;
const ACROSS = [40, 180, 320]; // of the layers
const RATE = 0.5;

/**
 * Where a unit stands.
 *
 * @param {number} layer
 * @param {number} k
 * @param {number} count of its layer
 * @returns {Pair}
 */
const placed = (layer, k, count) => [ACROSS[layer], 120 + 84 * (k - (count - 1) / 2)];

const nameOf = (/** @type {Edge} */ { of, from, to }) => `${of.toLowerCase()}${sub(from + 1)}${sub(to + 1)}`;

/**
 * @param {Frame} frame
 * @param {{ x: number[], W: number[][], V: number[][], chosen: ["W" | "V", number, number] }} first
 */
export function draw(frame, { x, W, V, chosen: [of, from, to] }) {
  let weights = /** @type {Weights} */ (structuredClone({ W, V }));
  let edge = /** @type {Edge} */ ({ of, from, to });
  let nudge = 0;
  const picture = drawn("svg", { class: "network-drawing", role: "img", viewBox: "0 0 360 240" });
  picture.setAttribute("aria-label", say("picture-network"));
  const group = unique("weight");
  const tables = /** @type {const} */ (["W", "V"]).map((name) => {
    const { box, entries } = brackets(weights[name].length, weights[name][0].length, (row, column) => {
      const mine = { of: name, from: row, to: column };
      const radio = make("input", { type: "radio", name: group, "aria-label": nameOf(mine) });
      radio.addEventListener("change", () => choose(mine));
      return make("label", { class: "box-entry" }, radio, make("span"));
    });
    return { name, entries, named: make("span", { class: "picture-named" }, make("i", {}, name), box) };
  });
  const rows = {
    loss: reading(say("network-loss")),
    gradient: reading(say("network-gradient"), "orange"),
    foretold: reading(say("network-foretold"), "orange"),
    change: reading(say("network-change"), "blue"),
  };

  const nudged = () => {
    const moved = structuredClone(weights);
    moved[edge.of][edge.from][edge.to] += nudge;
    return moved;
  };

  /** @param {Edge} next */
  function choose(next) {
    edge = next;
    nudge = 0;
    setSlider(0);
    frame.say(say("network-chosen", show()));
  }

  function show() {
    const before = passes(x, weights);
    const moved = nudged();
    const now = passes(x, moved);
    const gradient = before.gradients[edge.of][edge.from][edge.to];
    const numbers = {
      gradient: shown(gradient, 3),
      foretold: shown(gradient * nudge, 3),
      change: shown(now.loss - before.loss, 3),
      loss: shown(now.loss, 3),
    };
    for (const [name, text] of Object.entries(numbers)) {
      rows[/** @type {keyof typeof rows} */ (name)].value.textContent = text;
    }
    for (const { name, entries } of tables) {
      for (const [i, line] of entries.entries()) {
        for (const [j, entry] of line.entries()) {
          const radio = /** @type {HTMLInputElement} */ (entry.firstElementChild);
          radio.checked = edge.of === name && edge.from === i && edge.to === j;
          entry.lastElementChild?.replaceChildren(shown(moved[name][i][j], 1));
        }
      }
    }
    const units = [x, now.H, now.P];
    const backwards = [[], before.gradients.Z, before.gradients.S];
    picture.replaceChildren(...edgesOf(moved, edge, choose), ...unitsOf(units, backwards));
    const { of, from, to } = edge;
    const ends = { value: units[of === "W" ? 0 : 1][from], back: backwards[of === "W" ? 1 : 2][to] };
    const told = { value: shown(ends.value), back: shown(ends.back, 3) };
    return { ...numbers, ...told, weight: nameOf(edge), nudge: shown(nudge, 1) };
  }

  const setSlider = frame.slider(say("network-slider"), {
    value: 0,
    min: -1,
    max: 1,
    step: 0.1,
    change: (value) => {
      nudge = value;
      frame.say(say("network-nudged", show()));
    },
  });
  const restart = (/** @type {Weights} */ next) => {
    weights = next;
    nudge = 0;
    setSlider(0);
    return show();
  };
  frame.button("network-step", () => {
    const { gradients } = passes(x, weights);
    const next = structuredClone(weights);
    for (const name of /** @type {const} */ (["W", "V"])) {
      next[name] = next[name].map((line, i) => line.map((one, j) => one - RATE * gradients[name][i][j]));
    }
    frame.say(say("network-stepped", restart(next)));
  });
  frame.button("start-over", () => frame.say(say("network-chosen", restart(structuredClone({ W, V })))));
  const sum = make("div", { class: "picture-sum" }, ...tables.map(({ named }) => named));
  const panel = make("div", { class: "box-numbers" }, sum, ...Object.values(rows).map(({ row }) => row));
  frame.stage.append(picture, panel);
  show();
}

/**
 * @param {Weights} weights
 * @param {Edge} chosen
 * @param {(edge: Edge) => void} choose
 */
function edgesOf(weights, chosen, choose) {
  const lines = /** @type {const} */ (["W", "V"]).flatMap((of, layer) =>
    weights[of].flatMap((row, from) =>
      row.map((weight, to) => {
        const [x1, y1] = placed(layer, from, weights[of].length);
        const [x2, y2] = placed(layer + 1, to, row.length);
        const here = chosen.of === of && chosen.from === from && chosen.to === to;
        const kind = `network-edge${weight < 0 ? " negative" : ""}${here ? " chosen" : ""}`;
        const line = drawn("line", { class: kind, x1, y1, x2, y2, "stroke-width": 1 + 2 * Math.abs(weight) });
        const touch = drawn("line", { class: "network-touch", x1, y1, x2, y2 });
        touch.addEventListener("click", () => choose({ of, from, to }));
        return [line, touch];
      }),
    ),
  );
  return [...lines.map(([line]) => line), ...lines.map(([, touch]) => touch)];
}

/**
 * @param {number[][]} values
 * @param {number[][]} gradients
 */
const unitsOf = (values, gradients) =>
  values.flatMap((layer, at) =>
    layer.flatMap((value, k) => {
      const [x, y] = placed(at, k, layer.length);
      const gradient = gradients[at][k];
      const text = (/** @type {string} */ kind, /** @type {number} */ down, /** @type {number} */ number) =>
        drawn("text", { class: kind, x, y: y + down }, shown(number));
      const texts = gradient === undefined ? [] : [text("network-gradient", 15, gradient)];
      const circle = drawn("circle", { class: at === 2 && k === 0 ? "right" : "", cx: x, cy: y, r: RADIUS });
      return [circle, text("network-value", texts.length ? -2 : 5, value), ...texts];
    }),
  );
