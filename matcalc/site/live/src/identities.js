/**
 * Finding identities by what is typed: a formula in NumPy's or a textbook's notation, or words.
 *
 * Formulas are compared sign by sign, without the signs of products and without brackets, so that
 * `x^T A x`, `x'Ax` and `x.T @ A @ x` are one; then with their letters renamed in the order in
 * which they come, so that `y'By` finds the same entry, further down.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} title
 * @property {string[]} formulas the function, then its derivative in both layouts, as NumPy writes them
 * @property {string} words
 */
import { make } from "./dom.js";

/** What is written in more than one way, the longer ones first. */
const SPELLINGS = /** @type {const} */ ([
  [/\bnp\.(linalg\.)?/g, ""],
  [/\\(?:left|right|displaystyle|big[lr]?|[,;!: ])/gi, " "],
  [/\\(?:operatorname|math(?:bf|rm|bb|sf)|boldsymbol|bm)\s*\{([^{}]*)\}/g, " $1 "],
  [/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "($1)/($2)"],
  [/\\[dt]?frac\s*(\w)\s*(\w)/g, "$1/$2"],
  [/\^?\s*[ᵀ⊤′’]|\^\s*\{?\s*(?:T|t|\\top|\\intercal|\\prime)\s*\}?(?![\w])|\.T\b/g, "'"],
  [/⁻¹/g, "^-1"],
  [/²/g, "^2"],
  [/³/g, "^3"],
  [/\*\*/g, "^"],
  [/\\[lr]?Vert(?:_2)?|\\\||\|\||‖/g, "‖"],
  [/‖([^‖]*)‖(?:_2)?/g, " norm $1 "],
  [/\^\s*\{?\s*-\s*(?:T|\\top)\s*\}?/g, "^-1'"],
  [/(\([^()]*\)|\b\w)\s*\^\s*\{?\s*-\s*1\s*\}?/g, " inv $1 "],
  [/\btrace\b|\\tr\b/g, " tr "],
  [/\bln\b/g, " log "],
  [/[−–]/g, "-"],
  [/\\(?:cdot|times|odot|circ|left|right)\b|[·×⊙∘]/g, " "],
  [/\\/g, " "],
]);
const SIGN = /[A-Za-z_][A-Za-z_0-9]*|\p{L}|\d+(?:\.\d+)?|[^\s@*(){}[\],]/gu;
const FORMULA = /[\^'’′ᵀ⊤@*=‖|\\+/(]|\.T\b|\w\s*[-−]/;

/** Names of functions, which are no products of letters. */
const FUNCTIONS = new Set(["inv", "norm", "tr", "log", "det", "exp", "sum", "diag", "vec", "kron"]);

/** @param {string} text */
function respelled(text) {
  return SPELLINGS.reduce((found, [pattern, replacement]) => found.replace(pattern, replacement), text);
}

/**
 * The signs of a formula, without those of products and brackets.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function signs(text) {
  const found = respelled(text).match(SIGN) ?? [];
  return found.flatMap((sign) =>
    /^[A-Za-z]{2,}$/.test(sign) && !FUNCTIONS.has(sign.toLowerCase()) ? [...sign] : [sign],
  );
}

/**
 * Signs with letters renamed in the order in which they come: capitals and others apart.
 *
 * @param {string[]} all
 */
function renamed(all) {
  /** @type {Map<string, string>} */
  const names = new Map();
  return all.map((sign) => {
    if (!/^\p{L}$/u.test(sign)) return sign;
    if (!names.has(sign)) names.set(sign, `${/\p{Lu}/u.test(sign) ? "M" : "v"}${names.size}`);
    return names.get(sign);
  });
}

/** @param {(string | undefined)[]} all */
const spaced = (all) => ` ${all.join(" ")} `;

/** Entries with what a query is compared with, made once. */
export class Finder {
  /** @param {Entry[]} entries */
  constructor(entries) {
    for (const { formulas } of entries) {
      for (const [, name] of formulas.join(" ").matchAll(/([a-z_]{2,})\(/g)) FUNCTIONS.add(name);
    }
    this.entries = entries.map((entry) => {
      const all = entry.formulas.map(signs);
      return {
        entry,
        formulas: all.map(spaced),
        shape: spaced(renamed(all[0])),
        title: entry.title.toLowerCase(),
        words: `${entry.words} ${entry.formulas.join(" ")}`.toLowerCase(),
      };
    });
  }

  /**
   * The entries that a query finds, the best ones first.
   *
   * @param {string} query
   * @returns {Entry[]}
   */
  find(query) {
    const asked = signs(query);
    const formula = { text: spaced(asked), shape: spaced(renamed(asked)), like: FORMULA.test(query) };
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return this.entries
      .map((known) => ({
        entry: known.entry,
        score: Math.max(byFormula(known, formula), byWords(known, words, formula.like)),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ entry }) => entry);
  }
}

/**
 * @param {{ formulas: string[], shape: string }} known
 * @param {{ text: string, shape: string, like: boolean }} asked
 */
function byFormula({ formulas, shape }, asked) {
  if (!asked.like) return 0;
  const [own, ...derivatives] = formulas;
  if (own === asked.text) return 9;
  if (shape === asked.shape) return 8;
  if (own.includes(asked.text)) return 7 - own.length / 1e3;
  if (derivatives.includes(asked.text)) return 6;
  return derivatives.some((one) => one.includes(asked.text)) ? 5 - derivatives[0].length / 1e3 : 0;
}

/**
 * @param {{ title: string, words: string }} known
 * @param {string[]} words
 * @param {boolean} formula whether they are signs of a formula, which are in every text
 */
function byWords({ title, words: all }, words, formula) {
  if (formula || !words.length) return 0;
  if (words.every((word) => title.includes(word))) return 4 - title.length / 1e3;
  return words.every((word) => all.includes(word)) ? 2 : 0;
}

/**
 * Entries as a list of links.
 *
 * @param {Pick<Entry, "name" | "title">[]} entries
 * @param {string} page the address of the atlas, seen from where the links stand
 */
export function links(entries, page) {
  const link = (/** @type {Pick<Entry, "name" | "title">} */ { name, title }) =>
    make("li", {}, make("a", { href: `${page}#id-${name}` }, title));
  return make("ol", {}, ...entries.map(link));
}
