import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { clock, isKnown } from '../model/units.js';
import { echarts } from './echarts.js';

const WINDOW_MS = 120_000;
/** Between points further apart than this nothing is drawn: what was not measured is not made up. */
const GAP_MS = 5_000;

const HEIGHT = 44;
const INSET = 2;

/** One resource over the last two minutes, with the quota as a dashed line. Draws only while it is on the screen. */
export class UsageChart extends LitElement {
  static properties = {
    points: { attribute: false },
    field: {},
    label: {},
    say: { attribute: false },
    quota: { type: Number },
    stale: { type: Boolean },
  };

  static styles = [shared, css`
    figure { height: ${HEIGHT}px; }
  `];

  #chart;
  #seen = new IntersectionObserver((entries) => this.#show(entries.at(-1).isIntersecting));
  #sized = new ResizeObserver(() => this.#chart?.resize());
  #visible = false;

  render() {
    return html`<figure role="img" aria-label=${this.#summary()}></figure>`;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#seen.observe(this);
    this.#sized.observe(this);
    addEventListener('landlord-theme', this.#draw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#seen.disconnect();
    this.#sized.disconnect();
    removeEventListener('landlord-theme', this.#draw);
    this.#chart?.dispose();
    this.#chart = undefined;
    this.#visible = false;
  }

  updated() {
    this.#draw();
  }

  async #show(visible) {
    this.#visible = visible;
    if (visible && !this.#chart) {
      const { init } = await echarts();
      const place = this.renderRoot?.querySelector('figure');
      if (this.isConnected && !this.#chart && place?.clientWidth > 0) {
        this.#chart = init(place, null, { renderer: 'canvas' });
      }
    }
    this.#draw();
  }

  #draw = () => {
    if (this.#visible && this.#chart) {
      this.#chart.setOption(this.#option(), { silent: true });
    }
  };

  #summary() {
    const known = this.#known().map((point) => point[this.field]);
    if (known.length === 0) {
      return `${this.label}: nothing was measured in the last two minutes`;
    }
    const quota = isKnown(this.quota) ? `, quota ${this.say(this.quota)}` : '';
    return `${this.label} over the last two minutes: now ${this.say(known.at(-1))}, at most ${this.say(Math.max(...known))}${quota}`;
  }

  #known() {
    return (this.points ?? []).filter((point) => isKnown(point[this.field]));
  }

  #series() {
    const series = [];
    let last;
    for (const point of this.#known()) {
      const at = Date.parse(point.at);
      if (last !== undefined && at - last > GAP_MS) {
        series.push([last + 1, null]);
      }
      series.push([at, point[this.field]]);
      last = at;
    }
    return series;
  }

  #option() {
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const data = this.#series();
    const end = Date.parse(this.points?.at(-1)?.at) || Date.now();
    const bounded = isKnown(this.quota);
    const top = Math.max(bounded ? this.quota * 1.12 : 0, Math.max(0, ...data.map(([, value]) => value ?? 0)) * 1.12, Number.MIN_VALUE);
    const use = colour(this.stale ? '--chart-stale' : '--chart-use');
    const paint = bounded ? twoColours(colour(this.stale ? '--chart-stale' : '--chart-over'), use, 1 - this.quota / top) : use;
    return {
      animation: false,
      grid: { left: 0, right: 1, top: INSET, bottom: INSET },
      xAxis: { type: 'time', show: false, min: end - WINDOW_MS, max: end },
      yAxis: { type: 'value', show: false, min: 0, max: top },
      tooltip: {
        // Drawn on the canvas: no markup is ever made from data.
        renderMode: 'richText', trigger: 'axis', confine: true, padding: [3, 6], borderWidth: 1,
        borderColor: colour('--chart-quota'), backgroundColor: colour('--chart-ground'),
        textStyle: { color: colour('--chart-ink'), fontSize: 11 },
        axisPointer: { type: 'line', lineStyle: { color: colour('--chart-quota') } },
        formatter: ([{ value }]) => `${clock(value[0])}   ${this.say(value[1] ?? undefined)}`,
      },
      series: [{
        // Without its own zlevel, the point under the pointer has none, and ECharts 5.3 warns of it.
        type: 'line', zlevel: 0, data, symbol: 'circle', symbolSize: 5, showSymbol: data.length === 1, connectNulls: false,
        lineStyle: { width: 1.6, color: paint }, itemStyle: { color: use }, areaStyle: { opacity: 0.16, color: paint },
        markLine: {
          silent: true, symbol: 'none', label: { show: false }, data: bounded ? [{ yAxis: this.quota }] : [],
          lineStyle: { color: colour('--chart-quota'), type: [5, 4], width: 1 },
        },
      }],
    };
  }
}

/** One colour above the quota's line and another below it, in the chart's own pixels; `at` is the line's place from the top, 0 to 1. */
function twoColours(above, below, at) {
  const line = (INSET + (HEIGHT - 2 * INSET) * at) / HEIGHT;
  return {
    type: 'linear', global: true, x: 0, y: 0, x2: 0, y2: HEIGHT,
    colorStops: [{ offset: 0, color: above }, { offset: line, color: above }, { offset: line, color: below }, { offset: 1, color: below }],
  };
}

customElements.define('landlord-usage-chart', UsageChart);
