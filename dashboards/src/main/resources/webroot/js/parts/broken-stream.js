import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { clock, fullTime } from '../model/units.js';

/** Says that the stream broke, since when and why, how old the figures are, and when it is tried again. */
export class BrokenStream extends LitElement {
  static properties = { status: { attribute: false }, tick: { attribute: false } };

  static styles = [shared, css`
    section {
      display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; padding: 10px 16px; border-radius: var(--radius);
      background: color-mix(in srgb, var(--throttled) 12%, var(--card)); border: 1px solid var(--throttled);
    }
    p { flex: 1 1 20em; }
    button { padding: 0.25em 1em; border: 1px solid var(--ink); border-radius: 999px; background: none; font-weight: 650; }
    button:hover { background: var(--ink); color: var(--card); }
  `];

  render() {
    const { phase, brokenSince, retryAt, why, heardAt } = this.status;
    if (phase === 'live' || !brokenSince) {
      return nothing;
    }
    const left = Math.max(0, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000));
    return html`
      <section aria-label="Connection">
        <p><b>${heardAt ? html`The stream broke at <time title=${fullTime(brokenSince)}>${clock(brokenSince)}</time>` : 'There is no connection'}</b>${why ? `: ${why}` : ''}.
          ${heardAt ? html`What you see is as of <time title=${fullTime(heardAt)}>${clock(heardAt)}</time>.` : nothing}
          ${phase === 'waiting' ? `Trying again in ${left} s.` : 'Trying again now …'}</p>
        <button @click=${this.#retry}>Try now</button>
      </section>`;
  }

  #retry() {
    this.dispatchEvent(new Event('landlord-retry', { bubbles: true, composed: true }));
  }
}

customElements.define('landlord-broken-stream', BrokenStream);
