import { LitElement, css, html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../styles/shared.js';
import { stateOf } from '../model/states.js';
import { plain } from '../model/text.js';
import { isKnown, percent } from '../model/units.js';
import { ICONS } from './icons.js';

/** Windows beyond this number are counted, not drawn: the tenants in trouble come first. */
const MOST_WINDOWS = 60;

/**
 * The house as one sees it from the street: a window for each tenant. The light stands as high as its use against the quota (the resource
 * closest to it), a picture tells the state unless it is free. A window leads to its tenant.
 */
export class HouseFront extends LitElement {
  static properties = { tenants: { attribute: false }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    :host { width: 100%; max-width: 300px; }
    .roof { display: block; width: 100%; height: 34px; }
    .roof path { fill: var(--brick); }
    .wall {
      margin: 0 10px; padding: 12px 12px 0; min-height: 64px; display: grid; gap: 10px; align-content: space-between;
      background: color-mix(in srgb, var(--brick) 9%, var(--card)); border: 1px solid color-mix(in srgb, var(--brick) 45%, var(--card)); border-top: 0;
    }
    ul { display: flex; flex-wrap: wrap; justify-content: center; gap: 8px; }
    ul.many { gap: 5px; }
    button {
      position: relative; display: block; width: 34px; height: 40px; padding: 0; overflow: hidden;
      background: light-dark(#d9dde0, #0e1216); border: 2px solid var(--frame, var(--line-strong)); border-radius: 3px 3px 0 0; forced-color-adjust: none;
    }
    .many button { width: 20px; height: 24px; border-width: 1.5px; }
    button:hover { border-color: var(--ink); }
    .glow { position: absolute; inset: auto 0 0 0; background: var(--light); transition: height 300ms ease-out; }
    .bars { position: absolute; inset: 0; background:
      linear-gradient(var(--frame, var(--line-strong)), var(--frame, var(--line-strong))) center / 1.5px 100% no-repeat,
      linear-gradient(var(--frame, var(--line-strong)), var(--frame, var(--line-strong))) center / 100% 1.5px no-repeat; opacity: .55; }
    .warned, .weighted { --frame: var(--warned); }
    .throttled { --frame: var(--throttled); }
    .frozen { --frame: var(--frozen); }
    .evicting { --frame: var(--evicting); }
    .sign { position: absolute; inset: 0; display: grid; place-items: center; }
    .sign .icon { background: var(--card); color: var(--frame); border-radius: 50%; padding: 2px; width: 20px; height: 20px; }
    .many .sign .icon { width: 15px; height: 15px; padding: 1px; }
    :host([stale]) .glow { background: var(--chart-stale); }
    .door { justify-self: center; width: 26px; height: 34px; border-radius: 13px 13px 0 0; background: var(--brick); position: relative; }
    .door::after { content: ''; position: absolute; right: 5px; top: 18px; width: 3px; height: 3px; border-radius: 50%; background: var(--light); }
    .street { height: 3px; border-radius: 2px; background: var(--line-strong); }
    p { text-align: center; margin-top: 4px; }
  `];

  render() {
    const inTrouble = (tenant) => (stateOf(tenant) === 'free' ? 1 : 0);
    const shown = this.tenants.length > MOST_WINDOWS ? [...this.tenants].sort((a, b) => inTrouble(a) - inTrouble(b)).slice(0, MOST_WINDOWS) : this.tenants;
    return html`
      <nav aria-label="The house: a window for each tenant">
        <svg class="roof" viewBox="0 0 300 34" preserveAspectRatio="none" aria-hidden="true">${svg`<path d="M0 34 34 4h232l34 30z"></path>`}</svg>
        <div class="wall">
          <ul class=${shown.length > 24 ? 'many' : ''}>${repeat(shown, ({ id }) => id, (tenant) => html`<li>${this.#window(tenant)}</li>`)}</ul>
          <div class="door"></div>
        </div>
        <div class="street"></div>
        ${this.tenants.length > shown.length ? html`<p class="quiet small">and ${this.tenants.length - shown.length} more</p>` : nothing}
      </nav>`;
  }

  #window(tenant) {
    const state = stateOf(tenant);
    const highest = Math.max(...Object.values(tenant.share ?? {}).filter(isKnown));
    const light = Number.isFinite(highest) ? Math.min(highest, 1) : 0;
    const told = `${plain(tenant.id)}: ${state === 'unknown' ? 'state not known' : state}, ${
      Number.isFinite(highest) ? `at most ${percent(highest)} of a quota used` : 'use against quota not known'}`;
    return html`
      <button class=${state} title=${told} aria-label=${told} @click=${() => this.#open(tenant.id)}>
        <span class="glow" .style=${`height:${light * 100}%`}></span><span class="bars"></span>
        ${state === 'free' ? nothing : html`<span class="sign">${ICONS[state]}</span>`}
      </button>`;
  }

  #open(tenant) {
    this.dispatchEvent(new CustomEvent('landlord-show-tenant', { detail: tenant, bubbles: true, composed: true }));
  }
}

customElements.define('landlord-house-front', HouseFront);
