import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { RESOURCES, boundsInWords } from '../model/resources.js';
import { stateOf } from '../model/states.js';
import { listed, plain } from '../model/text.js';
import { clock, fullTime } from '../model/units.js';
import './budget.js';
import './history.js';
import './isolation-steps.js';
import './limits-in-force.js';
import './resource-meter.js';
import './score-dial.js';
import './state-badge.js';
import './workloads.js';

/** A card that nobody sees is drawn so seldom, for those who have it read to them; hundreds of tenants then cost little. */
const OFF_SCREEN_MS = 5_000;

/** Everything about one tenant: how it fares and why, its meters, its isolation, its month and budget, its history, its workloads. */
export class TenantCard extends LitElement {
  static properties = { tenant: { attribute: false }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    :host { container-type: inline-size; content-visibility: auto; contain-intrinsic-size: auto 440px; scroll-margin-top: 12px; }
    article { display: flex; flex-direction: column; gap: 12px; height: 100%; padding: 14px 16px; border-inline-start: 4px solid var(--edge); }
    article.free { --edge: color-mix(in srgb, var(--free) 60%, var(--card)); }
    article.warned, article.weighted { --edge: var(--warned); }
    article.throttled { --edge: var(--throttled); }
    article.frozen { --edge: var(--frozen); }
    article.evicting { --edge: var(--evicting); }
    article.unknown { --edge: var(--line-strong); }
    header { display: flex; gap: 10px 14px; align-items: start; justify-content: space-between; }
    .who { min-width: 0; display: grid; gap: 7px; }
    .name { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
    h3 { font-size: 1.2rem; line-height: 1.2; font-weight: 650; }
    .chips { display: flex; flex-wrap: wrap; gap: 4px; }
    .why { overflow-wrap: anywhere; }
    .meters { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 20px; }
    @container (min-width: 760px) { .meters { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
    @container (max-width: 300px) { .meters { grid-template-columns: minmax(0, 1fr); } }
    .foot { margin-top: auto; display: grid; gap: 8px; border-top: 1px solid var(--line); padding-top: 10px; }
    .watch { color: var(--ink); border-color: var(--warned); }
    .old { color: var(--ink); font-style: italic; border-style: dashed; border-color: var(--line-strong); }
    :host([stale]) article { border-style: dashed; border-inline-start-style: solid; --edge: var(--chart-stale); }
  `];

  #offScreen = false;
  #drawnAt = 0;

  constructor() {
    super();
    this.addEventListener('contentvisibilityautostatechange', ({ skipped }) => {
      this.#offScreen = skipped;
      this.requestUpdate();
    });
  }

  shouldUpdate(changed) {
    return !this.#offScreen || changed.has('stale') || Date.now() - this.#drawnAt >= OFF_SCREEN_MS;
  }

  updated() {
    this.#drawnAt = Date.now();
  }

  render() {
    const { id, class: policy, mode, labels = {}, quota = {}, scope, share = {}, ceiling, usage = {}, enforcement = {}, isolation,
      budget, monthToDate, workloads, recent, updatedAt } = this.tenant;
    const state = stateOf(this.tenant);
    const ceilings = boundsInWords(ceiling);
    return html`
      <article class="card ${state}" aria-labelledby="name">
        <header>
          <div class="who">
            <div class="name">
              <h3 id="name"><bdi>${plain(id)}</bdi></h3>
              <landlord-state .state=${state}></landlord-state>
              ${enforcement.since ? html`<span class="quiet small">since <time datetime=${enforcement.since} title=${fullTime(enforcement.since)}>${clock(enforcement.since)}</time></span>` : nothing}
            </div>
            ${enforcement.reason ? html`<p class="why">${plain(enforcement.reason)}</p>` : nothing}
            <div class="chips">
              ${policy ? html`<span class="chip" title="policy class">${plain(policy)}</span>` : nothing}
              ${mode === 'watch' ? html`<span class="chip watch" title="its class records what it would do, and does nothing">watched only</span>` : nothing}
              ${Object.entries(labels).map(([key, value]) => html`<span class="chip"><bdi>${plain(key)}: ${plain(value)}</bdi></span>`)}
              ${ceilings.length > 0 ? html`<span class="chip" title="limits in force on each node from the first moment">ceiling ${listed(ceilings)}</span>` : nothing}
              ${this.stale && updatedAt ? html`<span class="chip old">as of ${clock(updatedAt)}</span>` : nothing}
            </div>
          </div>
          <landlord-score .score=${enforcement.score} ?stale=${this.stale}></landlord-score>
        </header>
        <landlord-limits .limits=${enforcement.limits} .throttledShare=${usage.throttledShare}
                         ?hidden=${!enforcement.limits?.length && !(usage.throttledShare > 0)}></landlord-limits>
        <div class="meters">
          ${RESOURCES.map((resource) => html`
            <landlord-resource .resource=${resource} .use=${usage[resource.field]} .quota=${quota[resource.field]} .points=${recent}
              .worstShare=${scope === 'node' ? share[resource.id] : undefined} .perNode=${scope === 'node'}
              .standing=${enforcement.byResource?.[resource.id]} .partial=${usage.incomplete?.includes(resource.id)} .stale=${this.stale}></landlord-resource>`)}
        </div>
        <div class="foot">
          <landlord-isolation .isolation=${isolation} ?watched=${mode === 'watch'}></landlord-isolation>
          <landlord-budget .budget=${budget} .monthToDate=${monthToDate} ?stale=${this.stale} ?hidden=${!budget && !monthToDate}></landlord-budget>
          <landlord-history .tenant=${id} .quota=${quota} .perNode=${scope === 'node'}></landlord-history>
          <landlord-workloads .workloads=${workloads}></landlord-workloads>
        </div>
      </article>`;
  }
}

customElements.define('landlord-tenant', TenantCard);
