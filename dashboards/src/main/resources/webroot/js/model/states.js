/** How a tenant may be faring, from good to bad, with the word that people read. */
export const STATES = ['free', 'warned', 'weighted', 'throttled', 'frozen', 'evicting'];

/** The steps of a tenant's isolation, in order. */
export const ISOLATION = [
  { id: 'not-started', label: 'not started', means: 'The tenant has an identity, nothing else.' },
  { id: 'partial', label: 'partial', means: 'A node has the tenant’s group in place.' },
  { id: 'active', label: 'active', means: 'A workload runs inside the tenant’s group.' },
  { id: 'full', label: 'full', means: 'Limits are enforced and every isolation check passes.' },
];

export function stateOf(tenant) {
  const state = tenant.enforcement?.state;
  return STATES.includes(state) ? state : 'unknown';
}

export const NODE_STATES = {
  up: 'up',
  stopped: 'stopped: its agent said good-bye',
  silent: 'silent: no heartbeat',
};

/** What was decided, as a verb for the reader. */
export const ACTIONS = {
  declared: 'declared',
  changed: 'changed',
  deleted: 'deleted',
  warn: 'warned',
  calm: 'calmed down',
  throttle: 'throttled',
  release: 'released',
  evict: 'eviction ordered',
  evicted: 'evicted',
  ack: 'acknowledged',
  lifted: 'limits lifted',
  held: 'held back',
  isolation: 'isolation',
};
