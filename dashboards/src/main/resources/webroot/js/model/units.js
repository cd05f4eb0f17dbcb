/** Numbers as people read them. What is absent is not known: every function here answers `NOT_KNOWN` for it, never a zero. */
export const NOT_KNOWN = 'not known';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function isKnown(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

export function cores(value) {
  if (!isKnown(value)) {
    return NOT_KNOWN;
  }
  const digits = hundredths(value);
  return `${digits} ${digits === '1' ? 'core' : 'cores'}`;
}

export function bytes(value) {
  if (!isKnown(value)) {
    return NOT_KNOWN;
  }
  let rest = value;
  let unit = 0;
  while (rest >= 1023.5 && unit < BINARY.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(rest) : threeDigits(rest)} ${BINARY[unit]}`;
}

export function bytesPerSecond(value) {
  return isKnown(value) ? `${bytes(value)}/s` : NOT_KNOWN;
}

export function count(value) {
  return isKnown(value) ? Math.round(value).toLocaleString('en') : NOT_KNOWN;
}

export function percent(share) {
  if (!isKnown(share)) {
    return NOT_KNOWN;
  }
  const value = share * 100;
  return `${value > 0 && value < 1 ? '< 1' : Math.round(value).toLocaleString('en')} %`;
}

/** From microseconds to whatever reads best: `350 µs`, `4.2 ms`, `2.5 s`, `3 h 12 min`. */
export function microseconds(value) {
  if (!isKnown(value)) {
    return NOT_KNOWN;
  }
  if (value < 1_000) {
    return `${Math.round(value)} µs`;
  }
  if (value < 1_000_000) {
    return `${threeDigits(value / 1_000)} ms`;
  }
  return value < 60_000_000 ? `${threeDigits(value / 1_000_000)} s` : duration(value / 1_000);
}

/** `12 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function duration(milliseconds) {
  if (!isKnown(milliseconds)) {
    return NOT_KNOWN;
  }
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const parts = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0) {
    return '0 s';
  }
  const [size, name] = parts[first];
  const head = `${Math.floor(seconds / size)} ${name}`;
  const next = parts[first + 1];
  const tail = next ? Math.floor((seconds % size) / next[0]) : 0;
  return tail > 0 ? `${head} ${tail} ${next[1]}` : head;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** Local time of day, with the day in front when it is another one than today. */
export function clock(time, now = Date.now()) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) {
    return NOT_KNOWN;
  }
  const today = date.toDateString() === new Date(now).toDateString();
  return today ? CLOCK.format(date) : `${DAY.format(date)}, ${CLOCK.format(date)}`;
}

export function fullTime(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? NOT_KNOWN : FULL.format(date);
}

/** `2`, `0.5`, `0.49`, `12.5`, `1,280`, `< 0.01`: hundredths below ten, tenths below a hundred, no zeros at the end. */
export function hundredths(value) {
  if (value > 0 && value < 0.005) {
    return '< 0.01';
  }
  return value.toLocaleString('en', { maximumFractionDigits: value < 9.995 ? 2 : value < 99.95 ? 1 : 0 });
}

function threeDigits(value) {
  const text = value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
