/**
 * The entry: finds what the page has to offer and makes it answer.
 *
 * The page is complete without this script; it adds editors, buttons and verdicts, and Python is
 * fetched when one of them is used for the first time.
 */

import { fetchAhead } from "./ahead.js";
import { warnWhereNotKept } from "./answers/not_kept.js";
import { ASSIGNMENTS, offerNotebooks } from "./answers/notebook.js";
import { showProgress } from "./answers/progress.js";
import { Cells } from "./cells.js";
import { Exercise, WrittenAnswer } from "./exercise.js";
import { offerCopy, offerNewVersion } from "./offline.js";
import { Path } from "./path.js";
import { Python } from "./python.js";
import { QuickCheck } from "./quick.js";
import { showSet } from "./sets.js";

/**
 * What is shown of some kind: in a frame, the page may show one part alone.
 *
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
const all = (selector) =>
  [...document.querySelectorAll(selector)]
    .filter((element) => element instanceof HTMLElement)
    .filter((element) => !element.closest(".left-out"));

document.documentElement.classList.add("live");
const python = new Python();
for (const element of all("[data-varied]")) showSet(element);
for (const element of all("[data-exercise]")) new Exercise(element, python);
for (const element of all("section[data-written]")) new WrittenAnswer(element);
for (const element of all("[data-quick]")) new QuickCheck(element);
for (const element of all("[data-tool='path']")) new Path(element, all("[data-quick][data-chapter]"));
for (const element of all(ASSIGNMENTS)) offerNotebooks(element);
warnWhereNotKept(all("[data-exercise], section[data-written], .progress-page")[0]);
for (const element of all(".progress-page")) {
  showProgress(element);
  offerCopy(element);
}
new Cells(all("div.cell.can-run"), python);

fetchAhead(python);
offerNewVersion();

const pictures = all("[data-picture]");
if (pictures.length) import("./pictures/frame.js").then(({ showPictures }) => showPictures(pictures));

const tools = all("[data-tool='derivative']");
if (tools.length) {
  import("./derivative/tool.js").then(({ DerivativeTool }) => {
    for (const element of tools) new DerivativeTool(element, python);
  });
}
const [practice] = all("[data-tool='practice']");
if (practice) import("./practice/page.js").then(({ Practice }) => new Practice(practice, python));
