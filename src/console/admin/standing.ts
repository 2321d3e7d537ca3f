import { type Html, html, type Piece } from '../html.ts';

/** `act`: a person must do something now; `watch`: it works and somebody should look at it by day. */
export type Level = 'fine' | 'watch' | 'act';
/** What is not well, in a sentence, and what to do about it. */
export type Remark = { level: Exclude<Level, 'fine'>; what: string; mend: Piece };

const ORDER: Level[] = ['fine', 'watch', 'act'];
/** A shape and a word beside each colour. */
const SHOWN: Record<Level, { mark: string; word: string }> = {
  fine: { mark: '✓', word: 'Bien' },
  watch: { mark: '◆', word: 'Atención' },
  act: { mark: '▲', word: 'Hay que actuar' },
};

export const worstOf = (remarks: Remark[]): Level =>
  remarks.reduce<Level>((worst, { level }) => (ORDER.indexOf(level) > ORDER.indexOf(worst) ? level : worst), 'fine');

export const showLevel = (level: Level): Html =>
  html`<span class="level ${level}"><span aria-hidden="true">${SHOWN[level].mark}</span> ${SHOWN[level].word}</span>`;

export const showRemark = ({ level, what, mend }: Remark): Html =>
  html`<div class="remark ${level}"><p><span class="level ${level}" aria-hidden="true">${SHOWN[level].mark}</span><span class="visually-hidden">${SHOWN[level].word}: </span> <strong>${what}</strong></p><p>${mend}</p></div>`;

/** A code, a command, a file: as it is typed. */
export const code = (text: string): Html => html`<code>${text}</code>`;
