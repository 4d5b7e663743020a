/** What was right so far, as a sentence and a small table. */
import { make } from "../dom.js";
import { say } from "../texts.js";

/** @import { Memory } from "./record.js" */

/**
 * @param {string} name
 * @param {string} title
 * @param {number} right
 * @param {number} asked
 */
function row(name, title, right, asked) {
  const numbers = { "data-tally": name, "data-right": String(right), "data-asked": String(asked) };
  const cells = [right, asked].map((number) => make("td", {}, String(number)));
  return make("tr", numbers, make("th", { scope: "row" }, title), ...cells);
}

/**
 * @param {HTMLElement} box
 * @param {Memory} record
 * @param {{ name: string, title: string }[]} topics
 */
export function showTally(box, { day, state }, topics) {
  const { right, asked } = day;
  const said = asked ? say("practice-today", { right, asked }) : say("practice-none");
  const waiting = state.missed.length;
  const more = waiting ? ` ${say("practice-waiting", { count: waiting })}` : "";
  const heads = ["practice-topic", "practice-right", "practice-asked"].map((key) =>
    make("th", { scope: "col" }, say(/** @type {"practice-topic"} */ (key))),
  );
  const rows = topics.flatMap(({ name, title }) => {
    const found = state.tally[name];
    return found ? [row(name, title, ...found)] : [];
  });
  const table = make(
    "table",
    { class: "practice-tally" },
    make("caption", {}, say("practice-tally")),
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, row("today", say("practice-today-row"), right, asked), ...rows),
  );
  box.replaceChildren(make("p", { class: "practice-day" }, said + more), ...(rows.length ? [table] : []));
}
