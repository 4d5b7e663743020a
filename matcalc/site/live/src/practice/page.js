/** Practice without end: a question, an answer, its verdict, and the next. */
import { confirmedButton } from "../confirm.js";
import { dataOf, make } from "../dom.js";
import { NoAnswer } from "../python.js";
import { showLoading } from "../reply.js";
import { say } from "../texts.js";
import { addressOf, Card } from "./card.js";
import { makeChoice } from "./choice.js";
import { Memory } from "./record.js";
import { showTally } from "./tally.js";
import { showJudged, showWorked } from "./verdict.js";

/** @import { Call, Python } from "../python.js" */
/** @import { Question } from "./card.js" */
/** @import { Numbered } from "./record.js" */

/** @typedef {Numbered & { isAgain: boolean }} Plan the next question */

const SECONDS = 20;
const PAUSE = 250; // milliseconds without typing after which an answer is shown as mathematics

/** @param {Numbered} question */
const numbers = ({ topic, level, seed }) => [topic, level, seed];

export class Practice {
  /** @type {Question | undefined} what is asked */
  #question;
  /** @type {{ plan: Plan, drawn: Promise<any> } | undefined} what is drawn while the reader thinks */
  #ahead;
  /** @type {string | undefined} the last answer that was judged */
  #judged;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;
  #isCounted = false;
  #isBusy = false;
  #isRight = false;

  /**
   * @param {HTMLElement} region
   * @param {Python} python
   */
  constructor(region, python) {
    this.region = region;
    this.python = python;
    this.data = dataOf(region);
    this.memory = new Memory(this.data.chosen);
    this.card = new Card({
      onEnter: () => this.#enter(),
      onType: () => this.#typed(),
      onNext: () => this.goOn(),
      onDerivation: () => this.showDerivation(),
    });
    this.tally = make("div", { class: "practice-record" });
    const choice = makeChoice(this.data, this.memory, () => this.#chosen());
    region.querySelector(".practice-still")?.setAttribute("hidden", "");
    region.append(this.card.element, choice, this.tally, this.#forgetting());
    this.#showTally();
    this.#start();
    window.addEventListener("hashchange", () => this.#follow());
  }

  /** The rule by which questions come again, and a button that forgets, on a second press. */
  #forgetting() {
    const { element } = confirmedButton(say("practice-forget"), say("practice-forget-asked"), () => {
      this.memory.forget();
      this.#ahead = undefined;
      this.#showTally();
      this.card.say(say("practice-forgotten"));
    });
    const rule = make("p", { class: "quiet" }, say("practice-rule"));
    return make("div", { class: "practice-foot" }, rule, element);
  }

  #showTally() {
    showTally(this.tally, this.memory, this.data.topics);
  }

  /** The first question: that of the address; or one that needs no Python; or the next. */
  #start() {
    if (this.#follow()) return;
    const { chosen, level, count } = this.memory.state;
    const ready = this.data.ready.find((/** @type {Question} */ one) => chosen.includes(one.topic));
    if (ready?.level === level && count === 0) this.#show(ready, false);
    else this.goOn();
  }

  /** Ask what the address says, if it says a question. */
  #follow() {
    const { topic, level, seed } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (!topic || !level || !seed) return false;
    const wanted = { topic, level, seed };
    if (this.#question && addressOf(wanted) === addressOf(this.#question)) return true;
    this.#ahead = undefined;
    this.#draw({ ...wanted, isAgain: false });
    return true;
  }

  #chosen() {
    this.#ahead = undefined;
    this.goOn();
  }

