import { plain } from './text.js';
import { clock, isKnown } from './units.js';

/** How far back a chart may look. */
export const RANGES = [
  { id: '1h', label: '1 h', means: 'the last hour', milliseconds: 3_600_000 },
  { id: '6h', label: '6 h', means: 'the last six hours', milliseconds: 21_600_000 },
  { id: '1d', label: '1 d', means: 'the last day', milliseconds: 86_400_000 },
  { id: '7d', label: '7 d', means: 'the last seven days', milliseconds: 604_800_000 },
  { id: '30d', label: '30 d', means: 'the last thirty days', milliseconds: 2_592_000_000 },
];

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const WORDS = { s: 's', m: 'min', h: 'h', d: 'd' };
const COLUMNS = ['cpuCores', 'cpuUsageUsec', 'memoryBytes', 'memoryPeakBytes', 'pidsPeak', 'ioBytesPerSecond', 'ioBytes'];

/** The milliseconds of a step as the API writes it, `15m`. */
export function stepMillis(step) {
  return Number.parseInt(step, 10) * UNITS[step.at(-1)];
}

/** The points of an answer with their step, in order: `{start, end, step, point}`, times in milliseconds. */
export function steps({ parts = [], points = [] }) {
  let part = 0;
  return points.map((point) => {
    const start = Date.parse(point.start);
    while (part < parts.length - 1 && start >= Date.parse(parts[part].to)) {
      part++;
    }
    const { step } = parts[part];
    return { start, end: start + stepMillis(step), step, point };
  });
}

/** What a chart draws of one field: `[middle of the step, value, index]`, with a null wherever a step is missing. */
export function line(all, field) {
  const drawn = [];
  let last;
  all.forEach(({ start, end, point }, index) => {
    const value = point[field];
    if (last !== undefined && (start > last || !isKnown(value))) {
      drawn.push([last, null, -1]);
    }
    last = isKnown(value) ? end : undefined;
    if (isKnown(value)) {
      drawn.push([(start + end) / 2, value, index]);
    }
  });
  return drawn;
}

/** What was done about one resource, or by hand about all of them. */
export function enforcedOn({ enforced = [] }, resource) {
  return enforced.filter((each) => !each.resource || each.resource === resource);
}

/** Those of them that held for a part of a time, or, moments, fell into it. */
export function during(enforced, start, end) {
  return enforced.filter(({ from, to }) => {
    const began = Date.parse(from);
    const ended = to ? Date.parse(to) : Infinity;
    return began < end && (ended > start || began === ended && began >= start);
  });
}

/** `throttled from 10:02:11 to 10:07:30`, `evicted at 10:09:00`. */
export function inWords({ state, from, to, node }) {
  const where = node ? ` on ${plain(node)}` : '';
  const when = from === to ? `at ${clock(from)}` : to ? `from ${clock(from)} to ${clock(to)}` : `since ${clock(from)}`;
  return `${plain(state)}${where} ${when}`;
}

/** Which steps there are, and where the finer ones end: `Steps of 1 min; of 1 h before 10:00:00.` */
export function resolutionInWords({ parts = [] }) {
  const finest = parts.at(-1);
  if (!finest) {
    return '';
  }
  const coarser = parts.slice(0, -1).reverse().map(({ step, to }) => `; of ${stepInWords(step)} before ${clock(to)}`).join('');
  return `Steps of ${stepInWords(finest.step)}${coarser}.`;
}

/** How far a history that is still being read has come: `The history is still being read: 43 %, about 12 min to go. More is to come.` */
export function readingInWords({ percent, secondsLeft }) {
  const left = !isKnown(secondsLeft) ? '' : `, about ${secondsLeft < 90 ? `${secondsLeft} s` : `${Math.round(secondsLeft / 60)} min`} to go`;
  return `The history is still being read: ${percent} %${left}. Fine steps that are missing will come.`;
}

export function stepInWords(step) {
  return `${Number.parseInt(step, 10)} ${WORDS[step.at(-1)]}`;
}

/** The points between two times as comma-separated values (RFC 4180); what is not known is empty. */
export function csv(answer, from, to) {
  const rows = steps(answer).filter(({ start, end }) => end > from && start < to).map(({ start, end, step, point }) => {
    const held = during(answer.enforced ?? [], start, end);
    return [point.start, step, point.seconds, ...COLUMNS.map((column) => point[column] ?? ''),
      [...new Set(held.map(({ state, resource }) => (resource ? `${resource} ${state}` : state)))].join('; ')];
  });
  return [['start', 'step', 'seconds', ...COLUMNS, 'enforced'], ...rows].map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
}

function quoted(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
