/** What is said of an answer to a question of practice, and how the right one is derived. */
import { make, typeset } from "../dom.js";
import { say } from "../texts.js";
import { teller } from "../verdict.js";

/**
 * @typedef {object} Judged see matcalc/page/practice.py
 * @property {"correct" | "wrong" | "error"} verdict
 * @property {string | null} mistake
 * @property {string} title
 * @property {string[]} lines
 * @property {string[]} more further hints
 *
 * @typedef {object} Worked
 * @property {{ rule: string, tex: string | null, text: string, verdict: string }[]} lines
 * @property {string} numpy
 */

/**
 * @param {HTMLElement} status
 * @param {Judged} judged
 * @param {string} cards the address of the page of kinds of mistakes
 */
export function showJudged(status, { verdict, mistake, title, lines, more }, cards) {
  const [first, ...rest] = lines;
  const parts = [make("p", {}, make("strong", {}, first)), ...blocks(rest)];
  if (verdict === "wrong" && mistake && cards) {
    const link = make("a", { href: `${cards}#mistake-${mistake}` }, title);
    parts.push(make("p", { class: "quiet" }, say("kind"), link));
  }
  if (verdict === "error") parts.push(make("p", { class: "quiet" }, say("practice-not-counted")));
  if (verdict === "wrong" && more.length) {
    const list = make("ol", { class: "practice-hints", start: "2" });
    const tell = (/** @type {string} */ hint) => list.append(make("li", {}, hint));
    parts.push(list, teller(more, tell));
  }
  status.replaceChildren(...parts);
  status.dataset.mistake = mistake ?? "";
  status.dataset.verdict = verdict;
}

/**
 * Sentences as paragraphs, and the numbers between them as they are.
 *
 * @param {string[]} lines
 */
function blocks(lines) {
  /** @type {HTMLElement[]} */
  const made = [];
  for (const line of lines) {
    const last = made.at(-1);
    if (!line.startsWith("  ")) made.push(make("p", {}, line));
    else if (last?.tagName === "PRE") last.append(`\n${line.slice(2)}`);
    else made.push(make("pre", { class: "practice-point", tabindex: "0" }, line.slice(2)));
  }
  return made;
}

/**
 * @param {HTMLElement} box
 * @param {Worked} worked
 */
export function showWorked(box, { lines, numpy }) {
  const rows = lines.map(({ rule, text, verdict, tex }) => {
    const formula = make("div", { class: "practice-line" }, make("code", {}, text));
    if (tex) typeset(formula, `\\displaystyle ${tex}`);
    const isRight = verdict === "agree";
    const said = say(isRight ? "derivation-agree" : "derivation-unsure");
    const mark = make(
      "span",
      { class: "practice-mark", role: "img", "aria-label": said },
      isRight ? "✓" : "?",
    );
    return make("li", { "data-verdict": verdict }, mark, make("span", { class: "quiet" }, rule), formula);
  });
  const title = make("strong", {}, say("practice-worked"));
  box.replaceChildren(title, make("ol", {}, ...rows), make("p", {}, "NumPy: ", make("code", {}, numpy)));
  box.hidden = false;
}
