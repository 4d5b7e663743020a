/** The progress page: what is done, and the answers as a file. */
import { button, download, make } from "./dom.js";
import { exported, forget, imported, recall } from "./store.js";
import { say } from "./texts.js";

/** @param {HTMLElement} page */
export function showProgress(page) {
  const summary = make("p", { role: "status", class: "summary" });
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
  const bar = make("progress", { "aria-label": say("done-bar") });
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: "" });
  file.addEventListener("change", async () => {
    try {
      const count = imported((await file.files?.[0]?.text()) ?? "");
      refresh();
      summary.append(` ${say("imported", { count })}`);
    } catch (error) {
      summary.textContent = error instanceof Error ? error.message : String(error);
    }
    file.value = "";
  });
  const clear = button(say("forget"), () => {
    if (clear.dataset.asked) {
      forget();
      refresh();
    }
    clear.textContent = say(clear.dataset.asked ? "forget" : "forget-asked");
    clear.toggleAttribute("data-asked");
  });
  const tools = make(
    "div",
    { class: "live-tools" },
    button(say("export"), () => download("matcalc-answers.json", exported())),
    button(say("import"), () => file.click()),
    file,
    clear,
  );
  page.prepend(bar, summary, tools);
  refresh();
  window.addEventListener("storage", refresh); // another tab of the course
  window.addEventListener("pageshow", refresh);
}

/** @param {HTMLElement} item */
function mark(item) {
  const { passed, answer } = recall(item.dataset.listed ?? item.dataset.written ?? "");
  const state = passed ? "done" : answer ? "begun" : "open";
  item.dataset.state = state;
  item.querySelector(".state")?.remove();
  item.querySelector("p")?.append(make("span", { class: "state" }, say(state)));
}
