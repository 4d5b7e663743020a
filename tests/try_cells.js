/**
 * In a page: try cells by their numbers, one after the other, and tell what each ended in and what
 * it shows.  Playwright and Puppeteer both evaluate this function in the browser.
 *
 * @param {{ numbers: number[], seconds: number }} options
 */
async ({ numbers, seconds }) => {
  const named = (region, name) =>
    [...region.querySelectorAll("button")].find((one) => one.textContent === name);
  const found = [];
  for (const number of numbers) {
    const region = document.querySelector(`[data-cell="${number}"]`);
    for (const folded of region.querySelectorAll("details")) folded.open = true;
    named(region, "Try it").click();
    named(region, "Run").click();
    const end = Date.now() + seconds * 1000;
    const status = () => region.querySelector("[role=status]");
    while (!status().dataset.verdict && named(region, "Stop").disabled === false && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve)); // what is shown is there
    const outputs = [...region.querySelectorAll(".live-output > [data-mime]")];
    found.push({
      number,
      verdict: status().dataset.verdict ?? null,
      said: status().textContent,
      outputs: outputs.map((one) => [one.dataset.mime, one.textContent]),
    });
  }
  return found;
};
