import { LitElement, css, html, nothing } from 'lit';
import { shared } from '../styles/shared.js';
import { LiveStream } from '../live/live-stream.js';
import { House } from '../model/house.js';
import { meansInWords } from '../model/means.js';
import { listed } from '../model/text.js';
import { totals } from '../model/totals.js';
import { MARK } from './icons.js';
import './announcer.js';
import './broken-stream.js';
import './connection.js';
import './decisions.js';
import './house-totals.js';
import './nodes.js';
import './switched-off.js';
import './tenants.js';
import './theme-choice.js';

const STREAM = 'api/v1/stream';

/** The whole page: it follows the stream, keeps the house, and hands each part what that shows. */
export class Page extends LitElement {
  static properties = { tick: { state: true } };

  static styles = [shared, css`
    .page { max-width: 2100px; margin: 0 auto; padding: 0 clamp(10px, 2vw, 28px) 28px; display: grid; gap: var(--gap); grid-template-columns: minmax(0, 1fr); }
    .top { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 18px; padding: 12px 0 0; }
    .brand { display: flex; align-items: center; gap: 10px; margin-inline-end: auto; }
    h1 { font-size: 1.35rem; font-weight: 700; letter-spacing: 0.01em; line-height: 1.1; }
    @media (max-width: 480px) { .brand p { display: none; } }
    .mark .wall { fill: var(--brick); }
    .mark .lit { fill: light-dark(#ffe2a3, #ffe2a3); }
    .mark .door { fill: light-dark(#3b1d15, #2a1712); }
    main { display: grid; gap: calc(var(--gap) * 1.25) var(--gap); grid-template-columns: minmax(0, 1fr); align-items: start; }
    .wide { grid-column: 1 / -1; }
    landlord-decisions { --decisions-height: 480px; }
    @media (min-width: 1180px) {
      main { grid-template-columns: minmax(0, 1fr) minmax(330px, 24%); grid-template-rows: auto auto 1fr; }
      landlord-tenants { grid-row: 2; }
      landlord-nodes { grid-row: 3; }
      landlord-decisions { grid-column: 2; grid-row: 2 / span 2; position: sticky; top: 12px; --decisions-height: calc(100vh - 60px); }
    }
    footer { border-top: 1px solid var(--line); padding-top: 10px; }
    .waiting { padding: 3em 0; text-align: center; }
  `];

  #house = new House();
  #stream = new LiveStream(new URL(STREAM, document.baseURI), (kind, value, date) => this.#take(kind, value, date));
  #clock;
  #drawing = false;

  connectedCallback() {
    super.connectedCallback();
    this.#stream.addEventListener('status', this.#onStatus);
    this.#stream.connect();
    this.#clock = setInterval(() => { this.tick = Date.now(); }, 1_000);
    addEventListener('online', this.#retry);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stream.removeEventListener('status', this.#onStatus);
    this.#stream.close();
    clearInterval(this.#clock);
    removeEventListener('online', this.#retry);
  }

  render() {
    const { status } = this.#stream;
    return html`
      <div class="page" @landlord-retry=${this.#retry} @landlord-show-tenant=${this.#showTenant}>
        <header class="top">
          <div class="brand">${MARK}<div><h1>Landlord</h1><p class="quiet small">who uses what, and what was done about it</p></div></div>
          <landlord-connection .status=${status} .tick=${this.tick}></landlord-connection>
          <landlord-theme></landlord-theme>
        </header>
        <landlord-broken-stream .status=${status} .tick=${this.tick} ?hidden=${status.phase === 'live' || !status.brokenSince}></landlord-broken-stream>
        <landlord-switched-off .switches=${this.#house.switches} ?hidden=${this.#house.switches.length === 0}></landlord-switched-off>
        <main>${this.#house.known ? this.#content(status) : this.#wait(status)}</main>
        <footer class="quiet small">All of this comes from Kafka topics and from <a href="api/v1/tenants">/api/v1</a>: whatever is shown here, other programs can have too.</footer>
        <landlord-announcer></landlord-announcer>
      </div>`;
  }

  updated() {
    if (this.#house.known) {
      this.renderRoot.querySelector('landlord-announcer').watch(this.#house.tenantsInOrder());
    }
  }

  #content(status) {
    const house = this.#house;
    const tenants = house.tenantsInOrder();
    const nodes = house.nodesInOrder();
    const broken = status.phase !== 'live';
    return html`
      <landlord-house-totals class="wide" .totals=${totals(house)} .tenants=${tenants}
                             .nodes=${nodes.filter(({ state }) => state === 'up').length} ?stale=${broken}></landlord-house-totals>
      <landlord-tenants .tenants=${tenants} .unattributed=${house.unattributed} .tick=${this.tick}
                        .isStale=${(tenant) => broken || house.isStale(tenant)}></landlord-tenants>
      <landlord-decisions .decisions=${house.decisions}></landlord-decisions>
      <landlord-nodes .nodes=${nodes} .stale=${broken}></landlord-nodes>`;
  }

  #wait(status) {
    return status.phase === 'connecting' ? html`<p class="waiting quiet wide">Reading the meters …</p>` : nothing;
  }

  #take(kind, value, date) {
    this.#house.apply(kind, value, date);
    if (kind === 'switches') {
      this.#saySwitches();
    }
    this.#drawSoon();
  }

  #saySwitches() {
    const off = this.#house.switches.map(({ means }) => meansInWords(means));
    this.renderRoot.querySelector('landlord-announcer')?.say(
      off.length === 0 ? 'Nothing is switched off any more' : `Switched off for the whole house: ${listed(off)}`);
  }

  /** However many events arrive, the page is drawn once a frame, and not at all while nobody sees it. */
  #drawSoon() {
    if (!this.#drawing) {
      this.#drawing = true;
      requestAnimationFrame(() => {
        this.#drawing = false;
        this.requestUpdate();
      });
    }
  }

  #onStatus = () => {
    const { phase, brokenSince } = this.#stream.status;
    const announcer = this.renderRoot?.querySelector?.('landlord-announcer');
    if (phase === 'waiting' && brokenSince && !this.#told) {
      this.#told = true;
      announcer?.say('The stream broke. The page reconnects by itself');
    } else if (phase === 'live' && this.#told) {
      this.#told = false;
      announcer?.say('Connected again');
    }
    this.requestUpdate();
  };
  #told = false;

  #retry = () => {
    if (this.#stream.status.phase !== 'live') {
      this.#stream.connect();
    }
  };

  #showTenant({ detail }) {
    this.renderRoot.querySelector('landlord-tenants')?.show(detail);
  }
}

customElements.define('landlord-page', Page);
