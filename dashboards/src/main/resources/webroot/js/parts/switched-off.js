import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { meansInWords } from '../model/means.js';
import { plain } from '../model/text.js';
import { clock, fullTime } from '../model/units.js';

/** Says which of the policy's means somebody has switched off for the whole house, who, why and since when. */
export class SwitchedOff extends LitElement {
  static properties = { switches: { attribute: false } };

  static styles = [shared, css`
    section {
      padding: 10px 16px; border-radius: var(--radius);
      background: color-mix(in srgb, var(--warned) 12%, var(--card)); border: 1px solid var(--warned);
    }
    li { overflow-wrap: anywhere; }
  `];

  render() {
    if (!this.switches?.length) {
      return nothing;
    }
    return html`
      <section aria-label="Switched off">
        <ul>${this.switches.map(({ means, actor, reason, at }) => html`
          <li><b>${meansInWords(means)} is switched off for the whole house</b> by <bdi>${plain(actor)}</bdi>
            since <time datetime=${at} title=${fullTime(at)}>${clock(at)}</time>: <bdi>${plain(reason)}</bdi></li>`)}
        </ul>
      </section>`;
  }
}

customElements.define('landlord-switched-off', SwitchedOff);
