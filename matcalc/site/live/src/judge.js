/** Whether an answer to a quick check is right, and what is said of it; no page is needed for that. */

/**
 * @typedef {object} Judged
 * @property {"correct" | "wrong" | null} verdict null where nothing was answered
 * @property {number[]} said the items of which the author's sentence is shown
 */

/**
 * An answer without what its writers do differently; matcalc/site/quick_check.py does the same.
 *
 * @param {string} text
 */
export function asTyped(text) {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("\\times", "×")
    .replaceAll("\\", "")
    .replaceAll("−", "-")
    .replace(/\s*[×*]\s*|(?<=\d)\s*x\s*(?=\d)|\s+(?:x|by)\s+/g, ",")
    .replace(/[\s()[\]{}$`]|[.,;。]+$/g, "");
  if (!/^[-+]?\d+(\.\d+)?(\/\d+)?$/.test(plain)) return plain;
  const [above, below = "1"] = plain.split("/");
  return Number(below) ? String(Number(above) / Number(below)) : plain;
}

/**
 * Judge the choices that were marked.
 *
 * @param {{ right: number[] }} data
 * @param {number[]} marked
 * @returns {Judged} wrong without a word where right ones are missing
 */
export function judgeChoice({ right }, marked) {
  if (!marked.length) return { verdict: null, said: [] };
  const wrong = marked.filter((choice) => !right.includes(choice));
  if (wrong.length) return { verdict: "wrong", said: wrong };
  const all = marked.length === right.length;
  return all ? { verdict: "correct", said: marked } : { verdict: "wrong", said: [] };
}

/**
 * Judge what was typed.
 *
 * @param {{ right: number[], spellings: string[][] }} data
 * @param {string} typed
 * @returns {Judged}
 */
export function judgeText({ right, spellings }, typed) {
  const answer = asTyped(typed);
  if (!answer) return { verdict: null, said: [] };
  const foreseen = spellings.findIndex((all) => all.map(asTyped).includes(answer));
  const found = foreseen < 0 ? spellings.findIndex((all) => all.includes("…")) : foreseen;
  return { verdict: right.includes(found) ? "correct" : "wrong", said: found < 0 ? [] : [found] };
}

/**
 * Judge the order of steps.
 *
 * @param {number[]} order the steps' numbers in the right order, as they stand now
 * @returns {Judged} something is said of the first step that comes too early
 */
export function judgeOrder(order) {
  const place = order.findIndex((step, index) => step !== index);
  return place < 0 ? { verdict: "correct", said: [] } : { verdict: "wrong", said: [order[place]] };
}
