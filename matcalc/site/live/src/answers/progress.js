/** The progress page: what is done, and the answers as a file. */

import { confirmedButton } from "../confirm.js";
import { make } from "../dom.js";
import { say } from "../texts.js";
import { exportButton, importTools } from "./file.js";
import { forget, recall, watch } from "./store.js";

/** @param {HTMLElement} page */
export function showProgress(page) {
  const summary = make("p", { class: "summary" });
  const said = make("p", { role: "status" });
  const bar = make("progress", { "aria-label": say("done-bar") });
  const refresh = () => {
    const items = /** @type {HTMLElement[]} */ ([
      ...page.querySelectorAll("li[data-listed], li[data-written]"),
    ]);
    for (const item of items) mark(item);
    const checked = items.filter((item) => item.dataset.listed);
    const done = checked.filter((item) => item.dataset.state === "done").length;
    summary.textContent = say("done-of", { done, count: checked.length });
    bar.max = checked.length;
    bar.value = done;
  };
  const clear = confirmedButton(say("forget"), say("forget-asked"), () => {
    forget();
    said.textContent = say("forgotten");
  });
  const tools = make(
    "div",
    { class: "live-tools" },
    exportButton(),
    ...importTools(said, clear.reset),
    clear.element,
  );
  page.prepend(bar, summary, tools, said);
  refresh();
  watch(refresh);
}

/** @param {HTMLElement} item */
function mark(item) {
  const { passed, answer } = recall(item.dataset.listed ?? item.dataset.written ?? "");
  const state = passed ? "done" : answer ? "begun" : "open";
  item.dataset.state = state;
  item.querySelector(".state")?.remove();
  item.querySelector("p")?.append(make("span", { class: "state" }, say(state)));
}
