import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { boundsInWords } from '../model/resources.js';
import { listed, plain } from '../model/text.js';
import { clock, fullTime } from '../model/units.js';

/** The limits that the policy holds a tenant under now: on which node, what, until when, and what the kernel's answer was. */
export class LimitsInForce extends LitElement {
  static properties = { limits: { attribute: false } };

  static styles = [shared, css`
    ul { display: grid; gap: 0.2em; padding: 0.45em 0.7em; border-inline-start: 3px solid var(--throttled); background: var(--sunk); border-radius: 0 4px 4px 0; }
  `];

  render() {
    if (!this.limits?.length) {
      return nothing;
    }
    return html`
      <ul aria-label="Limits in force">
        ${this.limits.map(({ node, limits, until, outcome }) => html`
          <li><b>${held(limits)}</b> on <bdi>${plain(node)}</bdi><span class="quiet small">${
            until ? html` until <time datetime=${until} title=${fullTime(until)}>${clock(until)}</time>, if not renewed` : nothing}${
            outcome ? html` · ${plain(outcome)}` : html` · not acknowledged yet`}</span></li>`)}
      </ul>`;
  }
}

function held(limits) {
  const { frozen, ...bounds } = limits ?? {};
  const words = boundsInWords(bounds);
  const holds = words.length > 0 ? `Held at ${listed(words)}` : '';
  return [frozen ? 'Frozen' : '', holds].filter(Boolean).join(', ') || 'Being released';
}

customElements.define('landlord-limits', LimitsInForce);
