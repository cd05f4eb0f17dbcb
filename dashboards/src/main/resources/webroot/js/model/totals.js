import { RESOURCES } from './resources.js';
import { isKnown } from './units.js';

/**
 * The house in sums, one per resource: `{id, label, say, tenants, unattributed, capacity, leased, unknown, withoutQuota}`. A sum is over what
 * is known (undefined if nothing is) and says from how many tenants nothing is known. `leased` leaves out quotas that hold on each node by itself:
 * what they come to in all depends on where their tenants go.
 */
export function totals(house) {
  const tenants = house.tenantsInOrder();
  const nodes = house.nodesInOrder().filter(({ state }) => state === 'up');
  return RESOURCES.map(({ id, field, label, say }) => {
    const uses = tenants.map(({ usage }) => usage?.[field]);
    const quotas = tenants.map(({ quota }) => quota?.[field]);
    const overTheFleet = tenants.filter(({ scope }) => scope !== 'node').map(({ quota }) => quota?.[field]);
    return {
      id, label, say,
      tenants: sum(uses),
      unattributed: house.unattributed?.usage?.[field],
      capacity: sum(nodes.map(({ capacity }) => capacity?.[field])),
      leased: sum(overTheFleet),
      unknown: uses.filter((use) => !isKnown(use)).length,
      withoutQuota: quotas.filter((quota) => !isKnown(quota)).length,
    };
  });
}

function sum(values) {
  const known = values.filter(isKnown);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}
