import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';

/** What to do when no tenant is declared. */
export class EmptyHouse extends LitElement {
  static styles = [shared, css`
    section { padding: 24px; display: grid; gap: 10px; max-width: 46rem; }
    h3 { font-size: 1.15rem; }
    pre { margin: 0; padding: 12px 14px; background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font: 0.93em/1.5 var(--mono); }
  `];

  render() {
    return html`
      <section class="card" aria-labelledby="empty">
        <h3 id="empty">No tenant has moved in yet</h3>
        <p>Write down who may use how much, for instance in <code>tenants.yaml</code>:</p>
        <pre tabindex="0" aria-label="An example of tenants.yaml">tenants:
  - id: tenant-a
    quota: { cpu: 2, memory: 4Gi }
  - id: tenant-b
    quota: { cpu: 500m, memory: 256Mi }
    class: strict</pre>
        <p>Then declare them, and start something:</p>
        <pre tabindex="0" aria-label="The commands">./landlord tenant apply -f tenants.yaml
./landlord run --tenant tenant-a -- python train.py</pre>
        <p class="quiet">They appear here by themselves.</p>
      </section>`;
  }
}

customElements.define('landlord-empty-house', EmptyHouse);
