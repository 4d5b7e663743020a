/**
 * In a page: try a cell, and tell what it ended in and what it shows.  Playwright and Puppeteer
 * both evaluate this function in the browser.
 *
 * @param {{ number: number, seconds: number }} options
 */
async ({ number, seconds }) => {
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
  for (let turn = 0; turn < 100 && window.MathJax?.tex2chtmlPromise && raw(); turn++) await pause(20);
  return {
    number,
    verdict: status.dataset.verdict ?? null,
    said: status.textContent,
    outputs: outputs.map((one) => [one.dataset.mime, one.textContent]),
    raw: raw(),
  };
};
