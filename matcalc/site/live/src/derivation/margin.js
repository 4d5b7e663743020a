/** The margin of an editor of derivations: the number of each line, and its verdict. */
import { StateEffect, StateField } from "@codemirror/state";
import { GutterMarker, gutter } from "@codemirror/view";
import { make } from "../dom.js";

/** @import { Line } from "./editor.js" */

export const MARKS = { agree: "✓", differ: "✗", carried: "↪", unsure: "?", unread: "✗" };

class Mark extends GutterMarker {
  /** @param {Line} line */
  constructor({ number, verdict }) {
    super();
    this.number = number;
    this.verdict = verdict;
  }

  /** @param {Mark} other */
  eq(other) {
    return other.number === this.number && other.verdict === this.verdict;
  }

  toDOM() {
    return make(
      "span",
      { class: `derivation-sign ${this.verdict}` },
      `${this.number} ${MARKS[this.verdict]}`,
    );
  }
}

/** @type {import("@codemirror/state").StateEffectType<Line[]>} */
export const judged = StateEffect.define();

/** The lines whose verdicts are known: those above a change keep theirs. */
export const known = StateField.define({
  create: () => /** @type {Line[]} */ ([]),
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(judged)) return effect.value;
    if (!transaction.docChanged) return lines;
    let first = transaction.state.doc.lines;
    transaction.changes.iterChangedRanges((_from, _to, from) => {
      first = Math.min(first, transaction.state.doc.lineAt(from).number);
    });
    return lines.filter(({ last }) => last < first);
  },
});

export const margin = gutter({
  class: "derivation-margin",
  lineMarker(view, block) {
    const number = view.state.doc.lineAt(block.from).number;
    const line = view.state.field(known).find(({ first }) => first === number);
    return line ? new Mark(line) : null;
  },
  lineMarkerChange: (update) => update.startState.field(known) !== update.state.field(known),
  initialSpacer: () => new Mark(/** @type {Line} */ ({ number: 10, verdict: "agree" })),
});
