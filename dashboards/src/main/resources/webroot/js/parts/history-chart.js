import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared.js';
import { plain } from '../model/text.js';
import { clock, isKnown } from '../model/units.js';
import { during, enforcedOn, inWords, line, stepInWords, steps } from '../model/usage.js';
import { echarts } from './echarts.js';

const MOST_TIPS = 3;

/**
 * One resource of one tenant over time: mean use, the quota as a dashed line, what was enforced as bands, evictions and the end of the fine
 * steps as upright lines. Dragging and the bar below zoom.
 */
export class HistoryChart extends LitElement {
  static properties = {
    answer: { attribute: false },
    resource: { attribute: false },
    field: {},
    quota: { type: Number },
  };

  static styles = [shared, css`
    figure { height: 210px; }
  `];

  #chart;
  #sized = new ResizeObserver(() => this.#chart?.resize());

  render() {
    return html`<figure role="img" aria-label=${this.#summary()}></figure>`;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#sized.observe(this);
    addEventListener('landlord-theme', this.#draw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sized.disconnect();
    removeEventListener('landlord-theme', this.#draw);
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  async firstUpdated() {
    const { init } = await echarts();
    if (this.isConnected && !this.#chart) {
      this.#chart = init(this.renderRoot.querySelector('figure'), null, { renderer: 'canvas' });
      this.#draw();
    }
  }

  updated() {
    this.#draw();
  }

  #draw = () => {
    this.#chart?.setOption(this.#option(), { silent: true, replaceMerge: ['series'] });
  };

  /** The part of the time that is on the screen, which goes on with each answer: `{from, to}`, milliseconds. */
  get shown() {
    const [{ startValue, endValue } = {}] = this.#chart?.getOption().dataZoom ?? [];
    return { from: startValue ?? Date.parse(this.answer.from), to: endValue ?? Date.parse(this.answer.to) };
  }

  #summary() {
    const { label, say } = this.resource;
    const known = steps(this.answer).map(({ point }) => point[this.field]).filter(isKnown);
    if (known.length === 0) {
      return `${label}: nothing is known of this time`;
    }
    const held = enforcedOn(this.answer, this.resource.id).length;
    return `${label} from ${clock(this.answer.from)} to ${clock(this.answer.to)}: last ${say(known.at(-1))}, at most ${say(Math.max(...known))}`
      + `${isKnown(this.quota) ? `, quota ${say(this.quota)}` : ''}${held > 0 ? `, held back ${held === 1 ? 'once' : `${held} times`}` : ''}`;
  }

  #option() {
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const { say } = this.resource;
    const all = steps(this.answer);
    const data = line(all, this.field);
    const from = Date.parse(this.answer.from);
    const to = Date.parse(this.answer.to);
    const bounded = isKnown(this.quota);
    const most = Math.max(bounded ? this.quota : 0, ...data.map(([, value]) => value ?? 0), Number.MIN_VALUE);
    const held = enforcedOn(this.answer, this.resource.id);
    const quiet = { color: colour('--chart-quota'), fontSize: 10.5 };
    return {
      animation: false,
      grid: { left: 0, right: 16, top: 16, bottom: 46, containLabel: true },
      xAxis: { type: 'time', min: from, max: to, axisLabel: { ...quiet, hideOverlap: true }, axisLine: { lineStyle: { color: colour('--chart-quota') } }, splitNumber: 4 },
      yAxis: {
        type: 'value', min: 0, max: most * 1.12, splitNumber: 3, splitLine: { lineStyle: { color: colour('--chart-quota'), opacity: 0.18 } },
        axisLabel: { ...quiet, formatter: (value) => say(value), showMaxLabel: false },
      },
      dataZoom: [
        { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, preventDefaultMouseMove: false },
        {
          type: 'slider', filterMode: 'none', height: 16, left: 10, right: 10, bottom: 4, showDetail: false, brushSelect: false, borderColor: 'transparent',
          fillerColor: translucent(colour('--chart-use')), handleStyle: { color: colour('--chart-ground'), borderColor: colour('--chart-use') },
          moveHandleSize: 0, dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { color: colour('--chart-use'), opacity: 0.18 } },
          selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { color: colour('--chart-use'), opacity: 0.4 } },
        },
      ],
      tooltip: {
        // Drawn on the canvas: no markup is ever made from data.
        renderMode: 'richText', trigger: 'axis', confine: true, padding: [4, 7], borderWidth: 1,
        borderColor: colour('--chart-quota'), backgroundColor: colour('--chart-ground'), textStyle: { color: colour('--chart-ink'), fontSize: 11 },
        axisPointer: { type: 'line', lineStyle: { color: colour('--chart-quota') } },
        formatter: ([{ value }]) => this.#tip(all[value[2]], value, held),
      },
      series: [{
        // Without its own zlevel, the point under the pointer has none, and ECharts 5.3 warns of it.
        type: 'line', zlevel: 0, data, symbol: 'circle', symbolSize: 4, showSymbol: data.length < 3, connectNulls: false,
        lineStyle: { width: 1.6, color: colour('--chart-use') }, itemStyle: { color: colour('--chart-use') },
        areaStyle: { opacity: 0.14, color: colour('--chart-use') },
        markLine: { silent: true, symbol: 'none', data: this.#lines(held, colour), animation: false },
        markArea: {
          silent: true, itemStyle: { color: colour('--chart-over'), opacity: 0.16 },
          data: held.filter((each) => each.from !== each.to).map((each) => [
            { xAxis: Math.max(from, Date.parse(each.from)) }, { xAxis: each.to ? Date.parse(each.to) : to }]),
        },
      }],
    };
  }

  #lines(held, colour) {
    const label = (formatter, name) => ({ show: true, formatter, position: 'insideEndTop', color: colour(name), fontSize: 10.5 });
    const lines = isKnown(this.quota) ? [{
      yAxis: this.quota, label: label(`quota ${this.resource.say(this.quota)}`, '--chart-quota'),
      lineStyle: { color: colour('--chart-quota'), type: [5, 4], width: 1.2 },
    }] : [];
    for (const { from } of held.filter((each) => each.from === each.to)) {
      lines.push({ xAxis: Date.parse(from), label: { show: false }, lineStyle: { color: colour('--chart-over'), type: 'solid', width: 1.5 } });
    }
    for (const { to, step } of (this.answer.parts ?? []).slice(0, -1)) {
      lines.push({
        xAxis: Date.parse(to), label: { ...label(`◂ ${stepInWords(step)}`, '--chart-quota'), position: 'end', rotate: 0 },
        lineStyle: { color: colour('--chart-quota'), type: 'dotted', width: 1.2 },
      });
    }
    return lines;
  }

  #tip(step, [at, value], held) {
    if (!step) {
      return clock(at);
    }
    const { point, start, end } = step;
    const inside = during(held, start, end);
    return [`${clock(start)}, ${stepInWords(step.step)}`, this.resource.say(value),
      ...(this.field === 'memoryBytes' && isKnown(point.memoryPeakBytes) ? [`at most ${this.resource.say(point.memoryPeakBytes)} with page cache`] : []),
      ...inside.slice(0, MOST_TIPS).map((each) => plain(inWords(each)))].join('\n');
  }
}

/** A colour for what lies under something else. */
function translucent(colour) {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.12)');
}

customElements.define('landlord-history-chart', HistoryChart);
