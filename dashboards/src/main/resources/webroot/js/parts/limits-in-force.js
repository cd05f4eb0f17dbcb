import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { boundsInWords } from '../model/resources.js';
import { listed, plain } from '../model/text.js';
import { clock, fullTime, percent } from '../model/units.js';

/** The limits that the policy holds a tenant under now: on which node, what, until when, what the node's answer was; and what the kernel does. */
export class LimitsInForce extends LitElement {
  static properties = { limits: { attribute: false }, throttledShare: { type: Number } };

  static styles = [shared, css`
    div { padding: 0.45em 0.7em; border-inline-start: 3px solid var(--throttled); background: var(--sunk); border-radius: 0 4px 4px 0; }
    ul { display: grid; gap: 0.2em; }
  `];

  render() {
    const { limits = [], throttledShare } = this;
    if (limits.length === 0 && !(throttledShare > 0)) {
      return nothing;
    }
    return html`
      <div>
        ${limits.length > 0 ? html`<ul aria-label="Limits in force">${limits.map(line)}</ul>` : nothing}
        ${throttledShare > 0 ? html`<p class="quiet small">The kernel slowed it in ${percent(throttledShare)} of the last scheduling periods.</p>` : nothing}
      </div>`;
  }
}

function line({ node, limits, until, outcome, reason }) {
  return html`
    <li><b>${held(limits)}</b> on <bdi>${plain(node)}</bdi><span class="quiet small">${
      until ? html` until <time datetime=${until} title=${fullTime(until)}>${clock(until)}</time>, if not renewed` : nothing}${
      outcome ? ` · ${plain(outcome)}${reason ? `: ${plain(reason)}` : ''}` : ' · not acknowledged yet'}</span></li>`;
}

function held(limits) {
  const { frozen, ...bounds } = limits ?? {};
  const words = boundsInWords(bounds);
  const holds = words.length > 0 ? `Held at ${listed(words)}` : '';
  return [frozen ? 'Frozen' : '', holds].filter(Boolean).join(', ') || 'Being released';
}

customElements.define('landlord-limits', LimitsInForce);
