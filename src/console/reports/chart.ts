import type { ReportRow } from '../../store/reports.ts';
import { type Html, html } from '../html.ts';

type Bar = { name: string; row: ReportRow };
const WIDTH = 1000;
const HEIGHT = 22;

/**
 * A bar for each group: how many were resolved in time, how many passed their term, how many still have it running. The kinds
 * differ by pattern as well as by colour; the numbers stand in the table below.
 */
export const chartOf = (bars: Bar[], title: string): Html => {
  const most = Math.max(1, ...bars.map(({ row }) => row.received));
  return html`<figure class="chart"><figcaption><strong>${title}</strong>
    <span class="chart-key"><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="in-term" width="16" height="16"/></svg> Resueltos en término</span>
    <span class="chart-key"><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="late" width="16" height="16"/><path class="hatch" d="M0 16 16 0M-4 4 4 -4M12 20 20 12"/></svg> Fuera de término</span>
    <span class="chart-key"><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="open" x="0.5" y="0.5" width="15" height="15"/></svg> Abiertos en término</span></figcaption>
    <ol>${bars.map(
      ({ name, row }) => html`<li><span class="name">${name}</span>${barOf(row, most)}<span class="number">${row.received}</span>
      <span class="visually-hidden">recibidos: ${row.inTerm} resueltos en término, ${row.late} fuera de término, ${openOf(row)} abiertos en término</span></li>`,
    )}</ol></figure>`;
};

const openOf = (row: ReportRow): number => Math.max(0, row.received - row.inTerm - row.late);

const barOf = (row: ReportRow, most: number): Html => {
  const scale = (count: number) => Math.round((count / most) * WIDTH * 10) / 10;
  const [inTerm, late, open] = [scale(row.inTerm), scale(row.late), scale(openOf(row))];
  return html`<svg class="chart-bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <defs><pattern id="late-${row.key}" width="14" height="14" patternUnits="userSpaceOnUse"><rect class="late" width="14" height="14"/><path class="hatch" d="M0 14 14 0"/></pattern></defs>
    <rect class="in-term" width="${inTerm}" height="${HEIGHT}"/>
    <rect x="${inTerm}" width="${late}" height="${HEIGHT}" fill="url(#late-${row.key})"/>
    <rect class="open" x="${inTerm + late}" width="${open}" height="${HEIGHT}"/></svg>`;
};
