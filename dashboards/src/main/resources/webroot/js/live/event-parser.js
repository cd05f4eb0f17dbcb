/**
 * Server-sent events out of a text stream that arrives in arbitrary pieces.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * (`id` and `retry` are ignored: a new connection starts with a snapshot, and the back-off is the page's own).
 */
export const LONGEST_EVENT = 64 * 1024 * 1024;

export class EventParser {
  #rest = '';
  #event = '';
  #data = [];
  #size = 0;

  /**
   * @param {string} text the next piece
   * @returns {{event: string, data: string}[]} the events that it completes
   * @throws {RangeError} when one event is longer than LONGEST_EVENT characters
   */
  push(text) {
    const complete = [];
    this.#rest += text;
    // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
    const end = this.#rest.endsWith('\r') ? this.#rest.length - 1 : this.#rest.length;
    const lines = this.#rest.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() + this.#rest.slice(end);
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) {
          complete.push({ event: this.#event || 'message', data: this.#data.join('\n') });
        }
        this.#forget();
      } else {
        this.#field(line);
      }
    }
    if (this.#size + this.#rest.length > LONGEST_EVENT) {
      throw new RangeError(`an event is longer than ${LONGEST_EVENT} characters`);
    }
    return complete;
  }

  #field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') {
      this.#event = value;
    } else if (name === 'data') {
      this.#data.push(value);
      this.#size += value.length;
    }
  }

  #forget() {
    this.#event = '';
    this.#data = [];
    this.#size = 0;
  }
}
