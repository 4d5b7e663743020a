/**
 * The search page: excerpts without TeX, and the identities that a query finds, with their anchors.
 *
 * It is an entry of its own, because it must be there before Sphinx's script quotes the first page.
 */
import { make } from "./dom.js";
import { Finder, links } from "./identities.js";
import { say } from "./texts.js";

const MOST = 8;
/** What is no text to quote from. */
const SILENT =
  ".bd-header-article, #jb-print-docs-body, .headerlink, script, style, summary, button, .copybtn, mjx-container > svg, mjx-math";
/** @type {[RegExp, string][]} */
const SIGNS = [
  [/\\\(|\\\)|\\\[|\\\]|\\displaystyle|\\(?:left|right|[,;!: ])|\\(?:begin|end)\{\w+\*?\}|&|\\\\/g, " "],
  [/\^\s*\{?\s*\\top\s*\}?/g, "ᵀ"],
  [/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1 / $2"],
  [/\\(?:operatorname|text|mathbf|mathrm|mathbb)\s*\{([^{}]*)\}/g, "$1"],
  [/\\partial\b/g, "∂"],
  [/\\nabla\b/g, "∇"],
  [/\\times\b/g, "×"],
  [/\\lambda\b/g, "λ"],
  [/\\(?:in)\b/g, "∈"],
  [/\\R\b/g, "ℝ"],
  [/\\lVert|\\rVert|\\\|/g, "‖"],
  [/\\([A-Za-z]+)/g, "$1"],
  [/[{}\\]/g, ""],
];

/**
 * TeX as one would type it in a letter.
 *
 * @param {string} tex
 */
function plain(tex) {
  return SIGNS.reduce((text, [pattern, sign]) => text.replace(pattern, sign), tex).replace(/\s+/g, " ");
}

/**
 * The text of a page, or of a part of it, to quote from.
 *
 * @param {string} source
 * @param {string} [anchor]
 */
function textOf(source, anchor) {
  const page = new DOMParser().parseFromString(source, "text/html");
  for (const silent of page.querySelectorAll(SILENT)) silent.remove();
  for (const formula of page.querySelectorAll(".math"))
    formula.textContent = plain(formula.textContent ?? "");
  const main = page.querySelector('[role="main"]') ?? page.body;
  const found = anchor ? main.querySelector(anchor) : null;
  const part = found?.textContent?.trim() ? found : found?.closest("section"); // an entry of the index
  return plain((part ?? main).textContent ?? "").trim();
}

/** @param {Element} results the list of the theme's results */
async function showIdentities(results) {
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!query) return;
  const response = await fetch("_static/identities.json");
  if (!response.ok) return;
  const { page, entries } = await response.json();
  const found = new Finder(entries).find(query).slice(0, MOST);
  if (!found.length) return;
  const heading = make("h2", {}, say("search-identities"));
  results.before(make("section", { class: "found-identities" }, heading, links(found, page)));
}

/** Sphinx's own script makes this name; it stands below this one, and both wait for the text. */
function quoteText() {
  // @ts-expect-error: it is declared there
  if (typeof Search !== "undefined") Search.htmlToText = textOf;
}

quoteText();
document.addEventListener("DOMContentLoaded", quoteText);
const results = document.getElementById("search-results");
if (results) showIdentities(results);
