import { hundredths, isKnown } from './units.js';

/** What is counted up over time, in the order shown: the field in `budget` and `monthToDate`, and how to say it. */
export const COUNTED = [
  { id: 'cpuHours', label: 'CPU', unit: 'core-hours' },
  { id: 'memoryGibHours', label: 'Memory', unit: 'GiB-hours' },
];

/** How a budget stands, as the API names it and as people read it. */
const STANDINGS = {
  within: 'within the budget',
  warned: 'budget nearly used up',
  spent: 'budget spent',
};

/**
 * What a tenant has used since its month, or its budget's period, began. One entry for each period: `{from, to, zone, state, rows}`, where a
 * row has a resource of `COUNTED`, `used` and, with a budget, `limit`, `left` (below zero: over it) and `share`. A resource that the budget counts
 * over the same time as the month is told once. Empty where nothing is told.
 */
export function countedUp({ budget, monthToDate }) {
  const periods = [];
  if (budget) {
    const rows = COUNTED.filter(({ id }) => budget[id]).map((resource) => ({ resource, ...against(budget[resource.id]) }));
    periods.push({ ...timeOf(budget), state: budget.state in STANDINGS ? budget.state : undefined, rows });
  }
  if (monthToDate) {
    const same = periods.find(({ from, to, zone }) => from === monthToDate.from && to === monthToDate.to && zone === monthToDate.zone);
    const rows = COUNTED.filter(({ id }) => !same?.rows.some(({ resource }) => resource.id === id))
      .map((resource) => ({ resource, used: monthToDate[resource.id] }));
    if (same) {
      same.rows = COUNTED.flatMap(({ id }) => [...same.rows, ...rows].filter(({ resource }) => resource.id === id));
    } else {
      periods.push({ ...timeOf(monthToDate), rows });
    }
  }
  return periods.filter(({ rows }) => rows.length > 0);
}

export function standingInWords(state) {
  return STANDINGS[state];
}

/** Hours in digits, ten-thousandths below a tenth; undefined where they are not known. */
export function hours(value) {
  if (!isKnown(value)) {
    return undefined;
  }
  if (value >= 0.09995) {
    return hundredths(value);
  }
  return value > 0 && value < 0.00005 ? '< 0.0001' : value.toLocaleString('en', { maximumFractionDigits: 4 });
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A day as the API writes it, `2026-12-01`, for people: `1 Dec`, wherever they are. */
export function dayInWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? undefined : DAY.format(date);
}

function timeOf({ per, from, to, zone }) {
  return { per, from, to, zone };
}

function against({ limit, used, left, share }) {
  const both = isKnown(used) && isKnown(limit);
  return {
    used, limit,
    left: both ? limit - used : left,
    share: both && limit > 0 ? used / limit : share,
  };
}
