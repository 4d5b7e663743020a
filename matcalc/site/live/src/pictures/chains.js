/** Two mirrored chains of derivatives: brackets that move, and what the product then costs. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { bracketings, cost, moved } from "./bracketings.js";
import { sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Tree } from "./bracketings.js" */

const MOST = 9; // entries
const FAR = 16; // pixels, from which on a bracket is dragged and not touched
const DIRECTIONS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 });

/**
 * A chain is read from x on in the denominator layout, and from its other end in the numerator layout.
 *
 * @typedef {{ letter: "J" | "D", turned: boolean }} Chain
 */
const CHAINS = /** @type {Chain[]} */ ([
  { letter: "J", turned: true },
  { letter: "D", turned: false },
]);

/**
 * The product as text.
 *
 * @param {Tree} tree
 * @param {Chain} chain
 * @returns {string}
 */
function textOf(tree, { letter, turned }) {
  if (typeof tree === "number") return letter + sub(tree);
  const parts = tree.map((part) => {
    const text = textOf(part, { letter, turned });
    return typeof part === "number" ? text : `(${text})`;
  });
  return (turned ? parts.reverse() : parts).join("");
}

/**
 * @param {Frame} frame
 * @param {{ sizes: number[] }} first the numbers of entries from x to z
 */
export function draw(frame, { sizes: given }) {
  const sizes = [...given];
  const last = sizes.length - 1;
  const all = bracketings(1, last);
  const names = sizes.map((_, k) => (k === 0 ? "x" : k === last ? "z" : `y${sub(k)}`));
  const [backwards, forwards] = [all[0], all[all.length - 1]];
  let tree = forwards;
  const equation = make("p", { class: "picture-equation" });
  const places = CHAINS.map(({ letter }) =>
    make("div", { class: "chain", role: "group", "aria-label": say(`chains-${letter}`) }),
  );
  const show = () => {
    const least = Math.min(...all.map((one) => cost(one, sizes).count));
    const { count } = cost(tree, sizes);
    equation.textContent = say("chains-count", { count, least });
    for (const [k, chain] of CHAINS.entries()) places[k].replaceChildren(...partsOf(tree, chain, ""));
    frame.say(say("chains-told", { product: textOf(tree, CHAINS[0]), count, least }));
  };
  const choose = (/** @type {Tree} */ chosen) => {
    tree = chosen;
    show();
  };
  /** @type {(part: Tree, chain: Chain, path: string) => HTMLElement[]} */
  const partsOf = (part, chain, path) => {
    if (typeof part === "number") return [factor(part, chain)];
    const inside = part.map((one, k) => partsOf(one, chain, path + k));
    const content = (chain.turned ? inside.reverse() : inside).flat();
    if (!path) return content;
    const ends = ["(", ")"].map((text) => bracket(text, part, chain, path));
    return [make("span", { class: "chain-pair" }, ends[0], ...content, ends[1])];
  };
  const factor = (/** @type {number} */ k, /** @type {Chain} */ { letter, turned }) => {
    const shape = turned ? [sizes[k], sizes[k - 1]] : [sizes[k - 1], sizes[k]];
    const box = make("span", { class: "chain-box" });
    box.style.setProperty("--rows", String(shape[0]));
    box.style.setProperty("--columns", String(shape[1]));
    return make("span", { class: "chain-factor" }, box, make("i", {}, letter + sub(k)), shape.join("×"));
  };
  /** @type {(text: string, part: Tree, chain: Chain, path: string) => HTMLElement} */
  const bracket = (text, part, chain, path) => {
    const label = say("chains-bracket", { product: textOf(part, chain) });
    const made = make("button", { type: "button", class: "chain-bracket", "aria-label": label }, text);
    const to = path.slice(0, -1) + (path.endsWith("0") ? "1" : "0"); // where the pair will be
    const way = path.endsWith("0") !== chain.turned ? 1 : -1;
    const move = () => {
      choose(moved(tree, path));
      const place = places[CHAINS.indexOf(chain)];
      /** @type {HTMLElement | null} */ (place.querySelector(`[data-path="${to}"]`))?.focus();
    };
    Object.assign(made.dataset, { path });
    let start = Number.NaN; // no pointer is down
    made.addEventListener("click", move);
    made.addEventListener("keydown", ({ key }) => {
      if (DIRECTIONS[key] === way) move();
    });
    made.addEventListener("pointerdown", ({ clientX, pointerId }) => {
      start = clientX;
      made.setPointerCapture(pointerId);
    });
    made.addEventListener("pointermove", ({ clientX }) => {
      if ((clientX - start) * way > FAR) move();
    });
    return made;
  };
  for (const [k, name] of names.entries()) {
    const change = (/** @type {number} */ value) => {
      sizes[k] = value;
      show();
    };
    frame.slider(say("chains-size", { name }), { value: sizes[k], max: MOST, change });
  }
  frame.button("chains-from-x", () => choose(forwards));
  frame.button("chains-from-z", () => choose(backwards));
  frame.stage.append(equation, ...places);
  show();
}
