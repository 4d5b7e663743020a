/**
 * Python in a worker: one for the page, made when it is first asked for.
 *
 * A worker that hangs is ended and replaced, so the page never waits for the reader's code.
 */

import { language, say } from "./texts.js";

/** @import { Text } from "./texts.js" */

/**
 * @typedef {object} Loaded how much has come of what Python needs
 * @property {number} done bytes
 * @property {number} whole
 */

/** @typedef {(text: string, loaded?: Loaded) => void} OnProgress told what is waited for */

/**
 * @typedef {"check" | "run" | "run_cell" | "formula" | "reward" | "derivation" | "derive" | "more" | "check_own" |
 *   "practice_question" | "practice_preview" | "practice_check" | "practice_solution"} Call see matcalc/page/
 *
 * @typedef {object} Message what the worker tells
 * @property {Text} [progress] the key of a text
 * @property {Loaded} [loaded]
 * @property {boolean} [started]
 * @property {string} [failed] why Python could not be loaded
 * @property {any} [reply]
 */

/**
 * @typedef {object} Options of a request
 * @property {number} seconds the time limit, which does not count the loading
 * @property {string} [late] what is said when it is over
 * @property {OnProgress} [onProgress]
 */

/** Python could not answer; the message is for the reader. */
export class NoAnswer extends Error {}

const LOADING_SECONDS = 180;

export class Python {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<unknown>} the request before */
  #turn = Promise.resolve();
  /** @type {((error: NoAnswer) => void) | null} ends the request under way */
  #fail = null;
  /** @type {Message} what it told last of its loading */
  #loading = {};
  /** Whether the worker has answered, and so has all it needs. */
  ready = false;

  /**
   * Let Python do something, after what it was asked before.
   *
   * @param {Call} call
   * @param {(string | string[])[]} args
   * @param {Options} options
   * @returns {Promise<any>} a Reply, or a Formula
   * @throws {NoAnswer}
   */
  ask(call, args, options) {
    const answer = this.#turn.then(() => this.#send(call, args, options));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** End what runs. */
  stop() {
    this.#fail?.(new NoAnswer(say("stopped")));
  }

  /** End what runs, and begin with a Python in which nothing is set. */
  restart() {
    this.stop();
    if (this.#worker) this.#restart();
  }

  /** Load Python before it is asked. */
  prepare() {
    if (this.#worker) return this.#worker;
    // The worker's name tells it the language.
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: language });
    this.#loading = {};
    this.#worker.onmessage = (/** @type {MessageEvent<Message>} */ { data }) => {
      this.#loading = data;
      if (data.failed) this.#end(); // whoever asks next tries again
    };
    this.#worker.onerror = () => this.#end();
    return this.#worker;
  }

  /**
   * @param {string} call
   * @param {(string | string[])[]} args
   * @param {Options} options
   */
  async #send(call, args, { seconds, late, onProgress }) {
    const worker = this.prepare();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        this.#fail = reject;
        const limit = (/** @type {number} */ time, /** @type {string} */ message) => {
          clearTimeout(timer);
          timer = setTimeout(() => reject(new NoAnswer(message)), time * 1000);
        };
        const wait = (/** @type {Message} */ { progress, loaded }) => {
          if (progress) onProgress?.(say(progress));
          if (loaded) onProgress?.(say("loading"), loaded);
          limit(LOADING_SECONDS, say("not-loaded-in-time"));
        };
        wait(this.#loading);
        worker.onerror = () => reject(new NoAnswer(say("not-loaded")));
        worker.onmessage = (/** @type {MessageEvent<Message>} */ { data }) => {
          if (data.progress || data.loaded) wait(data);
          if (data.started) limit(seconds, late ?? say("stopped-after", { seconds }));
          if (data.failed) reject(new NoAnswer(say("not-loaded-because", { reason: data.failed })));
          if ("reply" in data) resolve(data.reply);
        };
        worker.postMessage({ call, args });
      }).then((reply) => {
        this.ready = true;
        this.#loading = {};
        if (reply?.spent) this.#restart(); // memory that was taken is not given back
        return reply;
      });
    } catch (error) {
      const wasReady = this.ready;
      this.#end();
      if (wasReady) this.prepare();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#fail = null;
    }
  }

  #restart() {
    this.#end();
    this.prepare();
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.ready = false;
  }
}
