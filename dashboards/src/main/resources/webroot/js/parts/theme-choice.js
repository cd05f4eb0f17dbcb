import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { THEMES, chooseTheme, chosenTheme } from '../live/theme.js';
import { ICONS } from './icons.js';

const FACES = { auto: ICONS.auto, light: ICONS.sun, dark: ICONS.moon };
const WORDS = { auto: 'Colours as the system has them', light: 'Light colours', dark: 'Dark colours' };

/** Light, dark, or as the system has it. */
export class ThemeChoice extends LitElement {
  static styles = [shared, css`
    div { display: inline-flex; border: 1px solid var(--line-strong); border-radius: 999px; overflow: hidden; padding: 2px; gap: 2px; }
    button { display: grid; place-items: center; width: 30px; height: 26px; padding: 0; border: 0; border-radius: 999px; background: none; color: var(--quiet); }
    button[aria-pressed='true'] { background: var(--ink); color: var(--ground); }
  `];

  render() {
    return html`
      <div role="group" aria-label="Colours">
        ${THEMES.map((theme) => html`
          <button aria-pressed=${chosenTheme() === theme} aria-label=${WORDS[theme]} title=${WORDS[theme]} @click=${() => this.#choose(theme)}>${FACES[theme]}</button>`)}
      </div>`;
  }

  #choose(theme) {
    chooseTheme(theme);
    this.requestUpdate();
  }
}

customElements.define('landlord-theme', ThemeChoice);
