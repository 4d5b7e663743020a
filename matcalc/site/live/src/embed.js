/** One part of a page in a frame of somebody else's: its HTML, and what the frame is told. */
import { make } from "./dom.js";
import { say } from "./texts.js";

/**
 * The HTML of a frame with a part of the page.
 *
 * @param {string} address with the part's name behind #
 * @param {string} title
 */
export function frameFor(address, title) {
  const url = new URL(address);
  url.search = "embed";
  const frame = make("iframe", { src: url.href, title, width: "100%", height: "480", style: "border: 0" });
  return frame.outerHTML;
}

/** Say where the part comes from, open links beside the frame, and report the height. */
export function reportToFrame() {
  const title = document.querySelector("meta[name='matcalc-course']")?.getAttribute("content") ?? "";
  const whole = wholePage(location.href);
  const source = make(
    "p",
    { class: "embed-source" },
    make("a", { href: whole, target: "_blank" }, say("embed-source", { title })),
  );
  document.body.append(source);
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element && target.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.download) return;
    link.target = "_blank";
    link.href = wholePage(link.href);
  });
  const report = () => {
    const height = Math.ceil(source.getBoundingClientRect().bottom + window.scrollY);
    window.parent.postMessage({ type: "matcalc-height", height }, "*");
  };
  new ResizeObserver(report).observe(document.body);
}

/** @param {string} address */
function wholePage(address) {
  const url = new URL(address);
  url.searchParams.delete("embed");
  return url.href;
}
