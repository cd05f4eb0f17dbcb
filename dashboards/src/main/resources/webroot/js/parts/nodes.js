import { LitElement, css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../styles/shared.js';
import './node-card.js';

/** All nodes. */
export class Nodes extends LitElement {
  static properties = { nodes: { attribute: false }, stale: { type: Boolean } };

  static styles = [shared, css`
    h2 { margin-bottom: 10px; }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: var(--gap); }
  `];

  render() {
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Nodes</h2>
        ${this.nodes.length === 0 ? html`<p class="quiet">No agent has reported yet. <code>./landlord agent --kafka HOST:PORT</code> starts one on a node.</p>` : ''}
        <div class="cards">${repeat(this.nodes, ({ id }) => id, (node) => html`<landlord-node .node=${node} ?stale=${this.stale || node.state !== 'up'}></landlord-node>`)}</div>
      </section>`;
  }
}

customElements.define('landlord-nodes', Nodes);
