import { plain } from './text.js';

/** What the policy may do by itself, for people. */
const MEANS = {
  weight: 'Lowering CPU weights',
  throttle: 'Throttling',
  freeze: 'Freezing',
  evict: 'Evicting',
};

export function meansInWords(means) {
  return MEANS[means] ?? plain(means);
}
