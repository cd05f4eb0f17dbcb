import { svg } from 'lit';

/** Small pictures, 16 × 16, drawn with the colour of the text beside them; all are decoration next to a word. */
const drawn = (shapes) => svg`
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6"
       stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shapes}</svg>`;

export const ICONS = {
  // An open door, a bell, a scale, a tap turned down, a snowflake, a way out, a question.
  free: drawn(svg`<path d="M4 14V2.5h8V14M2.5 14h11M9.6 8.4v.01"/>`),
  warned: drawn(svg`<path d="M3.5 11.5c1-1 1.2-2 1.2-4.2a3.3 3.3 0 0 1 6.6 0c0 2.2.2 3.2 1.2 4.2zM8 2.6v1.2M6.8 13.6a1.3 1.3 0 0 0 2.4 0"/>`),
  weighted: drawn(svg`<path d="M8 2.5v11M5 13.5h6M3 4.5h10M3 4.5 1.5 9h3zM13 4.5 11.5 9h3z"/>`),
  throttled: drawn(svg`<path d="M2.5 3h11M8 3v3M4.5 6h7l-1 4h-5zM8 12.4v1.6"/>`),
  frozen: drawn(svg`<path d="M8 1.5v13M2.4 4.8l11.2 6.4M13.6 4.8 2.4 11.2M6.3 2.4 8 4l1.7-1.6M6.3 13.6 8 12l1.7 1.6"/>`),
  evicting: drawn(svg`<path d="M9.5 2.5h-6v11h6M6.5 8h7M11 5.3 13.7 8 11 10.7"/>`),
  unknown: drawn(svg`<circle cx="8" cy="8" r="6"/><path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2M8 11.4v.01"/>`),

  sun: drawn(svg`<circle cx="8" cy="8" r="3"/><path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1"/>`),
  moon: drawn(svg`<path d="M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z"/>`),
  auto: drawn(svg`<circle cx="8" cy="8" r="6"/><path d="M8 2v12" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" stroke="none"/>`),

  passed: drawn(svg`<path d="m3 8.5 3.2 3.2L13 4.8"/>`),
  failed: drawn(svg`<path d="m4 4 8 8M12 4l-8 8"/>`),
};

/** The picture on the page's door plate: a house with one lit window and a meter. */
export const MARK = svg`
  <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <path class="wall" d="M16 2 3 11v19h26V11z"/>
    <path class="lit" d="M8 14h5v5H8zM19 14h5v5h-5zM8 22h5v5H8z"/>
    <path class="door" d="M19 21h5v9h-5z"/>
    <circle class="lit" cx="20.3" cy="25.6" r=".8"/>
  </svg>`;
