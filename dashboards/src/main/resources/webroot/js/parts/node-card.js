import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { NODE_STATES } from '../model/states.js';
import { plain, plural } from '../model/text.js';
import { bytes, clock, cores, count, fullTime, isKnown, microseconds } from '../model/units.js';
import './usage-bar.js';

/** One node: what it has and uses, what it cannot do and why, what its agent costs. */
export class NodeCard extends LitElement {
  static properties = { node: { attribute: false }, stale: { type: Boolean, reflect: true } };

  static styles = [shared, css`
    article { padding: 12px 14px; display: grid; gap: 8px; height: 100%; align-content: start; }
    header { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: baseline; }
    h3 { font-size: 1.05rem; font-weight: 650; margin-inline-end: auto; }
    .away { color: var(--throttled); border-color: currentColor; font-weight: 650; }
    .use { display: grid; grid-template-columns: 4.2rem 1fr; gap: 3px 10px; align-items: center; }
    .use dd { display: grid; gap: 2px; }
    dt { color: var(--quiet); font-size: 0.9em; }
    .facts { display: grid; grid-template-columns: 4.2rem 1fr; gap: 3px 10px; font-size: 0.92em; }
    .facts dt { font-size: 0.98em; }
    ul { display: grid; gap: 0.35em; margin-top: 0.3em; }
    .conflicts { padding: 0.4em 0.7em; border-inline-start: 3px solid var(--warned); background: var(--sunk); border-radius: 0 4px 4px 0; margin: 0; }
    li { overflow-wrap: anywhere; }
  `];

  render() {
    const { id, state, mode, cgroupMode, capacity = {}, host = {}, agent = {}, conflicts = [], capabilities = {}, tenants = [], kernel, agentVersion, seenAt } = this.node;
    const missing = Object.entries(capabilities).filter(([, { available }]) => !available);
    return html`
      <article class="card" aria-labelledby="name">
        <header>
          <h3 id="name"><bdi>${plain(id)}</bdi></h3>
          <span class="chip ${state === 'up' ? '' : 'away'}">${NODE_STATES[state] ?? 'state not known'}</span>
          <span class="chip" title=${mode === 'watch' ? 'Commands are answered, nothing is written.' : 'Commands are carried out.'}>${mode === 'watch' ? 'watches only' : plain(mode)}</span>
          <span class="chip">cgroup ${plain(cgroupMode)}</span>
        </header>
        <dl class="use">
          ${this.#use('CPU', host.cpuCores, capacity.cpuCores, cores)}
          ${this.#use('Memory', host.memoryBytes, capacity.memoryBytes, bytes)}
        </dl>
        <dl class="facts">
          <dt>Host</dt><dd>${facts(host)}</dd>
          <dt>Agent</dt><dd>${agentCost(agent, this.node.agentCores)}</dd>
          ${spooled(agent.spool, state === 'up')}
          ${agent.enforcement ? html`<dt>Limits</dt><dd>${enforced(agent.enforcement)}</dd>` : nothing}
          <dt>Tenants</dt><dd class="wrap">${tenants.length === 0 ? 'none here' : tenants.map(plain).join(', ')}</dd>
        </dl>
        ${conflicts.length > 0 ? html`
          <ul class="conflicts" aria-label="Conflicts">${conflicts.map((conflict) => html`<li><b>Conflict:</b> ${plain(conflict)}</li>`)}</ul>` : nothing}
        ${missing.length > 0 ? html`
          <details class="small"><summary>${plural(missing.length, 'thing')} it cannot do</summary>
            <ul>${missing.map(([name, { why }]) => html`<li><code>${plain(name)}</code>: ${why ? plain(why) : 'no reason given'}</li>`)}</ul>
          </details>` : nothing}
        <p class="quiet small">${[kernel && plain(kernel), agentVersion && `agent ${plain(agentVersion)}`].filter(Boolean).join(' · ')}${
          !this.stale || !seenAt ? nothing : html` · last heard <time datetime=${seenAt} title=${fullTime(seenAt)}>${clock(seenAt)}</time>`}</p>
      </article>`;
  }

