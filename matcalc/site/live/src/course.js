/** What every page has: marks in the sidebar, and a field to search where there are identities. */
import { markPages } from "./sidebar.js";

const exercises = document.getElementById("course-exercises");
if (exercises) markPages(exercises);
const finder = document.getElementById("identity-finder");
if (finder) import("./atlas.js").then(({ showAtlas }) => showAtlas(finder));
