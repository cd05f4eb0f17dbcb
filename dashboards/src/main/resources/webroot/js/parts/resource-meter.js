import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { plain } from '../model/text.js';
import { isKnown, NOT_KNOWN, percent } from '../model/units.js';
import './usage-bar.js';
import './usage-chart.js';

/** One resource of one tenant: the number, the number against the quota, and how it got there. */
export class ResourceMeter extends LitElement {
  static properties = {
    resource: { attribute: false },
    use: { type: Number },
    /** Undefined where there is none; null where there can be none. */
    quota: { type: Number },
    /** Whether the quota holds on each node by itself; then `use` is not to be compared with it. */
    perNode: { type: Boolean },
    /** Use by quota on the node where that is most; only with `perNode`. */
    worstShare: { type: Number },
    /** Whether the use leaves something out that should be in it. */
    partial: { type: Boolean },
    /** How the policy sees it: `{state, score, reason}`. */
    standing: { attribute: false },
    points: { attribute: false },
    stale: { type: Boolean },
  };

  static styles = [shared, css`
    .label { display: flex; justify-content: space-between; gap: 0.6em; color: var(--quiet); font-size: 0.9em; }
    .label .number { margin-inline-start: auto; }
    .use { font-size: 1.12em; font-weight: 650; }
    .warned, .weighted { color: var(--warned); }
    .throttled { color: var(--throttled); }
    .frozen { color: var(--frozen); }
    .evicting { color: var(--evicting); }
    .over { color: var(--chart-over); }
    .unknown { font-weight: 400; font-style: italic; color: var(--quiet); }
    landlord-usage-chart { margin: 3px 0 4px; border-bottom: 1px solid var(--line); }
  `];

  render() {
    const { label, say } = this.resource;
    const bounded = isKnown(this.quota);
    const total = bounded && isKnown(this.use) && this.quota > 0 ? this.use / this.quota : undefined;
    const share = this.perNode ? this.worstShare : total;
    const against = bounded ? this.perNode ? `in all; ${say(this.quota)} on each node` : `of ${say(this.quota)}` : this.quota === null ? '' : 'no quota';
    return html`
      <div class="label">
        <span>${label}</span>${this.#standing()}
        ${isKnown(share) ? html`<span class="number" title=${this.perNode ? 'on the node where it is most' : nothing}>${percent(share)}</span>` : nothing}
      </div>
      <div>
        <span class="use number ${isKnown(this.use) ? '' : 'unknown'} ${share > 1 && !this.stale ? 'over' : ''}">${isKnown(this.use) ? `${this.partial ? 'at least ' : ''}${say(this.use)}` : NOT_KNOWN}</span>
        <span class="quiet small number">${against}</span>
      </div>
      <landlord-usage-chart .points=${this.points} .field=${this.resource.field} .label=${label} .say=${say}
                            .quota=${this.perNode ? undefined : this.quota} .stale=${this.stale}></landlord-usage-chart>
      <landlord-usage-bar ?hidden=${!bounded} .label=${`${label} against the quota`} .text=${`${say(this.use)} ${against}`} .share=${share}
                          ?stale=${this.stale}></landlord-usage-bar>`;
  }

  /** The word while something is held against the tenant, else the score while it is above zero. */
  #standing() {
    const { state = 'free', score, reason } = this.standing ?? {};
    if (state !== 'free') {
      return html`<b class=${state} title=${plain(reason)}>${plain(state)}</b>`;
    }
    return score > 0 ? html`<span title=${plain(reason)}>score ${Math.round(score)}</span>` : nothing;
  }
}

customElements.define('landlord-resource', ResourceMeter);
