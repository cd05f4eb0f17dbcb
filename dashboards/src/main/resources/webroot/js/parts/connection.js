import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';

/** A lamp and a word: whether what the page shows is live. */
export class Connection extends LitElement {
  static properties = { status: { attribute: false }, tick: { attribute: false } };

  static styles = [shared, css`
    span { display: inline-flex; align-items: center; gap: 0.5em; white-space: nowrap; }
    i { width: 9px; height: 9px; border-radius: 50%; background: currentColor; }
    .live { color: var(--free); }
    .connecting { color: var(--quiet); }
    .waiting { color: var(--throttled); font-weight: 650; }
    .live i { animation: beat 2s ease-in-out infinite; }
    @keyframes beat { 50% { opacity: 0.45; } }
  `];

  render() {
    const { phase, retryAt, brokenSince } = this.status;
    const said = { live: 'live', connecting: 'connecting …', waiting: 'disconnected' }[phase];
    const left = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
    return html`<span class=${phase}><i></i>${phase === 'waiting' && brokenSince ? `reconnecting in ${left} s` : said}</span>`;
  }
}

customElements.define('landlord-connection', Connection);
