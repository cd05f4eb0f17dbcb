import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { isKnown, percent } from '../model/units.js';

/** The track shows up to four thirds of the bound, so that what is over it can be seen. */
const TRACK = 4 / 3;

/**
 * Use against a bound: the bound is the mark at three quarters of the track; what passes it has another colour and hatching.
 * A hard bound, which nothing can pass, is the end of the track.
 */
export class UsageBar extends LitElement {
  static properties = { label: {}, text: {}, share: { type: Number }, hard: { type: Boolean }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    .track {
      position: relative; height: 8px; border-radius: 4px; overflow: hidden;
      background: var(--sunk); box-shadow: inset 0 0 0 1px var(--line); forced-color-adjust: none;
    }
    .use, .over { position: absolute; inset-block: 0; }
    .use { inset-inline-start: 0; background: var(--chart-use); transition: width 300ms ease-out; }
    .over {
      inset-inline-start: 75%;
      background: repeating-linear-gradient(135deg, var(--chart-over) 0 4px, color-mix(in srgb, var(--chart-over) 70%, var(--card)) 4px 6px);
    }
    .mark { position: absolute; inset-block: 0; inset-inline-start: calc(75% - 1px); width: 2px; background: var(--ink); }
    :host([stale]) .use, :host([stale]) .over { background: var(--chart-stale); }
    .none { background: none; box-shadow: inset 0 0 0 1px var(--line); }
  `];

  render() {
    if (!isKnown(this.share)) {
      return html`<div class="track none" aria-hidden="true"></div>`;
    }
    const within = Math.min(this.share, 1) / (this.hard ? 1 : TRACK);
    const over = Math.min(Math.max(this.share - 1, 0) / TRACK, 0.25);
    return html`
      <div class="track" role="meter" aria-label=${this.label} aria-valuemin="0" aria-valuemax="100"
           aria-valuenow=${Math.min(Math.round(this.share * 100), 100)} aria-valuetext="${this.text}, ${percent(this.share)}">
        <div class="use" .style=${`width:${within * 100}%`}></div>
        ${over > 0 && !this.hard ? html`<div class="over" .style=${`width:${over * 100}%`}></div>` : nothing}
        ${this.hard ? nothing : html`<div class="mark"></div>`}
      </div>`;
  }
}

customElements.define('landlord-usage-bar', UsageBar);
