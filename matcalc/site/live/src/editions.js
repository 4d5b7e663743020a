/** The link to a page in another language keeps the place, and the choice is remembered. */
const KEPT = "course edition"; // the page at the site's root reads it

/** Let the links to the other editions do so. */
export function keepEdition() {
  for (const link of document.querySelectorAll("a.edition"))
    if (link instanceof HTMLAnchorElement) link.addEventListener("click", () => choose(link));
}

/** @param {HTMLAnchorElement} link */
function choose(link) {
  link.hash = location.hash;
  try {
    localStorage.setItem(KEPT, link.hreflang.slice(0, 2));
  } catch {
    // Then the root goes by the browser's languages.
  }
}
