/** The atlas: a field that finds identities, and buttons that copy their formulas. */
import { make } from "./dom.js";
import { Finder, links } from "./identities.js";
import { say } from "./texts.js";

const BEST = 5;

/** @param {HTMLElement} place */
export function showAtlas(place) {
  const bodies = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("table.identities tbody")]);
  const byName = new Map(bodies.map((body) => [body.id.replace(/^id-/, ""), body]));
  const finder = new Finder([...byName].map(([name, body]) => entryOf(name, body)));
  const field = make("input", {
    id: "identity-search",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: say("find-example"),
  });
  const found = make("output", { for: "identity-search" });
  const best = make("div", { class: "best" });
  const search = () => {
    const query = field.value.trim();
    const entries = query ? finder.find(query) : [];
    const names = new Set(entries.map(({ name }) => name));
    for (const [name, body] of byName) body.hidden = Boolean(query) && !names.has(name);
    for (const table of document.querySelectorAll("table.identities")) {
      const section = table.closest("section");
      if (section) section.hidden = !table.querySelector("tbody:not([hidden])");
    }
    best.replaceChildren(...(entries.length ? [links(entries.slice(0, BEST), "")] : []));
    const count = query ? names.size : byName.size;
    found.textContent = say(count ? "identities-found" : "identities-none", { count, all: byName.size });
  };
  field.addEventListener("input", search);
  place.append(make("label", { for: "identity-search" }, say("find-identity")), field, found, best);
  place.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  search();
  offerCopies(bodies);
}

/**
 * @param {string} name
 * @param {HTMLElement} body
 */
function entryOf(name, body) {
  const formulas = [...body.querySelectorAll("[data-numpy]")].map(
    (one) => one.getAttribute("data-numpy") ?? "",
  );
  return {
    name,
    title: body.querySelector("th .title")?.textContent ?? name,
    formulas,
    words: body.textContent ?? "",
  };
}

/** @param {HTMLElement[]} bodies whose buttons are made when they come near */
function offerCopies(bodies) {
  const near = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        for (const formula of target.querySelectorAll(".formula[data-layout]")) offerCopy(formula);
      }
    },
    { rootMargin: "600px" },
  );
  for (const body of bodies) near.observe(body);
}

/** @param {Element} formula that its buttons shall stay beside */
function offerCopy(formula) {
  const layout = formula.getAttribute("data-layout") ?? "";
  const made = Object.entries({ latex: say("copy-latex"), numpy: say("copy-numpy") }).map(([kind, name]) => {
    const label = say("copy-of", { layout, kind: name });
    const button = make("button", { type: "button", class: "copy", "aria-label": label, title: label }, name);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(formula.getAttribute(`data-${kind}`) ?? "");
      button.textContent = say("copied");
      setTimeout(() => button.replaceChildren(name), 1500);
    });
    return button;
  });
  const row = make("span", { class: "copied-row" });
  formula.replaceWith(row);
  row.append(formula, make("span", { class: "copies" }, ...made));
}
