import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { countedUp, dayInWords, hours, standingInWords } from '../model/budget.js';
import { plain } from '../model/text.js';
import { NOT_KNOWN, isKnown, percent } from '../model/units.js';
import { ICONS } from './icons.js';
import './usage-bar.js';

const PERIODS = { month: 'this month', day: 'today' };

/** What a tenant has used this month, against its budget where it has one: a bar, what is left, and how the budget stands. */
export class BudgetMeter extends LitElement {
  static properties = { budget: { attribute: false }, monthToDate: { attribute: false }, stale: { type: Boolean } };

  static styles = [shared, css`
    :host { container-type: inline-size; }
    section + section { margin-top: 8px; }
    .head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.8em; }
    .standing { display: inline-flex; align-items: center; gap: 0.35em; font-weight: 650; white-space: nowrap; }
    .warned { color: var(--warned); }
    .spent { color: var(--evicting); }
    .rows { margin-top: 4px; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 4px 20px; }
    @container (max-width: 300px) { .rows { grid-template-columns: minmax(0, 1fr); } }
    .label { display: flex; justify-content: space-between; gap: 0.6em; color: var(--quiet); font-size: 0.9em; }
    .used { font-weight: 650; }
    .over { color: var(--chart-over); }
    .unknown { font-weight: 400; font-style: italic; color: var(--quiet); }
    landlord-usage-bar { margin: 3px 0; }
  `];

  render() {
    return countedUp({ budget: this.budget, monthToDate: this.monthToDate }).map((period) => this.#period(period));
  }

  #period({ per, from, to, zone, state, rows }) {
    const budgeted = rows.some(({ limit }) => isKnown(limit));
    const name = PERIODS[per] ?? (per ? `this ${plain(per)}` : PERIODS.month);
    const title = budgeted ? `Used ${name} of the budget` : `Used ${name}`;
    return html`
      <section aria-label=${title}>
        <div class="head">
          <span>${title} <span class="quiet small">${time(from, to, zone, budgeted)}</span></span>
          ${state ? html`<span class="standing small ${state}">${state === 'within' ? ICONS.passed : ICONS[state === 'spent' ? 'failed' : 'warned']}${standingInWords(state)}</span>` : nothing}
        </div>
        <div class="rows">${rows.map((row) => this.#row(row, budgeted))}</div>
      </section>`;
  }

  #row({ resource: { label, unit }, used, limit, left, share }, budgeted) {
    const said = hours(used);
    const bounded = isKnown(limit);
    const against = bounded ? `of ${hours(limit)} ${unit}` : budgeted ? `${unit}, no budget` : unit;
    return html`
      <div>
        <div class="label">
          <span>${label}</span>
          ${isKnown(share) ? html`<span class="number">${percent(share)}</span>` : nothing}
        </div>
        <div>
          <span class="used number ${said === undefined ? 'unknown' : ''}">${said ?? NOT_KNOWN}</span>
          <span class="quiet small">${said === undefined && !bounded ? '' : against}</span>
        </div>
        ${bounded ? html`
          <landlord-usage-bar .label=${`${label} against the budget`} .text=${`${said ?? NOT_KNOWN} ${against}`} .share=${share} ?stale=${this.stale}></landlord-usage-bar>
          <div class="small ${left < 0 ? 'over' : 'quiet'}">${leftInWords(left, unit)}</div>` : nothing}
      </div>`;
  }
}

function leftInWords(left, unit) {
  return !isKnown(left) ? '' : left < 0 ? `${hours(-left)} ${unit} over it` : `${hours(left)} ${unit} left`;
}

function time(from, to, zone, budgeted) {
  const since = dayInWords(from);
  const until = dayInWords(to);
  const words = [since && `since ${since}`, budgeted && until && `begins anew on ${until}`].filter(Boolean).join(', ');
  return words && zone ? `${words} (${plain(zone)})` : words;
}

customElements.define('landlord-budget', BudgetMeter);
