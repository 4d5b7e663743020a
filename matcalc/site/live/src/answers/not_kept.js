/** Where the browser does not keep the answers, the page says so, and offers them as a file. */

import { make } from "../dom.js";
import { say } from "../texts.js";
import { exportButton, importTools } from "./file.js";
import { askBeforeLeaving } from "./leaving.js";
import { fleeting, isOpen, watch } from "./storage.js";

/** @param {HTMLElement | undefined} first the first part of the page with an answer */
export function warnWhereNotKept(first) {
  if (!first) return;
  let saved = "";
  const look = () => {
    const lost = fleeting();
    if (!isOpen || lost) first.before(warning);
    askBeforeLeaving("answers", lost !== "" && lost !== saved);
  };
  const status = make("p", { role: "status" });
  const files = [
    exportButton((text) => {
      saved = text;
      look();
    }),
    ...importTools(status),
  ];
  const warning = make(
    "div",
    { class: "not-kept", role: "note" },
    make("p", {}, say(isOpen ? "not-kept-full" : "not-kept")),
    make("div", { class: "live-tools" }, ...files),
    status,
  );
  watch(look);
  look();
}