  /** Go on with the next question. */
  async goOn() {
    if (this.#isBusy) return;
    if (!this.memory.state.chosen.length) {
      this.card.say(say("practice-no-topic"));
      return;
    }
    const plan = this.#ahead?.plan ?? this.memory.after(this.#question);
    if (!plan.isAgain) this.memory.begun(plan);
    await this.#draw(plan);
  }

  /** @param {Plan} plan */
  async #draw(plan) {
    this.#busy(true);
    this.card.clear();
    this.#question = undefined;
    showLoading(this.card.status, say("practice-drawing"));
    const drawn = this.#ahead?.drawn.catch(() => undefined);
    this.#ahead = undefined;
    const found = (await drawn) ?? (await this.#ask("practice_question", numbers(plan)));
    this.#busy(false);
    if (found) this.#show(found, plan.isAgain);
    if (found === null) await this.#drawOther();
    else this.#drawAhead();
  }

  /** In place of a question that there is not. */
  async #drawOther() {
    await this.goOn();
    this.card.say(say("practice-no-such"));
  }

  /** Draw the next question while the reader thinks. */
  #drawAhead() {
    if (!this.memory.state.chosen.length) return;
    const plan = this.memory.after(this.#question);
    const drawn = this.python.ask("practice_question", numbers(plan), { seconds: SECONDS });
    drawn.catch(() => {}); // it is asked for again when it is wanted
    this.#ahead = { plan, drawn };
  }

  /**
   * @param {Question} question
   * @param {boolean} isAgain
   */
  #show(question, isAgain) {
    const { topic, level, seed } = question;
    this.#question = question;
    this.#judged = undefined;
    this.#isCounted = false;
    this.#isRight = false;
    this.card.ask(question, isAgain);
    Object.assign(this.region.dataset, { topic, level, seed });
  }

  /** Check the answer; one that was judged already leads on. */
  #enter() {
    const { answer } = this.card;
    if (this.#isBusy || !this.#question) return;
    if (this.#isRight || (answer && answer === this.#judged)) this.goOn();
    else if (!answer) this.card.say(say("practice-empty"));
    else this.check(this.#question, answer);
  }

  /**
   * @param {Question} question
   * @param {string} answer
   */
  async check(question, answer) {
    this.#busy(true);
    this.card.clear();
    clearTimeout(this.#typing);
    showLoading(this.card.status, say("checking"));
    const found = await this.#ask("practice_check", [...numbers(question), answer]);
    this.#busy(false);
    if (!found) return;
    const isJudged = found.verdict !== "error";
    this.#isRight = found.verdict === "correct";
    this.#judged = isJudged ? answer : undefined;
    if (isJudged) this.#count(this.#isRight);
    showJudged(this.card.status, found, this.data.cards);
    if (!this.#ahead) this.#drawAhead();
    this.#preview();
  }

  /**
   * Count the question by its first answer.
   *
   * @param {boolean} isRight
   */
  #count(isRight) {
    if (this.#isCounted || !this.#question) return;
    this.#isCounted = true;
    this.memory.count(this.#question, isRight);
    this.#showTally();
  }

  /** Show how the answer is derived; who looks before answering has missed the question. */
  async showDerivation() {
    if (this.#isBusy || !this.#question) return;
    this.#busy(true);
    const found = await this.#ask("practice_solution", numbers(this.#question));
    this.#busy(false);
    if (!found) return;
    this.#count(false);
    showWorked(this.card.worked, found);
  }

  #typed() {
    this.python.prepare();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#preview(), PAUSE);
  }

  /** Show the answer as mathematics as it stands now: never an older one. */
  async #preview() {
    const { answer } = this.card;
    if (!this.#question || !answer) {
      this.card.show(null);
      return;
    }
    const args = [...numbers(this.#question), answer];
    const found = await this.python.ask("practice_preview", args, { seconds: SECONDS }).catch(() => null);
    if (answer === this.card.answer) this.card.show(found);
  }

  /**
   * Ask Python; nothing comes back if it has no answer, and the status says why.
   *
   * @param {Call} call
   * @param {string[]} args
   */
  async #ask(call, args) {
    const onProgress = (/** @type {string} */ text) => showLoading(this.card.status, text);
    try {
      return await this.python.ask(call, args, { seconds: SECONDS, onProgress });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.card.say(error.message);
      return undefined;
    }
  }

  /** @param {boolean} state */
  #busy(state) {
    this.#isBusy = state;
    this.region.setAttribute("aria-busy", String(state));
  }
}
