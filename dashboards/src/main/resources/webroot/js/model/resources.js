import { bytes, bytesPerSecond, cores, count } from './units.js';

/** What is metered, in the order shown: the field in `usage`, `quota` and `recent`, the key in `share` and `byResource`, and how to say it. */
export const RESOURCES = [
  { id: 'cpu', field: 'cpuCores', label: 'CPU', say: cores },
  { id: 'memory', field: 'memoryBytes', label: 'Memory', say: bytes },
  { id: 'pids', field: 'pids', label: 'Processes', say: count },
  { id: 'io', field: 'ioBytesPerSecond', label: 'Block IO', say: bytesPerSecond },
];

/** A set of limits or quotas in words: `["CPU 0.5 cores", "memory 256 MiB"]`. */
export function boundsInWords(bounds = {}) {
  const words = [];
  for (const { field, label, say } of RESOURCES) {
    if (bounds[field] != null) {
      words.push(`${label === 'CPU' ? label : label.toLowerCase()} ${say(bounds[field])}`);
    }
  }
  if (bounds.memoryHighBytes != null) {
    words.push(`reclaim above ${bytes(bounds.memoryHighBytes)}`);
  }
  if (bounds.cpuWeight != null) {
    words.push(`CPU weight ${count(bounds.cpuWeight)} of 100`);
  }
  return words;
}
