/** Where to start: the chapters of a path, marked by the first answer to each question of the page. */
import { make } from "./dom.js";
import { say } from "./texts.js";

const WORDS = { known: say("path-known"), read: say("path-read"), "": "" };

export class Path {
  /**
   * @param {HTMLElement} region
   * @param {HTMLElement[]} questions the quick checks of the page that belong to a chapter
   */
  constructor(region, questions) {
    this.questions = questions;
    /** @type {Map<HTMLElement, string>} the verdict on the first answer to each question */
    this.first = new Map();
    this.marks = [...region.querySelectorAll("li")].map((item) => {
      const mark = make("span", { class: "path-mark" });
      item.querySelector("p")?.append(" ", mark);
      return { item, mark };
    });
    this.status = make("p", { role: "status" });
    region.append(this.status);
    for (const question of questions) {
      question.addEventListener("judged", (event) => {
        const { detail } = /** @type {CustomEvent<string>} */ (event);
        if (!this.first.has(question)) this.first.set(question, detail);
        this.show();
      });
    }
    this.show();
  }

  /**
   * What is known of a chapter: nothing, before all of its questions are answered.
   *
   * @param {string | undefined} chapter
   * @returns {"" | "known" | "read"}
   */
  standing(chapter) {
    const own = this.questions.filter((question) => question.dataset.chapter === chapter);
    const verdicts = own.map((question) => this.first.get(question));
    if (verdicts.includes("wrong")) return "read";
    return verdicts.length > 0 && verdicts.every(Boolean) ? "known" : "";
  }

  show() {
    for (const { item, mark } of this.marks) {
      const standing = this.standing(item.dataset.chapter);
      item.dataset.standing = standing;
      mark.textContent = WORDS[standing];
    }
    const [done, count] = [this.first.size, this.questions.length];
    const begin = this.marks.find(({ item }) => item.dataset.standing === "read");
    const said = [say("path-answered", { done, count })];
    if (begin) said.push(say("path-begin", { title: begin.item.querySelector("a")?.textContent ?? "" }));
    else if (done === count) said.push(say("path-none"));
    this.status.textContent = said.join(" ");
  }
}
