/** An editor for Python, or lines of another kind: CodeMirror with what a few lines of code need. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { say } from "./texts.js";

/** @import { Extension } from "@codemirror/state" */

/** What Python needs; Tab indents, and leaves the editor after Escape. */
const PYTHON = [
  lineNumbers(),
  indentOnInput(),
  indentUnit.of("    "),
  python(),
  keymap.of([indentWithTab]),
  EditorView.contentAttributes.of({ "aria-description": say("leave-editor") }),
];

/**
 * @param {object} options
 * @param {string} options.label what assistive technology calls it
 * @param {string} options.code
 * @param {(code: string) => void} options.onChange
 * @param {() => void} options.onSubmit for Ctrl-Enter, Cmd-Enter on a Mac
 * @param {Extension[]} [options.kind] what these lines need, in place of what Python does
 */
export function makeEditor({ label, code, onChange, onSubmit, kind = PYTHON }) {
  const submit = () => {
    onSubmit();
    return true;
  };
  const view = new EditorView({
    doc: code,
    extensions: [
      keymap.of([
        { key: "Mod-Enter", run: submit },
        { key: "Ctrl-Enter", run: submit },
      ]),
      kind,
      history(),
      drawSelection(),
      EditorState.tabSize.of(4),
      bracketMatching(),
      syntaxHighlighting(classHighlighter),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label }),
      EditorView.domEventHandlers({
        // The pages' own shortcut would open the search, and the sign would be lost.
        keydown: (event) => {
          if (event.key === "/") event.stopPropagation();
        },
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(view.state.doc.toString());
      }),
    ],
  });
  return {
    element: view.dom,
    get code() {
      return view.state.doc.toString();
    },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
    view,
  };
}
