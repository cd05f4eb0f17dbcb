import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { ISOLATION } from '../model/states.js';
import { boundsInWords } from '../model/resources.js';
import { listed, plain, plural } from '../model/text.js';
import { clock, fullTime } from '../model/units.js';
import { ICONS } from './icons.js';

/** How far a tenant's isolation has come, as four steps, and what it rests on. */
export class IsolationSteps extends LitElement {
  static properties = { isolation: { attribute: false }, watched: { type: Boolean } };

  static styles = [shared, css`
    .line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3em 0.7em; }
    ol { display: flex; gap: 3px; }
    li { width: 26px; height: 8px; background: var(--sunk); box-shadow: inset 0 0 0 1px var(--line-strong); forced-color-adjust: none; }
    li:first-child { border-radius: 4px 0 0 4px; }
    li:last-child { border-radius: 0 4px 4px 0; }
    li.reached { background: var(--brass); box-shadow: none; }
    details { margin-top: 0.2em; }
    .checks { margin: 0.3em 0 0 0.2em; display: grid; gap: 0.25em; }
    .checks li { all: unset; display: flex; gap: 0.4em; align-items: start; }
    .checks .icon { flex: none; margin-top: 0.15em; }
    .passed .icon { color: var(--free); }
    .failed .icon { color: var(--throttled); }
  `];

  render() {
    const { status, limitsEnforced, allocated, since, checks = [] } = this.isolation ?? {};
    const reached = ISOLATION.findIndex(({ id }) => id === status);
    const bounds = boundsInWords(allocated);
    return html`
      <div class="line">
        <span class="quiet small">Isolation</span>
        <ol aria-label="Isolation, step by step">
          ${ISOLATION.map(({ label }, step) => html`
            <li class=${step <= reached ? 'reached' : ''} aria-current=${step === reached ? 'step' : nothing}><span class="unseen">${label}</span></li>`)}
        </ol>
        <b class="status" title=${ISOLATION[reached]?.means ?? ''}>${ISOLATION[reached]?.label ?? 'not known'}</b>
        <span class="quiet small">${limitsEnforced == null ? 'enforcement not known' : !limitsEnforced ? 'limits not enforced'
          : this.watched ? 'limits watched, not enforced' : 'limits enforced'}${
          since ? html`, since <time datetime=${since} title=${fullTime(since)}>${clock(since)}</time>` : nothing}</span>
      </div>
      ${checks.length > 0 || bounds.length > 0 ? html`
        <details class="small">
          <summary class="quiet">${summaryOf(checks)}</summary>
          ${bounds.length > 0 ? html`<p class="quiet">Allocated: ${listed(bounds)}</p>` : nothing}
          <ul class="checks">
            ${checks.map(({ name, passed, detail }) => html`
              <li class=${passed ? 'passed' : 'failed'}>${passed ? ICONS.passed : ICONS.failed}
                <span><b>${plain(name)}</b> ${passed ? 'passes' : 'does not pass'}${detail ? html`: <span class="wrap">${plain(detail)}</span>` : nothing}</span></li>`)}
          </ul>
        </details>` : nothing}`;
  }
}

function summaryOf(checks) {
  return checks.length === 0 ? 'What is allocated' : `${checks.filter(({ passed }) => passed).length} of ${plural(checks.length, 'check')} passed`;
}

customElements.define('landlord-isolation', IsolationSteps);
