import { EventParser } from './event-parser.js';

export const FIRST_WAIT_MS = 1_000;
export const LONGEST_WAIT_MS = 15_000;
/** The controller sends at least a comment every 10 s; so long without a byte means that the connection is dead. */
export const SILENCE_MS = 25_000;
/** A connection that lived so long counts as good: the next break starts again with the shortest wait. */
export const HEALTHY_MS = 10_000;

/**
 * The house's stream of events, with its own reconnecting: it waits 1, 2, 4 … 15 s, gives up a silent connection, and can say why the
 * last one ended. (It reads with `fetch`, because `EventSource` shows neither comments, nor the status, nor when it will try again.)
 *
 * Dispatches `status` whenever `status` changes: `{phase: 'connecting' | 'live' | 'waiting', brokenSince, retryAt, why, heardAt}`, times
 * in milliseconds of this machine's clock, null where they do not apply. Live begins with the snapshot.
 */
export class LiveStream extends EventTarget {
  #url;
  #onEvent;
  #silenceMs;
  #wait = FIRST_WAIT_MS;
  #timer;
  #watchdog;
  #connection;

  status = { phase: 'connecting', brokenSince: null, retryAt: null, why: '', heardAt: null };

  /** @param onEvent called with (name, value, date) for each event; date is the response's Date header, or null */
  constructor(url, onEvent, silenceMs = SILENCE_MS) {
    super();
    this.#silenceMs = silenceMs;
    this.#url = url;
    this.#onEvent = onEvent;
  }

  /** Connects now, whatever it was waiting for. */
  async connect() {
    this.close();
    const connection = new AbortController();
    this.#connection = connection;
    this.#change({ phase: 'connecting', retryAt: null });
    this.#listenForSilence();
    const startedAt = Date.now();
    let why;
    try {
      await this.#read(connection.signal);
      why = 'the controller closed the connection';
    } catch (problem) {
      why = connection.signal.aborted ? connection.signal.reason?.message : messageOf(problem);
    }
    if (this.#connection === connection) {
      this.#waitAfter(startedAt, why);
    }
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.abort(new Error('closed'));
  }

  async #read(signal) {
    const response = await fetch(this.#url, { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal });
    if (!response.ok) {
      throw new Error(await refusal(response));
    }
    const clock = response.headers.get('Date');
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      this.#listenForSilence();
      for (const { event, data } of parser.push(piece.value)) {
        this.#onEvent(event, JSON.parse(data), clock);
        if (event === 'snapshot') {
          this.#change({ phase: 'live', brokenSince: null, retryAt: null, why: '' });
        }
      }
      this.status.heardAt = Date.now();
    }
  }

  #listenForSilence() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(
      () => this.#connection?.abort(new Error(`nothing was heard for ${this.#silenceMs / 1000} s`)), this.#silenceMs);
  }

  #waitAfter(startedAt, why) {
    clearTimeout(this.#watchdog);
    const now = Date.now();
    if (now - startedAt >= HEALTHY_MS) {
      this.#wait = FIRST_WAIT_MS;
    }
    // A little chance in it, so that all the pages of a restarted controller do not come back in the same moment.
    const wait = Math.round(this.#wait * (0.8 + 0.4 * Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    this.#change({ phase: 'waiting', brokenSince: this.status.brokenSince ?? now, retryAt: now + wait, why });
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #change(next) {
    this.status = { ...this.status, ...next };
    this.dispatchEvent(new Event('status'));
  }
}

function messageOf(problem) {
  // Browsers say only "Failed to fetch" or "network error" about a connection that was refused or cut.
  return problem instanceof TypeError ? 'the controller does not answer' : problem.message;
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const said = problem.detail ?? problem.reason ?? response.statusText;
  return `the controller answers ${response.status}${said ? `: ${said}` : ''}`;
}
