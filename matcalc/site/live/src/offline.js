/**
 * A copy of the course for reading without a connection: offered, never imposed.
 *
 * The build lists the site's files with their hashes. A copy is complete or it is none: its files are
 * fetched into a cache of their own, and only then does the service worker answer from it.
 */
import { button, make } from "./dom.js";
import { showBytes } from "./reply.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Listed what the site is made of
 * @property {string} version
 * @property {number} size in bytes
 * @property {Record<string, [number, string]>} files the size and the hash of each
 */

const ROOT = new URL("../../", import.meta.url);
const AT_ONCE = 6;
/** The cache that says which copy is read; that of a copy has its version after this name. */
const NAME = `course ${ROOT.pathname}`;
const CURRENT = new URL("offline-current", ROOT).href;

const isPossible = "serviceWorker" in navigator && "caches" in window;
const address = (/** @type {string} */ file) => new URL(file, ROOT).href;
const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);

/** @returns {Promise<string | undefined>} the version of the copy that is read */
async function current() {
  const found = await caches.match(CURRENT, { cacheName: NAME });
  return found?.text();
}

/** @returns {Promise<Listed | null>} what the site is made of now, if there is a connection */
function listed() {
  return fetch(address("offline-files.json"), { cache: "no-store" })
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null);
}

/**
 * Fetch what the site is made of; what a former copy has is taken from it.
 *
 * @param {Listed} list
 * @param {(bytes: number) => void} count
 */
async function store({ version, files }, count) {
  const copy = await caches.open(`${NAME} ${version}`);
  const former = await current();
  const old = former ? await caches.open(`${NAME} ${former}`) : null;
  const names = Object.keys(files);
  const work = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const kept = (await copy.match(address(name))) ?? (await old?.match(address(name)));
      if (!(kept && (await isListed(kept.clone(), files[name])))) await take(copy, name, files[name]);
      else await copy.put(address(name), kept);
      count(files[name][0]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await (await caches.open(NAME)).put(CURRENT, new Response(version));
}

/**
 * @param {Cache} copy
 * @param {string} name
 * @param {[number, string]} expected
 */
async function take(copy, name, expected) {
  const response = await fetch(address(name), { cache: "no-cache" });
  if (!response.ok || !(await isListed(response.clone(), expected))) throw new Error(`${name} is another`);
  await copy.put(address(name), response);
}

/**
 * @param {Response} response
 * @param {[number, string]} expected
 */
async function isListed(response, [size, hash]) {
  const content = await response.arrayBuffer();
  if (content.byteLength !== size) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .startsWith(hash);
}

/** Delete the copies, all or those that are not read. @param {string} [but] */
async function forget(but) {
  for (const name of await caches.keys())
    if (name === NAME ? !but : name.startsWith(`${NAME} `) && name !== `${NAME} ${but}`)
      await caches.delete(name);
}

/**
 * Store a copy, with a bar that shows how far it is.
 *
 * @param {HTMLElement} place
 * @param {Listed} list
 * @returns {Promise<boolean>} whether it is there
 */
async function keepCopy(place, list) {
  const bar = make("progress", { "aria-label": say("offline-bar") });
  place.replaceChildren(make("div", { class: "loading-bar" }, bar, make("span", { "aria-hidden": "true" })));
  const loaded = { done: 0, whole: list.size };
  const count = (/** @type {number} */ bytes) => {
    loaded.done += bytes;
    showBytes(bar, loaded);
  };
  count(0);
  try {
    await store(list, count);
    await navigator.serviceWorker.register(address("offline.js"), { scope: ROOT.pathname });
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    place.replaceChildren(say("offline-lost"));
    return false;
  }
}

/**
 * Offer a copy on a page, or to remove the one that is there.
 *
 * @param {HTMLElement} page
 */
export async function offerCopy(page) {
  if (!isPossible) return;
  const place = make("div", { role: "status" });
  const buttons = make("div", { class: "live-tools" });
  page.append(make("section", { class: "offline", "aria-label": say("offline-title") }, buttons, place));
  const show = async () => {
    const isKept = Boolean(await current());
    const list = isKept ? null : await listed();
    buttons.replaceChildren();
    if (isKept) buttons.append(button(say("offline-remove"), remove));
    else if (list)
      buttons.append(button(say("offline-offer", { size: megabytes(list.size) }), () => keep(list)));
    if (isKept) place.replaceChildren(say("offline-kept"));
  };
  const keep = async (/** @type {Listed} */ list) => {
    buttons.replaceChildren();
    if (await keepCopy(place, list)) await show();
    else buttons.append(button(say("offline-offer", { size: megabytes(list.size) }), () => keep(list)));
  };
  const remove = async () => {
    await forget();
    await (await navigator.serviceWorker.getRegistration(ROOT.pathname))?.unregister();
    place.replaceChildren(say("offline-removed"));
    await show();
  };
  await show();
}

/** Where a copy is read: say that there is a new version of the course, and offer it. */
export async function offerNewVersion() {
  const version = isPossible && (await current());
  if (!version) return;
  const list = await listed();
  if (!list || list.version === version) return forget(version);
  const note = make("div", { role: "status", class: "offline-note" }, say("offline-newer"), " ");
  const get = async () => {
    if (await keepCopy(note, list))
      note.replaceChildren(
        say("offline-reload"),
        " ",
        button(say("offline-reload-now"), () => location.reload()),
      );
  };
  note.append(button(say("offline-update", { size: megabytes(list.size) }), get));
  document.querySelector("article, main, body")?.prepend(note);
}
