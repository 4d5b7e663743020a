/** An editor for Python: CodeMirror with what a few lines of code need. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { say } from "./texts.js";

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
  const view = new EditorView({
    doc: code,
    extensions: [
      lineNumbers(),
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
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      EditorView.contentAttributes.of({
        tabindex: "0",
        "aria-label": label,
        "aria-description": say("leave-editor"),
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
  };
}
