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

/** @param {string} progress */
const report = (progress) => postMessage({ progress });

/** @param {unknown} error */
function fail(error) {
  const reason = String(error instanceof Error ? error.message : error)
    .trim()
    .split("\n")
    .at(-1);
  postMessage({ failed: `Python could not be loaded (${reason}). Check the connection, and try again.` });
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
  report("Loading Python. This takes some seconds, the first time only.");
  limitMemory();
  const index = new URL("./pyodide/", import.meta.url).href;
  // The list changes with the site: ask whether it did.
  const list = await self.fetch(`${index}pyodide-lock.json`, { cache: "no-cache" });
  const python = await loadPyodide({
    indexURL: index,
    lockFileContents: await list.text(),
    packageBaseUrl: index,
    packages: ["numpy", "matcalc"],
    env: { MPLBACKEND: "agg", HOME: "/home/pyodide" },
    stdout: () => {},
    stderr: () => {},
    ...silent,
  });
  report("Starting Python.");
  return { python, page: python.pyimport("matcalc.site.in_page") };
}

const loaded = load();
loaded.catch(() => {}); // told with the first request

/** @param {{ call: string, args: (string | string[])[] }} request */
async function answer({ call, args }) {
  const { python, page } = await loaded;
  await python.loadPackagesFromImports(args.flat().join("\n"), silent);
  postMessage({ started: true });
  const reply = page[call](...args.map((value) => (Array.isArray(value) ? python.toPy(value) : value)));
  return call === "formula" ? (reply ?? null) : JSON.parse(reply);
}

self.onmessage = async ({ data }) => {
  try {
    postMessage({ reply: await answer(data) });
  } catch (error) {
    fail(error);
  }
};