  #use(label, use, capacity, say) {
    const share = isKnown(use) && isKnown(capacity) && capacity > 0 ? use / capacity : undefined;
    return html`
      <dt>${label}</dt>
      <dd><span>${isKnown(use) ? html`<b>${say(use)}</b>` : html`<i class="quiet">not known</i>`} <span class="quiet small">of ${say(capacity)}</span></span>
        <landlord-usage-bar .label=${`${label} of the node`} .text=${`${say(use)} of ${say(capacity)}`} .share=${share} hard ?stale=${this.stale}></landlord-usage-bar></dd>`;
  }
}

function facts({ load1m, processes, cpuPressure10s, memoryPressure10s, ioPressure10s }) {
  const pressures = [['CPU', cpuPressure10s], ['memory', memoryPressure10s], ['IO', ioPressure10s]].filter(([, value]) => isKnown(value));
  return [
    isKnown(load1m) ? `load ${load1m.toFixed(2)}` : 'load not known',
    isKnown(processes) ? plural(processes, 'process', 'processes') : 'processes not known',
    pressures.length > 0 ? `waiting for ${pressures.map(([name, value]) => `${name} ${value.toFixed(1)} %`).join(', ')}` : 'pressure not known',
  ].join(' · ');
}

function agentCost({ cpuUsageUsec, residentBytes, sampleMicros, samplesDropped, acksDropped, unkeptReads, skipped }, now) {
  const cpu = isKnown(now) ? cores(now) : isKnown(cpuUsageUsec) ? `${microseconds(cpuUsageUsec)} of CPU so far` : 'CPU not known';
  return [
    cpu,
    isKnown(residentBytes) ? bytes(residentBytes) : 'memory not known',
    isKnown(sampleMicros) ? `a round takes ${microseconds(sampleMicros)}` : null,
    samplesDropped > 0 ? `${count(samplesDropped)} samples lost` : null,
    acksDropped > 0 ? `${plural(acksDropped, 'answer')} lost` : null,
    unkeptReads > 0 ? `${plural(unkeptReads, 'reading')} without a file kept open` : null,
    skipped > 0 ? `${plural(skipped, 'message')} not understood` : null,
  ].filter(Boolean).join(' · ');
}

/** What waits on the node's disk for Kafka; of a node that is away also that nothing did. */
function spooled({ waiting, bytes: size, thinned, dropped } = {}, isUp) {
  if (!isKnown(waiting) || (isUp && !(waiting > 0 || thinned > 0 || dropped > 0))) {
    return nothing;
  }
  const told = [
    isUp && waiting === 0 ? null : `${plural(waiting, 'sample')} ${isUp ? (waiting === 1 ? 'waits' : 'wait') : 'waited'}${waiting > 0 ? ` (${bytes(size)})` : ''}`,
    thinned > 0 ? `${count(thinned)} thinned` : null,
    dropped > 0 ? `${count(dropped)} given up` : null,
  ];
  return html`<dt>Spool</dt><dd>${told.filter(Boolean).join(' · ')}</dd>`;
}

function enforced({ writes, failedWrites, foreignWrites, timeouts, evictionsBegun }) {
  return [
    isKnown(writes) ? `${plural(writes, 'write')} since the agent started` : 'writes not known',
    foreignWrites > 0 ? `${plural(foreignWrites, 'value')} changed by others` : null,
    failedWrites > 0 ? `${plural(failedWrites, 'write')} failed` : null,
    timeouts > 0 ? `${plural(timeouts, 'write')} not done in time` : null,
    evictionsBegun > 0 ? plural(evictionsBegun, 'eviction') : null,
  ].filter(Boolean).join(' · ');
}

customElements.define('landlord-node', NodeCard);
