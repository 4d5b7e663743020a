/** An editor for Python, or lines of another kind: CodeMirror with what a few lines of code need. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { make } from "./dom.js";
import { marked, setMark } from "./marked_line.js";
import { say } from "./texts.js";

/** @import { Extension } from "@codemirror/state" */

/** What Python needs. */
const PYTHON = [lineNumbers(), marked, indentOnInput(), indentUnit.of("    "), python()];

let numberOfEditors = 0;

/**
 * @param {object} options
 * @param {string} options.label what assistive technology calls it
 * @param {string} options.code
 * @param {(code: string) => void} options.onChange
 * @param {() => void} options.onSubmit for Ctrl-Enter, Cmd-Enter on a Mac
 * @param {Extension[]} [options.kind] what these lines need, in place of what Python does
 */
export function makeEditor({ label, code, onChange, onSubmit, kind }) {
  const submit = () => {
    onSubmit();
    return true;
  };
  const keys = `editor-keys-${++numberOfEditors}`;
  const tabKeys = [
    { key: "Ctrl-m", run: () => tab.toggle() },
    { key: "Shift-Alt-m", run: () => tab.toggle() }, // as CodeMirror has it on a Mac
    indentWithTab,
  ];
  const view = new EditorView({
    doc: code,
    extensions: [
      keymap.of([
        { key: "Mod-Enter", run: submit },
        { key: "Ctrl-Enter", run: submit },
      ]),
      kind ?? [PYTHON, keymap.of(tabKeys)],
      history(),
      drawSelection(),
      EditorState.tabSize.of(4),
      bracketMatching(),
      syntaxHighlighting(classHighlighter),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({
        tabindex: "0",
        "aria-label": label,
        ...(kind ? {} : { "aria-describedby": keys }),
      }),
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
  const tab = whatTabDoes(view, keys);
  return {
    element: make("div", { class: "editor" }, view.dom, ...(kind ? [] : [tab.said])),
    get code() {
      return view.state.doc.toString();
    },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    get focused() {
      return view.hasFocus;
    },
    focus: () => view.focus(),
    /** @param {number | null} [line] marked until the code is changed */
    markLine: (line) => view.dispatch({ effects: setMark.of(line ?? null) }),
    view,
  };
}

/**
 * Tab leaves the editor, or indents after Ctrl-M; a line below says which.
 *
 * @param {EditorView} view
 * @param {string} id of the line
 */
function whatTabDoes(view, id) {
  const said = make("div", { class: "editor-keys", id, "aria-live": "polite" });
  let leaves = true;
  const show = () => {
    view.setTabFocusMode(leaves);
    said.textContent = say(leaves ? "tab-leaves" : "tab-indents");
  };
  const toggle = () => {
    leaves = !leaves;
    show();
    return true;
  };
  show();
  return { said, toggle };
}
