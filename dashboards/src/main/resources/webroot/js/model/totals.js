import { RESOURCES } from './resources.js';
import { isKnown } from './units.js';

/**
 * The house in sums, one per resource: `{id, label, say, tenants, unattributed, capacity, leased, unknown, withoutQuota}`. A sum is over what
 * is known (undefined if nothing is) and says from how many tenants nothing is known.
 */
export function totals(house) {
  const tenants = house.tenantsInOrder();
  const nodes = house.nodesInOrder().filter(({ state }) => state === 'up');
  return RESOURCES.map(({ id, field, label, say }) => {
    const uses = tenants.map(({ usage }) => usage?.[field]);
    const quotas = tenants.map(({ quota }) => quota?.[field]);
    return {
      id, label, say,
      tenants: sum(uses),
      unattributed: house.unattributed?.usage?.[field],
      capacity: sum(nodes.map(({ capacity }) => capacity?.[field])),
      leased: sum(quotas),
      unknown: uses.filter((use) => !isKnown(use)).length,
      withoutQuota: quotas.filter((quota) => !isKnown(quota)).length,
    };
  });
}

function sum(values) {
  const known = values.filter(isKnown);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}
