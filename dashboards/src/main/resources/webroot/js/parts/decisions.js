import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../styles/shared.js';
import { ACTIONS } from '../model/states.js';
import { plain } from '../model/text.js';
import { clock, fullTime } from '../model/units.js';

const KINDS = {
  warn: 'warned', throttle: 'throttled', evict: 'evicting', evicted: 'evicting', release: 'free', calm: 'free', lifted: 'free', held: 'warned',
};

/** What was decided: when, about whom, what and why; the newest first. */
export class Decisions extends LitElement {
  static properties = { decisions: { attribute: false } };

  static styles = [shared, css`
    :host { display: flex; flex-direction: column; min-height: 0; }
    section { display: flex; flex-direction: column; min-height: 0; }
    h2 { margin-bottom: 10px; }
    .paper { overflow-y: auto; padding: 4px 14px; max-height: var(--decisions-height, none); scrollbar-width: thin; }
    li { display: grid; grid-template-columns: 4.3em 1fr; gap: 0 12px; padding: 8px 0; }
    li + li { border-top: 1px solid var(--line); }
    li:first-child { animation: arrive 1.2s ease-out; }
    @keyframes arrive { from { background: var(--arrived); } }
    time { color: var(--quiet); font-size: 0.92em; padding-top: 0.05em; }
    .body { min-width: 0; overflow-wrap: anywhere; }
    .what { font-weight: 650; }
    .free { color: var(--free); }
    .warned, .weighted { color: var(--warned); }
    .throttled { color: var(--throttled); }
    .evicting { color: var(--evicting); }
    .empty { padding: 8px 0; }
    summary { width: fit-content; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: 0 0.8em; }
    dd { text-align: end; overflow-wrap: anywhere; }
  `];

  render() {
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Decisions</h2>
        <div class="paper card" tabindex="0" role="group" aria-label="Decisions, newest first">
          ${this.decisions.length === 0 ? html`<p class="empty quiet">Nothing was decided yet.</p>` : nothing}
          <ol>${repeat(this.decisions, ({ id }) => id, (decision) => this.#entry(decision))}</ol>
        </div>
      </section>`;
  }

  #entry({ tenant, at, action, text, before, after, node, workload, rule, cause = {}, inputs = {} }) {
    const places = [node && `on ${plain(node)}`, workload && `workload ${plain(workload)}`].filter(Boolean);
    const figures = Object.entries(inputs);
    return html`
      <li>
        <time datetime=${at} title=${fullTime(at)}>${clock(at)}</time>
        <div class="body">
          <button class="plain" @click=${() => this.#open(tenant)}><bdi>${plain(tenant)}</bdi></button>
          <span class="what ${KINDS[action] ?? ''}">${ACTIONS[action] ?? plain(action)}</span>
          ${before && after && before !== after ? html`<span class="quiet small">${plain(before)} → ${plain(after)}</span>` : nothing}
          ${text ? html`<p>${plain(text)}</p>` : nothing}
          <p class="quiet small">${[`by ${plain(cause.kind || 'unknown')} ${plain(cause.who)}`.trim(), ...places].join(' · ')}</p>
          ${figures.length > 0 ? html`
            <details class="small"><summary class="quiet">${plain(rule)}: the figures</summary>
              <dl>${figures.map(([name, value]) => html`<dt class="quiet">${plain(name)}</dt><dd>${figure(value)}</dd>`)}</dl>
            </details>` : nothing}
        </div>
      </li>`;
  }

  #open(tenant) {
    this.dispatchEvent(new CustomEvent('landlord-show-tenant', { detail: tenant, bubbles: true, composed: true }));
  }
}

function figure(value) {
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 3 })
    : plain(typeof value === 'string' ? value : JSON.stringify(value));
}

customElements.define('landlord-decisions', Decisions);
