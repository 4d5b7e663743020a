/** Tabs: one panel at a time, and the arrow keys lead from tab to tab. */
import { make } from "../dom.js";

let count = 0;
let chosen = 0; // the tab that the reader opened last, also in other tabs of the same kind

const MOVES = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 });

/**
 * @param {string} label
 * @param {{ name: string, content: HTMLElement }[]} parts
 */
export function makeTabs(label, parts) {
  const id = `tabs-${++count}`;
  const tabs = parts.map(({ name }, place) => {
    const tab = make("button", { type: "button", role: "tab", id: `${id}-${place}` }, name);
    tab.setAttribute("aria-controls", `${id}-panel-${place}`);
    tab.addEventListener("click", () => open(place));
    return tab;
  });
  const panels = parts.map(({ content }, place) =>
    make(
      "div",
      { role: "tabpanel", id: `${id}-panel-${place}`, "aria-labelledby": `${id}-${place}` },
      content,
    ),
  );

  /** @param {number} place */
  function open(place) {
    chosen = place;
    for (const [k, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(k === place));
      tab.tabIndex = k === place ? 0 : -1;
      panels[k].hidden = k !== place;
    }
  }

  const list = make("div", { role: "tablist", "aria-label": label }, ...tabs);
  list.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    open((chosen + move + tabs.length) % tabs.length);
    tabs[chosen].focus();
  });
  open(Math.min(chosen, parts.length - 1));
  return make("div", { class: "derivative-tabs" }, list, ...panels);
}
