/**
 * In a page: try a cell, and tell what it ended in and what it shows.  Playwright and Puppeteer
 * both evaluate this function in the browser.
 *
 * @param {{ number: number, seconds: number, maths: boolean }} options where there are mathematics,
 *   they are waited for: the page fetches what typesets them when they are first needed
 */
async ({ number, seconds, maths }) => {
  const pause = (time = 0) => new Promise((resolve) => setTimeout(resolve, time));
  const region = document.querySelector(`[data-cell="${number}"]`);
  const button = (name) => [...region.querySelectorAll("button")].find((one) => one.textContent === name);
  for (const folded of region.querySelectorAll("details")) folded.open = true;
  button("Try it").click();
  button("Run").click();
  const status = region.querySelector("[role=status]");
  const end = Date.now() + seconds * 1000;
  while (!status.dataset.verdict && !button("Stop").disabled && Date.now() < end) await pause(20);
  const outputs = [...region.querySelectorAll(".live-output > [data-mime]")];
  // Mathematics and Markdown are there a moment later.
  const raw = () => outputs.some((one) => one.querySelector(".formula-shown:not(:has(mjx-container))"));
  for (let turn = 0; turn < 500 && maths && raw(); turn++) await pause(20);
  return {
    number,
    verdict: status.dataset.verdict ?? null,
    said: status.textContent,
    outputs: outputs.map((one) => [one.dataset.mime, one.textContent]),
    raw: raw(),
  };
};
