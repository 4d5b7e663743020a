/** A line of an editor that is marked, at which the code failed; a change of the code ends it. */
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";

/** Mark a line, by its number, or none. @type {import("@codemirror/state").StateEffectType<number | null>} */
export const setMark = StateEffect.define();

class Marker extends GutterMarker {
  elementClass = "failed-line-number";
}
const marker = new Marker();
const decoration = Decoration.line({ class: "failed-line" });

/** The place at which the line begins. */
export const marked = StateField.define({
  create: () => /** @type {number | null} */ (null),
  update(before, { docChanged, effects, state }) {
    const effect = effects.find((one) => one.is(setMark));
    if (!effect) return docChanged ? null : before;
    const { value } = effect;
    return value && value <= state.doc.lines ? state.doc.line(value).from : null;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (at) =>
      at === null ? Decoration.none : Decoration.set(decoration.range(at)),
    ),
    gutterLineClass.from(field, (at) => (at === null ? RangeSet.empty : RangeSet.of(marker.range(at)))),
  ],
});
