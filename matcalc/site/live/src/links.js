/** A link to one exercise, identity or picture, which is copied when it is pressed. */
import { copied, make } from "./dom.js";
import { frameFor } from "./embed.js";
import { say } from "./texts.js";

/** What a link leads to, and where in it the link stands. */
const PARTS = {
  "section.exercise[id]": "header > h3",
  "section.quick[id]": ".quick-title",
  "figure[id]:has(.picture)": "figcaption p, figcaption",
  "tbody[id^='id-']": "th",
  "[data-tool][id]": "h2, h3",
};
const SECONDS = 8;

/** Put a link beside each part, and let the theme's own links be copied too. */
export function offerLinks() {
  for (const [part, place] of Object.entries(PARTS))
    for (const element of document.querySelectorAll(part)) {
      const holder = element.querySelector(place) ?? element;
      if (holder.querySelector(".headerlink")) continue; // the theme's own
      const link = make("a", { class: "headerlink", href: `#${element.id}`, title: say("link") }, "#");
      link.setAttribute("aria-label", say("link-to", { title: titleOf(holder) }));
      if (holder.matches("h3")) holder.after(link);
      else holder.append(link);
    }
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a.headerlink");
    if (link instanceof HTMLAnchorElement) copy(link);
  });
}

/** @param {Element} holder */
function titleOf(holder) {
  return holder.textContent?.trim().split("\n")[0].slice(0, 80) ?? "";
}

/** @param {HTMLAnchorElement} link */
async function copy(link) {
  const isCopied = await copied(link.href);
  const part = Object.keys(PARTS).some((selector) => link.closest(selector)?.id === link.hash.slice(1));
  const text = make("span", {}, say(isCopied ? "link-copied" : "link-shown"));
  const title = link.getAttribute("aria-label") ?? "";
  const embed = make("button", { type: "button", class: "live-button" }, say("embed"));
  embed.addEventListener("click", async () => {
    const done = await copied(frameFor(link.href, title.replace(/^[^:：]*[:：]\s*/, "")));
    text.textContent = say(done ? "embed-copied" : "embed-not-copied");
  });
  sayBeside(link, text, ...(part ? [embed] : []));
}

/** @type {HTMLElement | undefined} */
let bubble;

/**
 * Say something beside a link, for some seconds, or as long as it is used.
 *
 * @param {HTMLElement} link
 * @param {...Node} content
 */
function sayBeside(link, ...content) {
  bubble?.remove();
  const made = make("span", { class: "link-said", role: "status" });
  bubble = made;
  link.after(made);
  made.append(...content); // after it is there, or it is not read out
  const end = () => {
    if (made.matches(":hover, :focus-within")) setTimeout(end, SECONDS * 1000);
    else made.remove();
  };
  setTimeout(end, SECONDS * 1000);
}

/** Formulas grow when they are set, and editors take their place: the part that was asked for stays in view. */
export async function keepTargetInView() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  let moved = false;
  const stop = () => {
    moved = true;
  };
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(kind, stop, { once: true, passive: true });
  const { MathJax } = /** @type {any} */ (window);
  await MathJax?.startup?.promise;
  if (!moved) target.scrollIntoView({ behavior: "instant" });
}
