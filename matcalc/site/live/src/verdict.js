/** A verdict to look at: the report, its kind of mistake, further hints on request, and what comes next. */
import { button, make, safely, typeset } from "./dom.js";
import { say } from "./texts.js";

/** @import { Reply } from "./reply.js" */

/**
 * @typedef {object} Derivation how the right answer is found, see matcalc/page/success.py
 * @property {{ rule: string, tex: string }[]} steps
 * @property {string} result
 * @property {string | null} shorter
 */

/**
 * A button that tells one hint after the other, until there is none left.
 *
 * @param {string[]} hints
 * @param {(hint: string) => void} tell
 * @param {() => void} [end] after the last one, when the button is gone
 */
export function teller(hints, tell, end) {
  const left = [...hints];
  const made = button(
    say("tell-more"),
    () => {
      tell(left.shift() ?? "");
      if (left.length) return;
      made.remove();
      end?.();
    },
    "tell-more",
  );
  return made;
}

/** A verdict is said of a text: once that is edited, it stays readable and is marked as stale. */
export class Verdict {
  constructor() {
    this.status = make("div", { role: "status", class: "verdict" });
    this.more = make("div", { class: "verdict-more" });
  }

  /**
   * @param {Omit<Partial<Reply>, "needs"> & { needs?: { title: string, href: string } }} reply
   * @param {string} cards the address of the page of kinds of mistakes
   */
  show({ verdict, mistake, title, text = "", html, rungs = [], needs }, cards) {
    this.clear();
    this.status.append(html ? safely(html) : make("pre", { class: "report" }, text));
    if (title && cards) {
      const link = make("a", { href: `${cards}#mistake-${mistake}` }, title);
      this.status.append(make("p", { class: "kind" }, say("kind"), link));
    }
    if (needs?.href) this.status.append(make("p", {}, make("a", { href: needs.href }, needs.title)));
    this.status.dataset.mistake = mistake ?? "";
    this.status.dataset.verdict = verdict;
    if (rungs.length) this.offer(rungs);
  }

  /**
   * The next hint at each press; each is more particular than the one before.
   *
   * @param {string[]} rungs
   */
  offer(rungs) {
    const tell = (/** @type {string} */ rung) => this.status.append(make("p", { class: "rung" }, rung));
    const end = () => {
      this.status.tabIndex = -1; // the button is gone: the keyboard goes on from here
      this.status.focus({ preventScroll: true });
    };
    this.more.replaceChildren(teller(rungs, tell, end));
  }

  /**
   * After a right answer: how it is found, and where to go on.
   *
   * @param {Derivation | null} derivation
   * @param {HTMLAnchorElement | undefined} next
   */
  async reward(derivation, next) {
    const parts = [];
    if (derivation?.shorter) {
      parts.push(make("p", {}, say("shorter")), await display(derivation.shorter));
    }
    if (derivation?.steps.length) {
      const steps = derivation.steps.map(async ({ rule, tex }) => make("li", {}, rule, await display(tex)));
      const list = make("ol", {}, ...(await Promise.all(steps)));
      const result = await display(derivation.result);
      parts.push(make("details", {}, make("summary", {}, say("how-found")), list, say("result"), result));
    }
    if (next) parts.push(make("p", { class: "next" }, next));
    if (this.status.dataset.verdict === "passed") this.more.replaceChildren(...parts);
  }

  /** @param {boolean} stale whether the answer was edited since */
  set stale(stale) {
    const isStale = stale && this.status.dataset.verdict !== undefined;
    this.status.toggleAttribute("data-stale", isStale);
    this.more.hidden = isStale;
    const note = this.status.querySelector(".stale-note");
    if (isStale && !note) this.status.prepend(make("p", { class: "stale-note" }, say("stale")));
    if (!isStale) note?.remove();
  }

  clear() {
    delete this.status.dataset.verdict;
    delete this.status.dataset.mistake;
    this.stale = false;
    this.status.replaceChildren();
    this.more.replaceChildren();
  }
}

/** @param {string} tex */
async function display(tex) {
  const line = make("div", { class: "display" });
  await typeset(line, tex, true);
  return line;
}
