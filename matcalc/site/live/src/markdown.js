/** Markdown to HTML; its mathematics passes through as it is written. */
import { Marked } from "marked";

/** @param {string} content */
const escaped = (content) => content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const MATHS = /^(?:\$\$[^$]+\$\$|\\\[.+?\\\]|\\\(.+?\\\)|\$(?![\s$])(?:\\.|[^$\\])+?(?<!\s)\$(?!\d))/s;

const marked = new Marked({
  extensions: [
    {
      name: "maths",
      level: "inline",
      start: (source) => source.search(/\$|\\[([]/),
      tokenizer(source) {
        const raw = MATHS.exec(source)?.[0];
        return raw ? { type: "maths", raw } : undefined;
      },
      renderer: ({ raw }) => escaped(raw),
    },
  ],
});

/** @param {string} source */
export const toHtml = (source) => /** @type {string} */ (marked.parse(source, { async: false }));
