/**
 * The service worker of a reader who asked for a copy of the course: answers from that copy.
 *
 * Which copy is read stands in a cache that src/offline.js writes; so pages of one version never meet
 * scripts of another, and without a copy everything comes from the network.
 */
const root = self.registration.scope;
const name = `course ${new URL(root).pathname}`;

/** @param {string} address of a file; a folder's is its index.html */
const fileOf = (address) => address.replace(/[?#].*/, "").replace(/\/$/, "/index.html");

async function answer(request) {
  const current = await caches.match(new URL("offline-current", root), { cacheName: name });
  if (current) {
    const version = await current.text();
    const copies = [version, ...(await caches.keys()).map((other) => other.slice(name.length + 1))];
    for (const copy of new Set(copies)) {
      // A page of the version before may still ask for what only that one has.
      if (!(await caches.has(`${name} ${copy}`))) continue;
      const found = await (await caches.open(`${name} ${copy}`)).match(fileOf(request.url));
      if (found) return found;
    }
  }
  return fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(root) || url.endsWith("/offline-files.json")) return;
  event.respondWith(answer(event.request));
});
