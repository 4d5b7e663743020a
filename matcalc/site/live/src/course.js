/** The entry of every page: links to its parts, marks in the sidebar, a field to find identities. */
import { keepEdition } from "./editions.js";
import { reportToFrame } from "./embed.js";
import { keepTargetInView, offerLinks } from "./links.js";
import { markPages } from "./sidebar.js";

offerLinks();
keepTargetInView();
keepEdition();
if (document.documentElement.classList.contains("embedded")) reportToFrame(); // a part in a frame

const exercises = document.getElementById("course-exercises");
if (exercises) markPages(exercises);
const finder = document.getElementById("identity-finder");
if (finder) import("./atlas.js").then(({ showAtlas }) => showAtlas(finder));
