/** What is asked for, as the fragment of an address: #f=…&by=…&shapes=…, and one's own formula. */

/**
 * @typedef {object} State
 * @property {string} f the function
 * @property {string} by the symbol that was chosen, or nothing
 * @property {Map<string, string>} shapes those that were changed
 * @property {string} own the reader's own formula
 * @property {string} layout and its layout
 */

/**
 * The fragment that gives a state again; empty where nothing is asked.
 *
 * @param {State} state
 */
export function linkTo({ f, by, shapes, own, layout }) {
  if (!f.trim()) return "";
  const parts = { f, by, shapes: [...shapes].map(([name, shape]) => `${name}: ${shape}`).join(", "), own };
  const written = own && layout !== "denominator" ? { ...parts, layout } : parts;
  const pairs = Object.entries(written).filter(([, value]) => value);
  return `#${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

/**
 * The state that a fragment asks for, or nothing if it is another one.
 *
 * @param {string} fragment
 * @returns {State | null}
 */
export function stateOf(fragment) {
  const given = new URLSearchParams(fragment.slice(1));
  if (!given.get("f")) return null;
  const named = (/** @type {string} */ name) => given.get(name) ?? "";
  const shapes = named("shapes")
    .split(/[,;，；]/)
    .filter((part) => part.trim())
    .map((part) => {
      const [name, ...shape] = part.split(/[:：]/);
      return /** @type {[string, string]} */ ([name.trim(), shape.join(":").trim()]);
    });
  const layout = named("layout") === "numerator" ? "numerator" : "denominator";
  return { f: named("f"), by: named("by"), shapes: new Map(shapes), own: named("own"), layout };
}
