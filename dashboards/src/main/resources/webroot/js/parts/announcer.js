import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { stateOf } from '../model/states.js';
import { listed, plain } from '../model/text.js';

/** Announcements follow one another at least so far apart; what changed meanwhile is told together. */
const PAUSE_MS = 2_000;
const MOST_NAMES = 3;

/** Tells those who do not see the page, politely, when a tenant's state or the connection changes. */
export class Announcer extends LitElement {
  static properties = { text: { state: true } };

  static styles = [shared, css`:host { position: absolute; }`];

  #states = new Map();
  #pending = [];
  #timer;

  constructor() {
    super();
    this.text = '';
  }

  render() {
    return html`<div class="unseen" role="status" aria-live="polite">${this.text}</div>`;
  }

  /** Compares with what was last seen; the first look announces nothing. */
  watch(tenants) {
    const first = this.#states.size === 0;
    const changed = [];
    for (const tenant of tenants) {
      const state = stateOf(tenant);
      const before = this.#states.get(tenant.id);
      if (!first && before !== undefined && before !== state) {
        changed.push(`${plain(tenant.id)} is ${state === 'unknown' ? 'in a state not known' : state}`);
      }
    }
    this.#states = new Map(tenants.map((tenant) => [tenant.id, stateOf(tenant)]));
    if (changed.length > MOST_NAMES) {
      this.say(`${changed.length} tenants changed their state`);
    } else if (changed.length > 0) {
      this.say(listed(changed));
    }
  }

  say(sentence) {
    this.#pending.push(sentence);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.text = `${this.#pending.splice(0).join('. ')}.`;
    }, this.text === '' ? 0 : PAUSE_MS);
  }
}

customElements.define('landlord-announcer', Announcer);
