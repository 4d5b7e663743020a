/** An editor for Python: CodeMirror with what a few lines of code need. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { make } from "./dom.js";
import { marked, setMark } from "./marked_line.js";
import { say } from "./texts.js";

let numberOfEditors = 0;

/**
 * @param {object} options
 * @param {string} options.label what assistive technology calls it
 * @param {string} options.code
 * @param {(code: string) => void} options.onChange
 * @param {() => void} options.onSubmit for Ctrl-Enter, Cmd-Enter on a Mac
 */
export function makeEditor({ label, code, onChange, onSubmit }) {
  const submit = () => {
    onSubmit();
    return true;
  };
  const keys = `editor-keys-${++numberOfEditors}`;
  const view = new EditorView({
    doc: code,
    extensions: [
      lineNumbers(),
      marked,
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      bracketMatching(),
      python(),
      syntaxHighlighting(classHighlighter),
      keymap.of([
        { key: "Mod-Enter", run: submit },
        { key: "Ctrl-Enter", run: submit },
        { key: "Ctrl-m", run: () => tab.toggle() },
        { key: "Shift-Alt-m", run: () => tab.toggle() }, // as CodeMirror has it on a Mac
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-describedby": keys }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(view.state.doc.toString());
      }),
    ],
  });
  const tab = whatTabDoes(view, keys);
  return {
    element: make("div", { class: "editor" }, view.dom, tab.said),
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
