/**
 * What practice remembers: how many answers were right at the first attempt, and which questions
 * are to be asked again.
 *
 * A question that was missed comes back after 2 questions, then after 5, then after 12, and then on
 * another day; a right answer moves it one step on, and out at the end, and a wrong one back to the
 * start.  All of it is one entry of the browser's storage, `practice`, in JSON: `version`,
 * `count` (of questions answered), `chosen` and `level`, `next` (the number of the next new question
 * of each topic and level), `missed` (at most 50), `today` and `tally`.
 */
import { read, remove, write } from "../answers/storage.js";

const NAME = "practice";
const VERSION = 1;
const STEPS = [2, 5, 12];
const MOST_MISSED = 50;
const MOST_FIRST = 10_000; // readers begin at different questions

/**
 * @typedef {object} Numbered which question it is
 * @property {string} topic
 * @property {string} level
 * @property {string} seed
 *
 * @typedef {Numbered & { step: number, due: number, after: string }} Missed to be asked again when
 *   so many questions were answered, on a day after that one
 *
 * @typedef {object} State
 * @property {number} version
 * @property {number} count
 * @property {string[]} chosen
 * @property {string} level
 * @property {Record<string, number>} next
 * @property {Missed[]} missed
 * @property {{ day: string, right: number, asked: number }} today
 * @property {Record<string, [number, number]>} tally by topic, how many were right, of how many
 */

/** The day where the reader is, as in 2026-01-31. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** @param {Numbered} question */
const nameOf = ({ topic, level, seed }) => `${topic} ${level} ${seed}`;

export class Memory {
  /** @param {string[]} topics what is chosen at the first visit */
  constructor(topics) {
    this.first = topics;
    this.state = this.#read();
  }

  /** @returns {State} */
  #read() {
    /** @type {State} */
    const fresh = {
      version: VERSION,
      count: 0,
      chosen: this.first,
      level: "1",
      next: {},
      missed: [],
      today: { day: today(), right: 0, asked: 0 },
      tally: {},
    };
    try {
      const kept = JSON.parse(read(NAME) ?? "{}");
      return kept.version === VERSION ? { ...fresh, ...kept } : fresh;
    } catch {
      return fresh;
    }
  }

  #keep() {
    write(NAME, JSON.stringify(this.state));
  }

  forget() {
    remove(NAME);
    const { chosen, level } = this.state;
    this.state = { ...this.#read(), chosen, level };
  }

  /**
   * @param {string[]} chosen
   * @param {string} level
   */
  choose(chosen, level) {
    Object.assign(this.state, { chosen, level });
    this.#keep();
  }

  /** How many were right today at the first attempt, and of how many. */
  get day() {
    return this.state.today.day === today() ? this.state.today : { day: today(), right: 0, asked: 0 };
  }

  /**
   * Count a question by its first answer.
   *
   * @param {Numbered} question
   * @param {boolean} isRight
   */
  count(question, isRight) {
    const { state, day } = this;
    const [right, asked] = state.tally[question.topic] ?? [0, 0];
    state.count += 1;
    state.tally[question.topic] = [right + Number(isRight), asked + 1];
    state.today = { ...day, right: day.right + Number(isRight), asked: day.asked + 1 };
    this.#move(question, isRight);
    this.#keep();
  }

  /**
   * Move a question in the box of those that were missed.
   *
   * @param {Numbered} question
   * @param {boolean} isRight
   */
  #move(question, isRight) {
    const { state } = this;
    const old = state.missed.find((one) => nameOf(one) === nameOf(question));
    state.missed = state.missed.filter((one) => one !== old);
    const step = isRight ? (old ? old.step + 1 : STEPS.length + 1) : 0;
    if (step > STEPS.length) return;
    const { topic, level, seed } = question;
    const after = step === STEPS.length ? today() : "";
    state.missed.push({ topic, level, seed, step, due: state.count + (STEPS[step] ?? 0), after });
    state.missed.splice(0, state.missed.length - MOST_MISSED);
  }

  /**
   * What comes after a question that will have been answered: one that was missed, if its time has
   * come, or else a new one.
   *
   * @param {Numbered} [current] the question that is being asked
   * @returns {Numbered & { isAgain: boolean }}
   */
  after(current) {
    const { state } = this;
    const count = state.count + (current ? 1 : 0);
    const day = today();
    const name = current ? nameOf(current) : "";
    const due = state.missed
      .filter((one) => nameOf(one) !== name && one.due <= count && one.after < day)
      .filter(({ topic }) => state.chosen.includes(topic))
      .sort((a, b) => a.due - b.due)[0];
    if (due) return { topic: due.topic, level: due.level, seed: due.seed, isAgain: true };
    const others = state.chosen.filter((topic) => topic !== current?.topic);
    const topics = others.length ? others : state.chosen;
    const topic = topics[Math.floor(Math.random() * topics.length)];
    const seed = state.next[`${topic} ${state.level}`] ?? Math.floor(Math.random() * MOST_FIRST);
    return { topic, level: state.level, seed: String(seed), isAgain: false };
  }

  /**
   * The next new question of its kind is another one.
   *
   * @param {Numbered} question
   */
  begun({ topic, level, seed }) {
    this.state.next[`${topic} ${level}`] = Number(seed) + 1;
    this.#keep();
  }
}
