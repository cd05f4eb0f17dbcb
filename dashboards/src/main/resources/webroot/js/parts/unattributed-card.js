import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { RESOURCES } from '../model/resources.js';
import './resource-meter.js';

/** What runs on the nodes and belongs to no tenant. It has no quota and is never touched. */
export class UnattributedCard extends LitElement {
  static properties = { usage: { attribute: false }, points: { attribute: false }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    :host { container-type: inline-size; }
    article { padding: 14px 16px; display: grid; gap: 10px; border-style: dashed; }
    h3 { font-size: 1.05rem; font-weight: 650; }
    .meters { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 20px; }
    @container (min-width: 640px) { .meters { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
  `];

  render() {
    return html`
      <article class="card" aria-labelledby="name">
        <div>
          <h3 id="name">Not attributed</h3>
          <p class="quiet small">What runs on the nodes outside every tenant: the system itself, and whatever no rule matches. Metered, never limited.</p>
        </div>
        <div class="meters">
          ${RESOURCES.map((resource) => html`
            <landlord-resource .resource=${resource} .use=${this.usage?.[resource.field]} .quota=${null} .points=${this.points}
              .partial=${this.usage?.incomplete?.includes(resource.id)} .stale=${this.stale}></landlord-resource>`)}
        </div>
      </article>`;
  }
}

customElements.define('landlord-unattributed', UnattributedCard);
