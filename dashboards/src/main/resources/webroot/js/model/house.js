export const UNATTRIBUTED = '_unattributed';
/** Points kept for the charts of one tenant: two minutes at one a second. */
export const MOST_POINTS = 120;
export const MOST_DECISIONS = 100;
/** Values older than this are shown as stale, though the stream lives; nodes count as silent after the same time. */
export const STALE_AFTER_MS = 15_000;

/** What the page knows: the last snapshot and everything told since. Times in it are the server's. */
export class House {
  tenants = new Map();
  nodes = new Map();
  decisions = [];
  /** What somebody has switched off for the whole house. */
  switches = [];
  /** The server's clock less this machine's, in milliseconds. */
  clockAhead = 0;
  known = false;
  #decisionIds = new Set();

  /** Takes one event of the stream in; unknown kinds are ignored, so that newer controllers can send more. */
  apply(kind, value, serverClock) {
    switch (kind) {
      case 'snapshot':
        this.#restart(value, serverClock);
        break;
      case 'tenant':
        this.tenants.set(value.id, withHistory(value, this.tenants.get(value.id)));
        break;
      case 'removed':
        this.tenants.delete(value.tenant);
        break;
      case 'node':
        this.nodes.set(value.id, withAgentRate(value, this.nodes.get(value.id)));
        break;
      case 'decision':
        this.#decide(value);
        break;
      case 'switches':
        this.switches = value.switches ?? [];
        break;
    }
  }

  /** The tenants proper by id, without the processes of nobody. */
  tenantsInOrder() {
    return [...this.tenants.values()].filter(({ id }) => id !== UNATTRIBUTED).sort(byId);
  }

  nodesInOrder() {
    return [...this.nodes.values()].sort(byId);
  }

  get unattributed() {
    return this.tenants.get(UNATTRIBUTED);
  }

  serverTime(now = Date.now()) {
    return now + this.clockAhead;
  }

  /** Whether a tenant's figures are too old to be taken for its use now. Without figures there is nothing to be stale. */
  isStale({ usage, updatedAt }, now = Date.now()) {
    const hasFigures = Object.keys(usage ?? {}).length > 0;
    return hasFigures && this.serverTime(now) - Date.parse(updatedAt) > STALE_AFTER_MS;
  }

  #restart({ tenants = [], nodes = [], decisions = [], switches = [] }, serverClock) {
    const before = this.nodes;
    this.tenants = new Map(tenants.map((tenant) => [tenant.id, withHistory(tenant)]));
    this.nodes = new Map(nodes.map((node) => [node.id, withAgentRate(node, before.get(node.id))]));
    this.decisions = decisions.slice(0, MOST_DECISIONS);
    this.switches = switches;
    this.#decisionIds = new Set(this.decisions.map(({ id }) => id));
    this.clockAhead = clockDifference(serverClock, this);
    this.known = true;
  }

  /** By the time at which it was made: a controller that has just started tells them partition by partition. */
  #decide(decision) {
    if (this.#decisionIds.has(decision.id)) {
      return;
    }
    const made = Date.parse(decision.at);
    const older = this.decisions.findIndex(({ at }) => !(Date.parse(at) > made));
    this.decisions = this.decisions.toSpliced(older < 0 ? this.decisions.length : older, 0, decision);
    this.#decisionIds.add(decision.id);
    for (const dropped of this.decisions.splice(MOST_DECISIONS)) {
      this.#decisionIds.delete(dropped.id);
    }
  }
}

function byId(a, b) {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function withHistory(tenant, before) {
  const old = before?.recent ?? [];
  const last = old.at(-1)?.at ?? '';
  const fresh = (tenant.recent ?? []).filter(({ at }) => Date.parse(at) > (Date.parse(last) || 0));
  return { ...tenant, recent: [...old, ...fresh].slice(-MOST_POINTS) };
}

/** The agent tells its CPU time since its start; what it costs now is the difference between two reports. */
function withAgentRate(node, before) {
  const elapsedMs = Date.parse(node.seenAt) - Date.parse(before?.seenAt);
  const usec = node.agent?.cpuUsageUsec - before?.agent?.cpuUsageUsec;
  const cores = elapsedMs > 0 && usec >= 0 ? usec / 1_000 / elapsedMs : elapsedMs === 0 ? before.agentCores : undefined;
  return { ...node, agentCores: cores };
}

/** From the response's Date where the server sends one; else the newest time in the snapshot is taken for now. */
function clockDifference(serverClock, { tenants, nodes, decisions }) {
  const now = Date.now();
  const stated = Date.parse(serverClock ?? '');
  if (Number.isFinite(stated)) {
    return Math.abs(stated - now) < 2_000 ? 0 : stated - now;
  }
  const times = [
    ...[...tenants.values()].map(({ updatedAt }) => updatedAt),
    ...[...nodes.values()].map(({ seenAt }) => seenAt),
    decisions[0]?.at,
  ].map((time) => Date.parse(time ?? '')).filter(Number.isFinite);
  return times.length === 0 ? 0 : Math.max(...times) - now;
}
