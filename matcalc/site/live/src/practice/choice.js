/** What is to be practised: topics as chips, and a level. */
import { make } from "../dom.js";
import { say } from "../texts.js";

/** @import { Memory } from "./record.js" */

const WIDE = "(min-width: 768px)";

/**
 * @param {"checkbox" | "radio"} type
 * @param {string} name
 * @param {string} value
 * @param {string} text
 * @param {boolean} isOn
 */
function chip(type, name, value, text, isOn) {
  const input = make("input", { type, name, value });
  input.checked = isOn;
  return make("label", { class: "chip" }, input, make("span", {}, text));
}

/**
 * @param {string} legend
 * @param {HTMLElement[]} chips
 */
function group(legend, chips) {
  return make("fieldset", {}, make("legend", {}, legend), make("div", { class: "chips" }, ...chips));
}

/**
 * A box with the topics and levels; it is folded on small screens, and says what is chosen.
 *
 * @param {Record<string, any>} page its data
 * @param {Memory} memory
 * @param {() => void} onChange
 */
export function makeChoice({ topics, levels }, memory, onChange) {
  const { chosen, level } = memory.state;
  const summary = make("summary");
  const box = make("details", { class: "practice-choice" }, summary);
  const topicChips = topics.map((/** @type {{ name: string, title: string, trains: string }} */ one) => {
    const made = chip("checkbox", "topic", one.name, one.title, chosen.includes(one.name));
    made.title = one.trains;
    return made;
  });
  const levelChips = levels.map((/** @type {1 | 2 | 3} */ one) => {
    const text = `${one} · ${say(`practice-level-${one}`)}`;
    return chip("radio", "level", String(one), text, String(one) === level);
  });
  const values = (/** @type {string} */ name) =>
    [...box.querySelectorAll("input")]
      .filter((one) => one.name === name && one.checked)
      .map((one) => one.value);
  const describe = () => {
    const titles = topics.filter((/** @type {{ name: string }} */ { name }) =>
      memory.state.chosen.includes(name),
    );
    const listed = titles.map((/** @type {{ title: string }} */ { title }) => title);
    summary.textContent = say("practice-chosen", {
      topics: listed.join(say("practice-comma")) || "–",
      level: memory.state.level,
    });
  };
  box.append(group(say("practice-topics"), topicChips), group(say("practice-level"), levelChips));
  box.addEventListener("change", () => {
    memory.choose(values("topic"), values("level")[0]);
    describe();
    onChange();
  });
  box.open = matchMedia(WIDE).matches;
  describe();
  return box;
}
