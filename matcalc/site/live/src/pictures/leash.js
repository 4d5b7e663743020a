/** The path of ridge regression: ellipses around the least-squares solution, and a leash from the origin. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { makeBoard, pair, reading } from "./board.js";
import { inner, levelLine, ridge, shown, times } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Matrix, Pair } from "./maths.js" */

const BOX = /** @type {const} */ ([-2.3, 2.9, 2.9, -2.3]);
const FAR = 9; // beyond the box from every point in it
const POWERS = /** @type {const} */ ([-3, 2]); // of ten: the least λ and the largest
const LEVELS = [0.1, 0.4, 1, 2, 4, 7, 11];
const TURN = Array.from({ length: 181 }, (_, k) => (k * Math.PI) / 90);

/**
 * @param {Frame} frame
 * @param {{ gram: Matrix, best: Pair, lambda: number }} first
 */
export async function draw(frame, first) {
  const { gram } = first;
  let { best, lambda } = first;
  const plane = make("div", { class: "picture-plane" });
  const panel = make("div", { class: "picture-panel" });
  frame.stage.append(plane, panel);
  const show = makeNumbers(panel);
  const now = () => ridge(gram, best, lambda);
  const more = () => excess(gram, best, now());
  const changed = () => {
    const told = show({ b: now(), best, more: more() });
    frame.say(say("leash-told", { ...told, lambda: twoDigits(lambda) }));
    board.update();
  };
  const setSlider = frame.slider("λ", {
    value: Math.log10(lambda),
    min: POWERS[0],
    max: POWERS[1],
    step: 0.05,
    shows: (power) => twoDigits(10 ** power),
    change: (power) => {
      lambda = 10 ** power;
      changed();
    },
  });
  const board = await makeBoard(frame, plane, {
    box: [...BOX],
    name: say("picture-leash"),
    axes: ["b₁", "b₂"],
  });
  addFigures(board, { gram, best: () => best, now, more });
  const handle = board.handle(
    best,
    (to) => say("leash-best-at", { at: pair(to, 1) }),
    (to) => {
      best = to;
      changed();
    },
  );
  frame.button("start-over", () => {
    lambda = first.lambda;
    setSlider(Math.log10(lambda));
    handle.moveTo(first.best);
  });
  show({ b: now(), best, more: more() });
  board.update();
}

/** @param {number} value positive */
const twoDigits = (value) => shown(value, Math.max(0, 1 - Math.floor(Math.log10(value))));

/**
 * How much larger the sum of squares is than at its minimum.
 *
 * @param {Matrix} gram
 * @param {Pair} best
 * @param {Pair} b
 */
function excess(gram, best, b) {
  const away = /** @type {Pair} */ ([b[0] - best[0], b[1] - best[1]]);
  return inner(away, times(gram, away));
}

/**
 * @param {import("./board.js").Board} board
 * @param {{ gram: Matrix, best: () => Pair, now: () => Pair, more: () => number }} model
 */
function addFigures(board, { gram, best, now, more }) {
  const ellipse = (/** @type {number} */ level) => {
    const [first, second] = levelLine(gram, Math.max(level, 1e-9), FAR);
    return /** @type {[number[], number[]]} */ ([
      first.map((one) => one + best()[0]),
      second.map((one) => one + best()[1]),
    ]);
  };
  for (const level of LEVELS)
    board.curve(() => ellipse(level), "grey", { strokeWidth: 1, strokeOpacity: 0.6 });
  board.curve(() => ellipse(more()), "blue", { strokeWidth: 2.5 });
  board.curve(
    () => {
      const long = Math.hypot(...now());
      return [TURN.map((angle) => long * Math.cos(angle)), TURN.map((angle) => long * Math.sin(angle))];
    },
    "orange",
    { strokeWidth: 2.5, dash: 2 },
  );
  board.curve(
    () => {
      // As λ goes from 0 to infinity, s goes from 0 to 1.
      const path = TURN.map((_, k) => k / TURN.length).map((s) => ridge(gram, best(), s / (1 - s)));
      return [
        [...path.map(([b]) => b), 0],
        [...path.map(([, b]) => b), 0],
      ];
    },
    "violet",
    { strokeWidth: 3, layer: 6 },
  );
  const ends = [
    [0, 0],
    [() => now()[0], () => now()[1]],
  ];
  board.figure("arrow", ends, "green", { strokeWidth: 2.5, lastArrow: { type: 2, size: 5 }, layer: 8 });
}

/**
 * The numbers beside the board.
 *
 * @param {HTMLElement} panel
 * @returns {(model: { b: Pair, best: Pair, more: number }) => Record<"b" | "length" | "share" | "more", string>}
 *   shows those of a model, and gives them back
 */
function makeNumbers(panel) {
  const rows = {
    b: reading("b", "leash-b"),
    length: reading("‖b‖", "bowls-model"),
    share: reading("‖b‖ / ‖b̂‖"),
    more: reading(say("leash-more"), "blue"),
  };
  panel.append(...Object.values(rows).map(({ row }) => row));
  panel.append(
    make(
      "div",
      { class: "picture-reading" },
      make("span", { class: "picture-key leash-path" }),
      say("leash-path"),
    ),
  );
  return ({ b, best, more }) => {
    const [long, longest] = [Math.hypot(...b), Math.hypot(...best)];
    const texts = {
      b: pair(b),
      length: shown(long),
      share: longest ? shown(long / longest) : "–",
      more: shown(more),
    };
    for (const [name, text] of Object.entries(texts)) {
      rows[/** @type {keyof typeof rows} */ (name)].value.textContent = text;
    }
    return texts;
  };
}
