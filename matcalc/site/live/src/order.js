/** The exercises in their order: those before one, whose answers it may use, and the next to solve. */

import { recall } from "./answers/store.js";
import { dataOf, make } from "./dom.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Earlier an exercise before another one, as matcalc/page/exercises.py takes it
 * @property {string} title
 * @property {string[]} names what it is to define
 * @property {string} answer
 * @property {string} check
 * @property {string} href where it stands; empty if not on this page
 */

/**
 * The reader's answers to the exercises before one, as they are now: also those on other pages.
 *
 * @param {{ name: string, title: string, names: string[] }[]} [listed]
 * @returns {Earlier[]}
 */
export function earlierThan(listed = []) {
  return listed.map(({ name, title, names }) => {
    const region = document.querySelector(`[data-exercise="${name}"]`);
    const { stub = "", check = "" } = region ? dataOf(region) : {};
    const answer = recall(name).answer ?? stub;
    return { title, names, answer, check, href: region ? `#${name}` : "" };
  });
}

/**
 * A link to the next exercise that is not solved: on this page, or the first one of the next.
 *
 * @param {HTMLElement} region
 * @returns {HTMLAnchorElement | undefined}
 */
export function nextAfter(region) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-exercise]")]);
  const place = all.indexOf(region);
  const order = [...all.slice(place + 1), ...all.slice(0, place)];
  const next = order.find(({ dataset }) => !recall(dataset.exercise ?? "").passed);
  if (next) {
    const title = next.querySelector("h3")?.textContent?.trim() ?? "";
    return make("a", { href: `#${next.id}` }, say("next-exercise", { title }));
  }
  const link = document.querySelector(".next-page a");
  if (!(link instanceof HTMLAnchorElement)) return undefined;
  return make("a", { href: link.href }, say("next-page", { title: link.textContent?.trim() ?? "" }));
}
