/**
 * The worker: loads Python at once, then answers one request after the other.
 *
 * What a first answer needs is fetched side by side, packed, and told as it comes.  The rest of the
 * standard library follows when a reader has an answer, or before it where the code imports some of it.
 */
import { XzReadableStream } from "xz-decompress";

const MEGABYTE = 2 ** 20;
const MEMORY_LIMIT = 1024 * MEGABYTE;

/** Python asks for memory through `grow`: refused here, it is a MemoryError there. */
function limitMemory() {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (/** @type {number} */ pages) {
    if (this.buffer.byteLength + pages * 65536 > MEMORY_LIMIT) throw new RangeError("memory limit");
    return grow.call(this, pages);
  };
}

/** @param {import("./texts.js").Text} progress the key of a text, which the page knows */
const report = (progress) => postMessage({ progress });

/** @param {unknown} error */
function fail(error) {
  const reason = String(error instanceof Error ? error.message : error);
  postMessage({ failed: reason.trim().split("\n").at(-1) });
}

const base = new URL("./", import.meta.url).href;
const { fetch } = self;

/** @type {Map<string, Promise<Response>>} files that are on their way, by address */
const coming = new Map();

/** Whatever cannot be fetched is told at once: Pyodide would wait for it, or go on without. */
self.fetch = async (request, options) => {
  try {
    const known = coming.get(String(request));
    const response = await (known ?? fetch(request, options));
    if (!response.ok) throw new Error(`${response.url.split("/").at(-1)}: status ${response.status}`);
    return response;
  } catch (error) {
    fail(error);
    throw error;
  }
};

/**
 * Fetch files side by side, for Pyodide to take when it asks for them, and tell how far they are.
 *
 * @param {Record<string, number>} sizes how many bytes of each file come, packed
 * @param {string} packed how the names of packed files end
 */
function fetchAhead(sizes, packed) {
  const whole = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  let done = 0;
  const count = (/** @type {number} */ bytes) => {
    done += bytes;
    postMessage({ loaded: { done: Math.min(done, whole), whole } });
  };
  for (const name of Object.keys(sizes)) {
    const file = fetchPacked(name, packed, count);
    file.catch(() => {}); // told when Pyodide asks for it
    coming.set(base + name, file);
  }
}

/**
 * @param {string} name
 * @param {string} packed
 * @param {(bytes: number) => void} [count] told of each piece that comes
 * @returns {Promise<Response>} with the file as it was before it was packed
 */
async function fetchPacked(name, packed, count = () => {}) {
  const response = await fetch(base + name + packed);
  if (!response.ok || !response.body) return response;
  const counting = new TransformStream({
    transform(piece, controller) {
      count(piece.length);
      controller.enqueue(piece);
    },
  });
  const content = await new Response(new XzReadableStream(response.body.pipeThrough(counting))).arrayBuffer();
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(content, { headers: { "Content-Type": type } });
}

const silent = { messageCallback: () => {}, errorCallback: () => {} };

async function load() {
  report("loading");
  limitMemory();
  // The list changes with the site: ask whether it did.
  const list = await self.fetch(`${base}python.json`, { cache: "no-cache" });
  const { folder, packed, sizes, lock } = await list.json();
  fetchAhead(sizes, packed);
  const { loadPyodide } = await import(`${base}${folder}pyodide.mjs`);
  const python = await loadPyodide({
    indexURL: base + folder,
    lockFileContents: JSON.stringify(lock),
    packageBaseUrl: base,
    packages: Object.values(lock.packages)
      .filter(({ imports }) => imports.includes("matcalc"))
      .map(({ name }) => name),
    env: { MPLBACKEND: "module://matcalc.page.figures", HOME: "/home/pyodide", MATCALC_LANGUAGE: self.name },
    stdout: () => {},
    stderr: () => {},
    ...silent,
  });
  report("starting");
  python.pyimport("matcalc.page.exercises"); // read now, so that no check waits for it
  coming.clear();
  return { python, page: python.pyimport("matcalc.page"), packed, rest: lock.packages["stdlib-rest"] };
}

/** Have the rest of the standard library before it is imported; without it, an import fails. */
async function completeLibrary() {
  const { python, packed, rest } = await loaded;
  const response = await fetchPacked(rest.file_name, packed).catch(() => null);
  if (!response?.ok) return;
  coming.set(base + rest.file_name, Promise.resolve(response));
  await python.loadPackage(rest.name, silent);
}

const loaded = load();
loaded.catch(() => {}); // told with the first request
/** @type {Promise<void> | undefined} */
let library;

/** @param {{ call: string, args: (string | string[])[] }} request */
async function answer({ call, args }) {
  const { python, page } = await loaded;
  // A cell runs once: what it imports has to be there before.
  if (call === "run_cell") library ??= completeLibrary().catch(() => {});
  await library;
  // One after the other: what one of them imports is found even where another is no Python.
  for (const source of args.flat()) await python.loadPackagesFromImports(source, silent);
  const ask = () => {
    postMessage({ started: true });
    return page.answer(call, ...args.map((value) => (Array.isArray(value) ? python.toPy(value) : value)));
  };
  const found = attempt(ask);
  if (library || !/ModuleNotFoundError/.test(String(found))) {
    if (found instanceof Error) throw found;
    return JSON.parse(found);
  }
  // What was imported may be in the rest of the library.
  library = completeLibrary().catch(() => {});
  await library;
  return JSON.parse(ask());
}

/**
 * What a function gives, or the error in which it ends.
 *
 * @param {() => string} act
 * @returns {string | Error}
 */
function attempt(act) {
  try {
    return act();
  } catch (error) {
    return /** @type {Error} */ (error);
  }
}

self.onmessage = async ({ data }) => {
  try {
    postMessage({ reply: await answer(data) });
    library ??= completeLibrary().catch(() => {});
  } catch (error) {
    fail(error);
  }
};
