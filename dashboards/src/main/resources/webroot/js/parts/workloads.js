import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../styles/shared.js';
import { plain, plural } from '../model/text.js';
import { bytes, bytesPerSecond, clock, cores, fullTime, isKnown } from '../model/units.js';

/** Beyond these rows, only the busiest are drawn and the others counted. The order is by name and pid, so that rows stay where they are. */
export const MOST_WORKLOADS = 50;
export const MOST_PROCESSES = 20;

/** A tenant's workloads with their processes, behind a line that counts them. */
export class Workloads extends LitElement {
  static properties = { workloads: { attribute: false }, open: { state: true } };

  static styles = [shared, css`
    .scroll { overflow-x: auto; margin-top: 0.4em; }
    table { width: 100%; border-collapse: collapse; font-size: 0.92em; }
    th, td { padding: 0.2em 0.5em 0.2em 0; text-align: start; vertical-align: top; font-weight: 400; }
    thead th { color: var(--quiet); font-size: 0.9em; border-bottom: 1px solid var(--line); }
    .n { text-align: end; white-space: nowrap; padding-inline-end: 0; padding-inline-start: 0.5em; }
    tbody + tbody tr:first-child > * { border-top: 1px solid var(--line); }
    .workload th { font-weight: 650; }
    .more { font-weight: 400; }
    .process > :first-child { padding-inline-start: 1em; }
    .process { color: var(--quiet); }
    .process code { color: var(--ink); }
    .name { width: 45%; }
    i { color: var(--quiet); }
    p { margin-top: 0.3em; }
  `];

  constructor() {
    super();
    this.open = false;
  }

  render() {
    const workloads = this.workloads ?? [];
    if (workloads.length === 0) {
      return html`<p class="quiet small">No workload runs here now.</p>`;
    }
    const processes = workloads.reduce((sum, { processes: of = [] }) => sum + of.length, 0);
    return html`
      <details @toggle=${(event) => { this.open = event.target.open; }}>
        <summary>${plural(workloads.length, 'workload')}${processes > 0 ? `, ${plural(processes, 'process', 'processes')} listed` : ''}</summary>
        ${this.open ? this.#table(workloads) : nothing}
      </details>`;
  }

  #table(workloads) {
    const busiest = mostly(workloads, MOST_WORKLOADS, ({ usage }) => usage?.cpuCores).sort(byName);
    return html`
      <div class="scroll" tabindex="0" role="group" aria-label="Workloads and processes">
        <table>
          <thead>
            <tr><th scope="col" class="name">Workload, its processes</th><th scope="col">Node, pid and user</th>
              <th scope="col" class="n">CPU</th><th scope="col" class="n">Memory</th></tr>
          </thead>
          ${repeat(busiest, ({ node, id, cgroup }) => `${node} ${id} ${cgroup}`, workloadRows)}
        </table>
        ${workloads.length > busiest.length ? html`<p class="quiet">… and ${plural(workloads.length - busiest.length, 'workload')} that use less CPU.</p>` : nothing}
      </div>`;
  }
}

function workloadRows({ node, id, cgroup, origin, firstSeen, usage = {}, processes = [] }) {
  const shown = mostly(processes, MOST_PROCESSES, ({ cpuCores }) => cpuCores).sort((a, b) => a.pid - b.pid);
  return html`
    <tbody>
      <tr class="workload">
        <th scope="rowgroup"><bdi title=${plain(cgroup)}>${plain(id)}</bdi>
          <div class="more quiet small">${origin === 'own' ? '' : `${plain(origin)}, `}${firstSeen ? html`since <time datetime=${firstSeen} title=${fullTime(firstSeen)}>${clock(firstSeen)}</time>` : nothing}</div></th>
        <td><bdi>${plain(node)}</bdi></td>
        <td class="n">${value(usage.cpuCores, cores)}<div class="more quiet small">${value(usage.pids, (pids) => plural(pids, 'process', 'processes'))}</div></td>
        <td class="n">${value(usage.memoryBytes, bytes)}<div class="more quiet small">IO ${value(usage.ioBytesPerSecond, bytesPerSecond)}</div></td>
      </tr>
      ${shown.map(({ pid, user, command, cpuCores, residentBytes }) => html`
        <tr class="process">
          <th scope="row"><code>${command ? plain(command) : html`<i>no command line</i>`}</code></th>
          <td>${pid} <bdi>${user ? plain(user) : html`<i>user not known</i>`}</bdi></td>
          <td class="n">${value(cpuCores, cores)}</td><td class="n">${value(residentBytes, bytes)}</td>
        </tr>`)}
      ${processes.length > shown.length ? html`<tr class="process"><td colspan="4">… and ${plural(processes.length - shown.length, 'process', 'processes')} that use less CPU</td></tr>` : nothing}
    </tbody>`;
}

function value(amount, say) {
  return isKnown(amount) ? say(amount) : html`<i>not known</i>`;
}

function mostly(all, limit, cpu) {
  return all.length <= limit ? [...all] : [...all].sort((a, b) => (cpu(b) ?? -1) - (cpu(a) ?? -1)).slice(0, limit);
}

function byName(a, b) {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : a.node < b.node ? -1 : 1;
}

customElements.define('landlord-workloads', Workloads);
