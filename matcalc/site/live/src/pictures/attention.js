/** Attention: a score moves, its row of weights answers, and the row's gradient still sums to nought. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, table } from "./frame.js";
import { short, shown, sub } from "./maths.js";
import { pullSoftmax, rowSoftmax } from "./probabilities.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

const [LEAST, MOST, STEP] = [-3, 3, 0.5];
const SUM = "Σ";

const sumOf = (/** @type {number[]} */ row) => row.reduce((sum, one) => sum + one, 0);

/**
 * @param {Frame} frame
 * @param {{ S: number[][], G: number[][], chosen: Pair }} first
 */
export function draw(frame, { S, G, chosen }) {
  let [i, j] = chosen;
  let masked = true;
  const size = S.length;
  const numbers = S.map((_, k) => String(k + 1));
  const lit = (/** @type {HTMLElement | null} */ one) => {
    for (const other of /** @type {NodeListOf<HTMLElement>} */ (frame.stage.querySelectorAll("[data-row]"))) {
      other.classList.toggle("linked", other.dataset.row === one?.dataset.row);
    }
  };
  /** @type {Record<string, HTMLElement[][]>} */
  const cells = {};
  const grid = (/** @type {string} */ title, /** @type {boolean} */ summed) => {
    cells[title] = S.map(() => []);
    const labels = { name: title, top: summed ? [...numbers, SUM] : numbers, left: numbers };
    const made = (/** @type {number} */ row, /** @type {number} */ column) => {
      const entry = cell({ row, column });
      cells[title][row][column] = entry;
      entry.classList.toggle("attention-sum", column === size);
      return entry;
    };
    const [letter, index] = title.split("_");
    const named = index ? [letter, make("sub", {}, index)] : [letter];
    const drawn = table("attention-grid", labels, made, lit);
    return make("div", {}, make("p", { class: "attention-title" }, ...named), drawn);
  };
  frame.stage.append(grid("S", false), grid("P", true), grid("G_S", true));
  for (const [row, column] of S.flatMap((line, k) => line.map((_, l) => [k, l]))) {
    for (const event of ["click", "focus"]) {
      cells.S[row][column].addEventListener(event, () => {
        [i, j] = [row, column];
        setSlider(S[i][j]);
        frame.say(show());
      });
    }
  }

  /** Write a number into a cell, with a name, and a colour by its share of the largest there can be. */
  const write = (
    /** @type {HTMLElement} */ entry,
    /** @type {string} */ name,
    /** @type {number} */ value,
    /** @type {string} */ text,
  ) => {
    entry.textContent = text;
    entry.setAttribute("aria-label", `${name} = ${text}`);
    entry.style.setProperty("--share", `${Math.min(Math.abs(value), 1) * 60}%`);
    entry.classList.toggle("minus", value < 0);
  };
  const show = () => {
    const P = rowSoftmax(S, masked);
    const pulled = pullSoftmax(P, G);
    for (const [row, line] of S.entries()) {
      for (const [column, score] of line.entries()) {
        const at = sub(row + 1) + sub(column + 1);
        const behind = masked && column > row;
        write(cells.S[row][column], `s${at}`, behind ? 0 : score / 6, behind ? "−∞" : short(score));
        write(cells.P[row][column], `p${at}`, P[row][column], shown(P[row][column]));
        write(cells.G_S[row][column], `∂L/∂s${at}`, 2 * pulled[row][column], shown(pulled[row][column]));
        cells.S[row][column].setAttribute("aria-pressed", String(row === i && column === j));
      }
      for (const [name, values] of Object.entries({ P, G_S: pulled })) {
        write(cells[name][row][size], `${SUM}${sub(row + 1)}`, 0, shown(sumOf(values[row])));
      }
    }
    const told = { s: `s${sub(i + 1)}${sub(j + 1)}`, row: i + 1, value: short(S[i][j]) };
    const behind = masked && j > i;
    return say(behind ? "attention-behind" : "attention-moved", { ...told, p: shown(P[i][j]) });
  };
  const setSlider = frame.slider(say("attention-score"), {
    value: S[i][j],
    min: LEAST,
    max: MOST,
    step: STEP,
    change: (value) => {
      S[i][j] = value;
      frame.say(show());
    },
  });
  frame.toggle(say("attention-mask"), (checked) => {
    masked = checked;
    show();
    frame.say(say(masked ? "attention-masked" : "attention-open"));
  });
  show();
}
