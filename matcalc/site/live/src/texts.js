/** What the script says, in the language of the page; matcalc/texts/pages.py has the texts. */
import texts from "./texts.json";

/** @typedef {keyof typeof texts.en} Text the key of a text */

/** The language of the page: "zh", or "en" for any other. */
export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/**
 * A text with values in its blanks.
 *
 * @param {Text} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
