import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../styles/shared.js';
import { STATES, stateOf } from '../model/states.js';
import './empty-house.js';
import './tenant-card.js';
import './unattributed-card.js';

/** All tenants, with a search and a choice of states once there are several; below them what belongs to nobody. */
export class Tenants extends LitElement {
  static properties = {
    tenants: { attribute: false },
    unattributed: { attribute: false },
    isStale: { attribute: false },
    tick: { attribute: false },
    sought: { state: true },
    chosen: { state: true },
  };

  static styles = [shared, css`
    .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; margin-bottom: 10px; }
    .states { display: flex; flex-wrap: wrap; gap: 4px; }
    .states button {
      padding: 0.1em 0.75em; border: 1px solid var(--line-strong); border-radius: 999px; background: none; font-size: 0.9em;
    }
    .states button[aria-pressed='true'] { background: var(--ink); border-color: var(--ink); color: var(--ground); }
    .states button:disabled { color: var(--quiet); border-color: var(--line); cursor: default; }
    input {
      flex: 0 1 14em; min-width: 8em; margin-inline-start: auto; padding: 0.25em 0.7em; border: 1px solid var(--line-strong);
      border-radius: 999px; background: var(--card);
    }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: var(--gap); }
    .none { padding: 1em 0; }
    landlord-unattributed { margin-top: var(--gap); }
  `];

  constructor() {
    super();
    this.sought = '';
    this.chosen = null;
  }

  /** Brings a tenant's card into view, whatever was filtered, and gives it the focus. */
  async show(id) {
    this.sought = '';
    this.chosen = null;
    await this.updateComplete;
    const card = [...this.renderRoot.querySelectorAll('landlord-tenant')].find(({ tenant }) => tenant.id === id);
    card?.scrollIntoView({ block: 'start', behavior: 'smooth' });
    card?.focus({ preventScroll: true });
  }

  render() {
    const shown = this.tenants.filter((tenant) =>
      (this.chosen === null || stateOf(tenant) === this.chosen) && words(tenant).includes(this.sought.toLowerCase()));
    return html`
      <section aria-labelledby="title">
        <div class="bar">
          <h2 id="title">Tenants</h2>
          ${this.tenants.length > 0 ? this.#filters() : nothing}
        </div>
        ${this.tenants.length === 0 ? html`<landlord-empty-house></landlord-empty-house>` : nothing}
        <div class="cards">
          ${repeat(shown, ({ id }) => id, (tenant) => html`
            <landlord-tenant tabindex="-1" data-id=${tenant.id} .tenant=${tenant} ?stale=${this.isStale(tenant)}></landlord-tenant>`)}
        </div>
        ${this.tenants.length > 0 && shown.length === 0 ? html`<p class="none quiet">No tenant fits. <button class="plain" @click=${this.#showAll}>Show all</button></p>` : nothing}
        ${this.unattributed ? html`
          <landlord-unattributed .usage=${this.unattributed.usage} .points=${this.unattributed.recent}
                                 ?stale=${this.isStale(this.unattributed)}></landlord-unattributed>` : nothing}
      </section>`;
  }

  #filters() {
    const counts = Map.groupBy(this.tenants, stateOf);
    const states = [...STATES, 'unknown'].filter((state) => counts.has(state) || state === this.chosen);
    return html`
      <div class="states" role="group" aria-label="Show tenants by state">
        <button aria-pressed=${this.chosen === null} @click=${() => { this.chosen = null; }}>all ${this.tenants.length}</button>
        ${states.map((state) => html`
          <button aria-pressed=${this.chosen === state} @click=${() => { this.chosen = state; }}>${
            state === 'unknown' ? 'not known' : state} ${counts.get(state)?.length ?? 0}</button>`)}
      </div>
      <input type="search" placeholder="Find a tenant" aria-label="Find a tenant by name or label" .value=${this.sought}
             @input=${(event) => { this.sought = event.target.value; }}>`;
  }

  #showAll() {
    this.sought = '';
    this.chosen = null;
  }
}

function words({ id, labels = {}, class: policy = '' }) {
  return [id, policy, ...Object.entries(labels).flat()].join(' ').toLowerCase();
}

customElements.define('landlord-tenants', Tenants);
