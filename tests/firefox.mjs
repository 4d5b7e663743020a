/**
 * Exercises and cells in a real Firefox: reads {pages: [{address, cases: [[exercise, code], …],
 * cells: [{number, seconds}, …]}], script} as JSON from standard input, the script being a function
 * that tries a cell, and prints what was judged and tried, and every problem, as JSON.
 *
 * Run in a folder with puppeteer-core; the argument is the program.
 */
import { createRequire } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";

const puppeteer = createRequire(`${process.cwd()}/`)("puppeteer-core");
const { pages, script } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
  protocolTimeout: 900_000,
  // Every address but this machine's own is blocked: no name is resolved.
  extraPrefsFirefox: {
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
    "network.proxy.socks_remote_dns": true,
    "network.proxy.no_proxies_on": "127.0.0.1",
  },
});
const judged = [];
const tried = [];
const problems = [];
try {
  for (const { address, cases = [], cells = [] } of pages) {
    const page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("request", (request) => {
      if (!/^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) problems.push(request.url());
    });
    await page.goto(address);
    for (const [exercise, code] of cases) {
      const region = `[data-exercise="${exercise}"]`;
      await page.waitForSelector(`${region} [role=textbox]`);
      await page.evaluate(
        async (where, what) => {
          const region = document.querySelector(where);
          region.querySelector("[role=textbox]").focus();
          document.execCommand("selectAll");
          document.execCommand("insertText", false, what);
          await new Promise((resolve) => setTimeout(resolve)); // the editor notices
          [...region.querySelectorAll("button")].find((b) => b.textContent === "Check").click();
        },
        region,
        code,
      );
      await page.waitForSelector(`${region} [role=status][data-verdict]`, { timeout: 90_000 });
      judged.push(
        await page.$eval(`${region} [role=status]`, ({ dataset }) => [dataset.verdict, dataset.mistake || null]),
      );
    }
    for (const cell of cells) {
      await page.waitForSelector(`[data-cell="${cell.number}"]`);
      tried.push(await page.evaluate(`(${script})(${JSON.stringify(cell)})`));
    }
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ judged, tried, problems }));
