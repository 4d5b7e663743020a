/** The worker: loads Python at once, then answers one request after the other. */
// @ts-expect-error Pyodide lies beside this script on the site, not among the sources.
import { loadPyodide } from "./pyodide/pyodide.mjs";

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

/** Whatever cannot be fetched is told at once: Pyodide would wait for it, or go on without. */
const { fetch } = self;
self.fetch = async (...request) => {
  try {
    const response = await fetch(...request);
    if (!response.ok) throw new Error(`${response.url.split("/").at(-1)}: status ${response.status}`);
    return response;
  } catch (error) {
    fail(error);
    throw error;
  }
};

const silent = { messageCallback: () => {}, errorCallback: () => {} };

async function load() {
  report("loading");
  limitMemory();
  const index = new URL("./pyodide/", import.meta.url).href;
  // The list changes with the site: ask whether it did.
  const list = await self.fetch(`${index}pyodide-lock.json`, { cache: "no-cache" });
  const text = await list.text();
  const packages = Object.values(JSON.parse(text).packages);
  const python = await loadPyodide({
    indexURL: index,
    lockFileContents: text,
    packageBaseUrl: index,
    packages: packages.filter(({ imports }) => imports.includes("matcalc")).map(({ name }) => name),
    env: { MPLBACKEND: "agg", HOME: "/home/pyodide", MATCALC_LANGUAGE: self.name },
    stdout: () => {},
    stderr: () => {},
    ...silent,
  });
  report("starting");
  python.pyimport("matcalc.page.exercises"); // read now, so that no check waits for it
  return { python, page: python.pyimport("matcalc.page") };
}

const loaded = load();
loaded.catch(() => {}); // told with the first request

/** @param {{ call: string, args: (string | string[])[] }} request */
async function answer({ call, args }) {
  const { python, page } = await loaded;
  await python.loadPackagesFromImports(args.flat().join("\n"), silent);
  postMessage({ started: true });
  return JSON.parse(
    page.answer(call, ...args.map((value) => (Array.isArray(value) ? python.toPy(value) : value))),
  );
}

self.onmessage = async ({ data }) => {
  try {
    postMessage({ reply: await answer(data) });
  } catch (error) {
    fail(error);
  }
};
