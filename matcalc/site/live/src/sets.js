/** Exercises that differ from learner to learner: who asks says the id, and gets what is theirs. */
import { isOpen, read, write } from "./answers/storage.js";
import { keep } from "./answers/store.js";
import { button, make } from "./dom.js";
import { say } from "./texts.js";

const LEARNER = "learner";

/** @param {string} assignment */
const setOf = (assignment) => Number(read(`set/${assignment}`) ?? 0);

/**
 * What the names of a set's files end in; empty for the first set, and where there is one for all.
 *
 * @param {string} [assignment]
 */
export function ofSet(assignment) {
  const number = assignment ? setOf(assignment) : 0;
  return number > 1 ? `-set-${number}` : "";
}

/**
 * Show the learner's own question in place of the first set's.
 *
 * @param {HTMLElement} region
 */
export function showSet(region) {
  const assignment = region.dataset.varied ?? "";
  const mine = region.querySelector(`template[data-set="${setOf(assignment)}"]`);
  if (mine instanceof HTMLTemplateElement) region.replaceChildren(mine.content);
  const place = make("div");
  region.querySelector("header")?.after(place);
  askWhose(assignment, place);
}

/**
 * Say whose questions these are, or ask.
 *
 * @param {string} assignment
 * @param {HTMLElement} place
 * @returns {boolean} whether that is known
 */
export function askWhose(assignment, place) {
  const known = setOf(assignment) > 0;
  const whose = make("div", { class: "whose" });
  const other = button(say("set-other"), () => whose.replaceChildren(...questions(assignment)));
  if (known) whose.append(make("span", {}, say("set-of", { id: read(LEARNER) ?? "?" })), " ", other);
  else whose.append(make("p", {}, say("set-differs")), ...questions(assignment));
  place.append(whose);
  return known;
}

/** @param {string} assignment */
function questions(assignment) {
  const field = make("input", { value: read(LEARNER) ?? "", autocomplete: "username", required: "" });
  const label = make("label", {}, say("set-ask"), " ", field);
  const status = make("p", { role: "status" });
  const form = make("form", {}, label, " ", make("button", { class: "live-button" }, say("set-show")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const id = field.value.trim();
    const number = await find(assignment, id).catch(() => undefined);
    if (number) choose(assignment, id, number);
    else status.replaceChildren(number === 0 ? say("set-unknown", { id }) : say("set-lost"));
  });
  return [form, status];
}

/**
 * The set of a learner, whose id leaves the page for nowhere.
 *
 * @param {string} assignment
 * @param {string} id
 * @returns {Promise<number>} 0 where the list has no such learner
 */
async function find(assignment, id) {
  const response = await fetch(new URL(`./sets/${assignment}.json`, import.meta.url));
  if (!response.ok || !isOpen) throw new Error("lost");
  const { salt, learners } = await response.json();
  const text = new TextEncoder().encode(`${salt}\0${id.normalize("NFC").toLowerCase()}`);
  const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", text))].slice(0, 8);
  return learners[hash.map((byte) => byte.toString(16).padStart(2, "0")).join("")] ?? 0;
}

/**
 * Remember the learner, and begin with their page; what passed was an answer to another question.
 *
 * @param {string} assignment
 * @param {string} id
 * @param {number} number
 */
function choose(assignment, id, number) {
  if (number !== (setOf(assignment) || 1)) {
    for (const region of document.querySelectorAll(`[data-varied="${assignment}"]`))
      keep(region.getAttribute("data-exercise") ?? "", { passed: undefined, right: undefined });
  }
  write(LEARNER, id);
  write(`set/${assignment}`, String(number));
  location.reload();
}
