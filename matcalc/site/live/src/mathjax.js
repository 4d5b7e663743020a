/** MathJax for formulas that are made in the page: fetched from the site when the first one is. */

/** @type {Promise<any> | undefined} */
let loaded;

/**
 * MathJax, once it is there; the page's own formulas were typeset when the site was built.
 *
 * @returns {Promise<any>} its global object
 */
export function mathJax() {
  loaded ??= load().catch((error) => {
    loaded = undefined; // the next formula may find a better connection
    throw error;
  });
  return loaded;
}

async function load() {
  const page = /** @type {any} */ (window);
  const address = new URL("../mathjax/", import.meta.url).href;
  page.MathJax = {
    ...page.MathJax, // the macros of the book, from Sphinx
    options: { enableMenu: false },
    chtml: { matchFontHeight: false, fontURL: `${address}output/chtml/fonts/woff-v2` },
    startup: { typeset: false },
  };
  const script = document.createElement("script");
  script.src = `${address}tex-chtml.js`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("MathJax could not be loaded"));
    document.head.append(script);
  });
  await page.MathJax.startup.promise;
  if (!page.MathJax.tex2chtmlPromise) throw new Error("this is not MathJax");
  return page.MathJax;
}
