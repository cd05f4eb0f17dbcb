import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { RESOURCES } from '../model/resources.js';
import { plain } from '../model/text.js';
import { fullTime } from '../model/units.js';
import { RANGES, csv, enforcedOn, inWords, readingInWords, resolutionInWords } from '../model/usage.js';
import { download, usageHistory } from '../live/usage-history.js';
import './history-chart.js';

const AGAIN_MS = 30_000;
const MOST_LISTED = 5;
/** The field of a point that a resource's chart draws, where it is not the one of the present use. */
const FIELDS = { pids: 'pidsPeak' };

/** What a tenant used over time, behind a line that opens it: one resource at a time, as far back as is chosen. Asks the controller while it is open. */
export class History extends LitElement {
  static properties = {
    tenant: {},
    quota: { attribute: false },
    /** Whether the quota holds on each node by itself; then it is no line to compare all nodes with. */
    perNode: { type: Boolean },
    open: { state: true },
    resource: { state: true },
    range: { state: true },
    answer: { state: true },
    problem: { state: true },
  };

  static styles = [shared, css`
    .choices { display: flex; flex-wrap: wrap; gap: 6px 14px; margin: 8px 0 4px; }
    .choices div { display: flex; flex-wrap: wrap; gap: 3px; }
    .choices button { padding: 1px 9px; border: 1px solid var(--line-strong); border-radius: 999px; background: none; font-size: 0.86em; line-height: 1.6; }
    .choices button[aria-pressed='true'] { background: var(--ink); border-color: var(--ink); color: var(--ground); }
    .below { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 14px; }
    ul { margin-top: 6px; display: grid; gap: 3px; }
    li { border-inline-start: 3px solid var(--chart-over); padding-inline-start: 8px; overflow-wrap: anywhere; }
    .waiting { min-height: 210px; display: grid; place-items: center; text-align: center; }
  `];

  #timer;
  #asking;

  constructor() {
    super();
    this.open = false;
    this.resource = RESOURCES[0];
    this.range = RANGES[0];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#rest();
  }

  render() {
    return html`
      <details @toggle=${this.#toggled}>
        <summary>Use over time</summary>
        ${this.open ? this.#content() : nothing}
      </details>`;
  }

  #content() {
    return html`
      <div class="choices">
        <div role="group" aria-label="Resource">
          ${RESOURCES.map((resource) => html`
            <button aria-pressed=${this.resource === resource} @click=${() => { this.resource = resource; }}>${resource.label}</button>`)}
        </div>
        <div role="group" aria-label="How far back">
          ${RANGES.map((range) => html`
            <button aria-pressed=${this.range === range} aria-label=${range.means} @click=${() => this.#look(range)}>${range.label}</button>`)}
        </div>
      </div>
      ${this.answer ? this.#drawn() : html`<p class="waiting quiet" role="status">${this.problem ? `There is no history to show: ${plain(this.problem)}.` : 'Reading …'}</p>`}`;
  }

  #drawn() {
    const { answer, resource } = this;
    const held = enforcedOn(answer, resource.id);
    return html`
      ${answer.points.length === 0 ? html`<p class="waiting quiet">Nothing is known of ${this.range.means}.</p>` : html`
        <landlord-history-chart .answer=${answer} .resource=${resource} .field=${FIELDS[resource.id] ?? resource.field}
                                .quota=${this.perNode ? undefined : this.quota?.[resource.field]}></landlord-history-chart>
        <div class="below small quiet">
          <span>${resource.id === 'pids' ? 'Peaks. ' : 'Means. '}${resolutionInWords(answer)}</span>
          <button class="plain" @click=${this.#save}>Download CSV</button>
        </div>`}
      ${answer.reading ? html`<p class="small quiet" role="status">${readingInWords(answer.reading)}</p>` : nothing}
      ${this.problem ? html`<p class="small quiet" role="status">Not read again: ${plain(this.problem)}.</p>` : nothing}
      ${held.length > 0 ? html`
        <ul class="small" aria-label="What was enforced">
          ${held.slice(-MOST_LISTED).reverse().map((each) => html`<li title=${fullTime(each.from)}><b>${inWords(each)}</b> ${plain(each.text)}</li>`)}
          ${held.length > MOST_LISTED ? html`<li class="quiet">… and ${held.length - MOST_LISTED} before</li>` : nothing}
        </ul>` : nothing}`;
  }

  #toggled({ target }) {
    this.open = target.open;
    if (this.open) {
      this.#look(this.range);
    } else {
      this.#rest();
    }
  }

  #look(range) {
    if (range !== this.range) {
      this.answer = undefined;
    }
    this.range = range;
    this.problem = undefined;
    this.#rest();
    this.#timer = setInterval(() => document.hidden || this.#ask(), AGAIN_MS);
    this.#ask();
  }

  async #ask() {
    this.#asking?.abort();
    const asking = this.#asking = new AbortController();
    try {
      const answer = await usageHistory(this.tenant, this.range.milliseconds, asking.signal);
      if (!asking.signal.aborted) {
        this.answer = answer;
        this.problem = undefined;
      }
    } catch (problem) {
      if (!asking.signal.aborted) {
        this.problem = problem.message;
      }
    }
  }

  #rest() {
    clearInterval(this.#timer);
    this.#asking?.abort();
  }

  #save() {
    const { from, to } = this.renderRoot.querySelector('landlord-history-chart').shown;
    download(`usage-${this.tenant}-${new Date(from).toISOString().slice(0, 16).replace(':', '')}Z-${this.answer.step}.csv`, 'text/csv',
      csv(this.answer, from, to));
  }
}

customElements.define('landlord-history', History);
