/** The entry of every page: links to its parts; and where one part is shown in a frame, its frame. */
import { reportToFrame } from "./embed.js";
import { keepTargetInView, offerLinks } from "./links.js";

offerLinks();
keepTargetInView();
if (document.documentElement.classList.contains("embedded")) reportToFrame();
