import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { plural } from '../model/text.js';
import { isKnown, NOT_KNOWN } from '../model/units.js';
import './house-front.js';

/** The whole house at a glance: its front, and for each resource what tenants and others use of what there is. */
export class HouseTotals extends LitElement {
  static properties = { totals: { attribute: false }, tenants: { attribute: false }, nodes: { attribute: false }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    :host { container-type: inline-size; }
    section { display: grid; gap: 18px 32px; padding: 18px 20px; align-items: center; }
    landlord-house-front { justify-self: center; }
    dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 135px), 1fr)); gap: 16px clamp(16px, 2cqi, 28px); align-content: center; }
    @container (max-width: 500px) { landlord-house-front { max-width: 230px; } section { padding: 14px; } }
    @container (min-width: 720px) { section { grid-template-columns: 280px minmax(0, 1fr); } }
    dt { color: var(--quiet); font-size: 0.9em; }
    .big { font-size: 1.55rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
    .big.unknown { font-size: 1.1rem; font-weight: 400; font-style: italic; color: var(--quiet); line-height: 1.7; }
    .track { position: relative; height: 10px; margin: 7px 0 6px; border-radius: 5px; background: var(--sunk); box-shadow: inset 0 0 0 1px var(--line); overflow: hidden; forced-color-adjust: none; }
    .track div { position: absolute; inset-block: 0; }
    .tenants { background: var(--chart-use); }
    .others { background: repeating-linear-gradient(135deg, var(--chart-quota) 0 3px, transparent 3px 6px); }
    .lease { width: 2px; background: var(--ink); }
    :host([stale]) .tenants { background: var(--chart-stale); }
    p { line-height: 1.35; }
  `];

  render() {
    return html`
      <section class="card" aria-labelledby="title">
        <h2 id="title" class="unseen">The house</h2>
        <landlord-house-front .tenants=${this.tenants} ?stale=${this.stale}></landlord-house-front>
        <dl>${this.totals.map((total) => html`<div><dt>${total.label}</dt><dd>${total.capacity === undefined ? this.#plain(total) : this.#measured(total)}</dd></div>`)}</dl>
      </section>`;
  }

  #measured(total) {
    const { say, tenants, unattributed, capacity, leased } = total;
    const part = (value) => (isKnown(value) && capacity > 0 ? Math.min(value / capacity, 1) * 100 : 0);
    return html`
      ${this.#use(total)}
      <div class="track" aria-hidden="true">
        <div class="tenants" .style=${`left:0;width:${part(tenants)}%`}></div>
        <div class="others" .style=${`left:${part(tenants)}%;width:${part(unattributed)}%`}></div>
        ${isKnown(leased) ? html`<div class="lease" .style=${`left:calc(${part(leased)}% - 2px)`}></div>` : nothing}
      </div>
      <p class="quiet small">of ${say(capacity)} on ${plural(this.nodes, 'node')}<br>
        ${isKnown(leased) ? html`${say(leased)} promised in quotas${leased > capacity ? html`, <b>more than there is</b>` : nothing}` : 'no quotas'}<br>
        ${say(unattributed)} not attributed</p>`;
  }

  #plain(total) {
    const { say, unattributed, leased } = total;
    return html`
      ${this.#use(total)}
      <p class="quiet small">${isKnown(leased) ? `${say(leased)} promised in quotas` : 'no quotas'}<br>${say(unattributed)} not attributed</p>`;
  }

  #use({ say, tenants, unknown }) {
    if (!isKnown(tenants)) {
      return html`<div class="big unknown">${NOT_KNOWN}</div>`;
    }
    return html`<div class="big">${say(tenants)}</div>${unknown > 0 ? html`<p class="small">and ${plural(unknown, 'tenant')} not known</p>` : nothing}`;
  }
}

customElements.define('landlord-house-totals', HouseTotals);
