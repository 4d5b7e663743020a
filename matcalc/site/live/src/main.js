/**
 * The entry: finds what the page has to offer and makes it answer.
 *
 * The page is complete without this script; it adds editors, buttons and verdicts, and Python is
 * fetched when one of them is used for the first time.
 */
import { offerNotebooks } from "./assignment.js";
import { Cells } from "./cells.js";
import { Exercise, WrittenAnswer } from "./exercise.js";
import { showProgress } from "./progress.js";
import { Python } from "./python.js";
import { QuickCheck } from "./quick.js";

/**
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
const all = (selector) => [...document.querySelectorAll(selector)].filter((e) => e instanceof HTMLElement);

document.documentElement.classList.add("live");
const python = new Python();
for (const element of all("[data-exercise]")) new Exercise(element, python);
for (const element of all("section[data-written]")) new WrittenAnswer(element);
for (const element of all("[data-quick]")) new QuickCheck(element);
for (const element of all(".admonition.assignment, section[data-assignment]")) offerNotebooks(element);
for (const element of all(".progress-page")) showProgress(element);
new Cells(all("div.cell.can-run"), python);

const pictures = all("[data-picture]");
if (pictures.length) import("./pictures/frame.js").then(({ showPictures }) => showPictures(pictures));

const tools = all("[data-tool='derivative']");
if (tools.length) {
  import("./derivative.js").then(({ DerivativeTool }) => {
    for (const element of tools) new DerivativeTool(element, python);
  });
}
