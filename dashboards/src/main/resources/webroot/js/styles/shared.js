import { css } from 'lit';

/** What every part of the page has in common. */
export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host { display: block; }
  :host([hidden]) { display: none; }

  h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h2 { font-size: 1.15rem; font-weight: 650; letter-spacing: 0.01em; }
  code, .mono { font-family: var(--mono); font-size: 0.93em; }
  bdi, code, .wrap { overflow-wrap: anywhere; }
  .quiet { color: var(--quiet); }
  .small { font-size: 0.86em; }
  .number { white-space: nowrap; }

  a { color: var(--brick); text-underline-offset: 0.15em; }
  button, input { font: inherit; color: inherit; }
  button { cursor: pointer; }
  button.plain {
    padding: 0; border: 0; background: none; color: var(--brick); text-align: start;
    text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.15em;
  }
  button.plain:hover { text-decoration-thickness: 2px; }
  summary { cursor: pointer; border-radius: 4px; }
  :focus-visible { outline: 2px solid var(--brick); outline-offset: 2px; }

  .unseen {
    position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap;
  }

  .chip {
    display: inline-block; padding: 0 0.5em; border: 1px solid var(--line); border-radius: 999px;
    font-size: 0.82em; line-height: 1.6; color: var(--quiet); overflow-wrap: anywhere;
  }

  .card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }

  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
  }
`;
