/** Marks in the sidebar: how many of the exercises of each page are done. */

import { recall } from "./answers/store.js";
import { make } from "./dom.js";
import { say } from "./texts.js";

/** @param {Element} data the names of the exercises of each page, by its address */
export function markPages(data) {
  /** @type {Record<string, string[]>} */
  const pages = JSON.parse(data.textContent ?? "{}");
  const links = [...document.querySelectorAll(".bd-sidebar-primary a.reference.internal")].flatMap((link) => {
    const names = pages[(link.getAttribute("href") ?? "").replace(/^#$/, "")];
    return names ? [{ link, names }] : [];
  });
  const refresh = () => {
    for (const { link, names } of links) mark(link, names);
  };
  refresh();
  window.addEventListener("storage", refresh); // another tab of the course
  window.addEventListener("pageshow", refresh);
  const verdicts = new MutationObserver(refresh);
  for (const exercise of document.querySelectorAll("[data-exercise]")) {
    verdicts.observe(exercise, { attributes: true, attributeFilter: ["class"] });
  }
}

/**
 * @param {Element} link
 * @param {string[]} names
 */
function mark(link, names) {
  link.querySelector(".exercises-done")?.remove();
  const done = names.filter((name) => recall(name).passed).length;
  if (!done) return;
  const values = { done, count: names.length };
  const complete = done === names.length;
  const sign = make("span", {
    class: "exercises-done",
    role: "img",
    "aria-label": say("sidebar-done", values),
  });
  sign.textContent = complete ? `✓ ${done}` : `${done}/${names.length}`;
  if (complete) sign.dataset.complete = "";
  link.prepend(sign);
}
