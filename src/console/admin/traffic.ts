import { Channel } from '../../core/words.ts';
import { HOUR_MS, HOURS_SHOWN, type HourCount } from '../../store/watch.ts';
import { type Html, html, type Piece } from '../html.ts';
import { CHANNEL_NAMES } from '../spanish.ts';

/** One hour of the clock, the oldest first; `hour` as its clock shows it: `09:00`. */
export type HourBar = { hour: string; total: number; byChannel: { channel: Channel; count: number }[] };
export type TrafficView = { bars: HourBar[]; channels: Channel[]; total: number; busiest: HourBar | null };

/** The last 24 hours of the clock, the empty ones too. */
export const viewTraffic = (counts: HourCount[], now: Date, timeZone: string): TrafficView => {
  const clock = new Intl.DateTimeFormat('es-MX', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const present = Math.floor(now.getTime() / HOUR_MS);
  const channels = Object.values(Channel).filter((channel) => counts.some((one) => one.channel === channel));
  const bars = Array.from({ length: HOURS_SHOWN }, (_, index): HourBar => {
    const hoursAgo = HOURS_SHOWN - 1 - index;
    const byChannel = channels.map((channel) => ({
      channel,
      count: counts.find((one) => one.hoursAgo === hoursAgo && one.channel === channel)?.count ?? 0,
    }));
    return {
      hour: clock.format(new Date((present - hoursAgo) * HOUR_MS)),
      byChannel,
      total: byChannel.reduce((sum, { count }) => sum + count, 0),
    };
  });
  const busiest = bars.reduce<HourBar | null>((most, bar) => (bar.total > (most?.total ?? 0) ? bar : most), null);
  return { bars, channels, total: bars.reduce((sum, bar) => sum + bar.total, 0), busiest };
};

const HEIGHT = 110;
const STEP = 20;
const BAR = 15;
const LABEL = 16;

/** The hours as a picture that says its gist in words, and as a table. */
export const showTraffic = (title: string, none: string, view: TrafficView): Html => {
  const { bars, channels, total, busiest } = view;
  if (!busiest) return html`<h3>${title}</h3><p class="quiet">${none}</p>`;
  const gist = `${title}: ${total} en 24 horas; la hora con más, las ${busiest.hour}, con ${busiest.total}.`;
  return html`<h3>${title}</h3><p>${gist}</p>
    <svg class="traffic" viewBox="0 0 ${HOURS_SHOWN * STEP} ${HEIGHT + LABEL}" role="img" aria-label="${gist}" preserveAspectRatio="none">
      <line class="base" x1="0" y1="${HEIGHT}" x2="${HOURS_SHOWN * STEP}" y2="${HEIGHT}" />
      ${bars.map((bar, index) => column(bar, index, busiest.total))}
    </svg>
    <ul class="legend">${channels.map((channel) => html`<li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="bar ${channel}" width="10" height="10" /></svg> ${CHANNEL_NAMES[channel]}</li>`)}</ul>
    <details><summary>Ver ${title.toLowerCase()} en una tabla</summary><div class="scroll" tabindex="0" role="region" aria-label="${title} por hora y canal"><table><thead><tr><th scope="col">Hora</th>${channels.map((channel) => html`<th scope="col">${CHANNEL_NAMES[channel]}</th>`)}<th scope="col">Total</th></tr></thead>
      <tbody>${bars.map((bar) => html`<tr><th scope="row">${bar.hour}</th>${bar.byChannel.map(({ count }) => html`<td>${count}</td>`)}<td>${bar.total}</td></tr>`)}</tbody></table></div></details>`;
};

const column = (bar: HourBar, index: number, most: number): Html => {
  const x = index * STEP + (STEP - BAR) / 2;
  let top = HEIGHT;
  const pieces: Piece[] = bar.byChannel.map(({ channel, count }) => {
    const height = (count / most) * (HEIGHT - 6);
    top -= height;
    return count > 0 && html`<rect class="bar ${channel}" x="${x}" y="${top.toFixed(1)}" width="${BAR}" height="${height.toFixed(1)}" />`;
  });
  const told = bar.byChannel.filter(({ count }) => count > 0).map(({ channel, count }) => `${CHANNEL_NAMES[channel]} ${count}`);
  const title = `${bar.hour}: ${bar.total === 0 ? 'nada' : told.join(', ')}`;
  return html`<g><title>${title}</title><rect class="touch" x="${index * STEP}" y="0" width="${STEP}" height="${HEIGHT}" />${pieces}${
    index % 4 === 3 && html`<text x="${index * STEP + STEP / 2}" y="${HEIGHT + 12}">${bar.hour.slice(0, 2)}</text>`
  }</g>`;
};
