import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { ICONS } from './icons.js';

/** A tenant's state as a word with its picture and colour. */
export class StateBadge extends LitElement {
  static properties = { state: {} };

  static styles = [shared, css`
    :host { display: inline-block; }
    span {
      display: inline-flex; align-items: center; gap: 0.35em; padding: 0.1em 0.7em 0.1em 0.5em; border-radius: 999px;
      border: 1px solid currentColor; font-weight: 650; white-space: nowrap;
    }
    .free { color: var(--free); }
    .warned, .weighted { color: var(--warned); }
    .throttled { color: var(--throttled); }
    .frozen { color: var(--frozen); }
    .evicting { color: var(--evicting); }
    .unknown { color: var(--unknown); }
  `];

  render() {
    return html`<span class=${this.state}>${ICONS[this.state]}${this.state === 'unknown' ? 'not known' : this.state}</span>`;
  }
}

customElements.define('landlord-state', StateBadge);
