import { LitElement, css, html, nothing, svg } from 'lit';
import { shared } from '../styles/shared.js';
import { isKnown } from '../model/units.js';

const RADIUS = 26;
const WARN_AT = 50;

/** The score, 0 to 100, on a dial as utility meters have it: the left half is calm, at the top a warning is due, at the right end action. */
export class ScoreDial extends LitElement {
  static properties = { score: { type: Number }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    :host { width: 76px; text-align: center; }
    .value { margin-top: -0.35em; line-height: 1.2; }
    .value b { font-size: 1.1em; }
    path { fill: none; stroke-width: 6; }
    .calm { stroke: color-mix(in srgb, var(--free) 55%, var(--card)); }
    .warn { stroke: color-mix(in srgb, var(--warned) 65%, var(--card)); }
    .act { stroke: var(--throttled); }
    .needle { stroke: var(--ink); stroke-width: 2; stroke-linecap: round; transition: transform 300ms ease-out; }
    circle { fill: var(--ink); }
    :host([stale]) path { stroke: var(--chart-stale); }
  `];

  render() {
    const known = isKnown(this.score);
    const score = known ? Math.min(Math.max(this.score, 0), 100) : 0;
    return html`
      <div role="meter" aria-label="Score" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(score)}
           aria-valuetext=${known ? `${Math.round(score)} of 100; a warning is due at ${WARN_AT}, action at 100` : 'not known'}>
        <svg viewBox="0 0 72 38" width="72" height="38" aria-hidden="true">
          ${arc(0, 48, 'calm')}${arc(52, 90, 'warn')}${arc(94, 100, 'act')}
          ${known ? svg`<line class="needle" x1="36" y1="33" x2="14" y2="33" transform="rotate(${score * 1.8} 36 33)"></line>
            <circle cx="36" cy="33" r="3"></circle>` : nothing}
        </svg>
        <div class="value"><span class="quiet small">score</span> ${known ? html`<b>${Math.round(score)}</b>` : html`<i class="quiet small">not known</i>`}</div>
      </div>`;
  }
}

function arc(from, to, kind) {
  const [x1, y1] = pointAt(from);
  const [x2, y2] = pointAt(to);
  return svg`<path class=${kind} d="M${x1} ${y1}A${RADIUS} ${RADIUS} 0 0 1 ${x2} ${y2}"></path>`;
}

function pointAt(score) {
  const angle = Math.PI * (1 - score / 100);
  return [(36 + RADIUS * Math.cos(angle)).toFixed(2), (33 - RADIUS * Math.sin(angle)).toFixed(2)];
}

customElements.define('landlord-score', ScoreDial);
