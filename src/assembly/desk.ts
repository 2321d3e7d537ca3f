import { setTimeout as sleep } from 'node:timers/promises';
import { readAttachment } from '../channels/email/parse.ts';
import type { MailParser } from '../channels/email/parse-pool.ts';
import type { Actions, DeskTools } from '../console/actions.ts';
import { previewCompensation, reopenTicket, resolveTicket } from '../steps/attend.ts';
import { correctField, joinTicket, splitMessage } from '../steps/attend-matter.ts';
import { askForMatter, markAsNoRequest, openFromReview, undoNoRequest } from '../steps/attend-review.ts';
import { assignTicket, moveTicket, pauseTerm, resumeTerm } from '../steps/attend-route.ts';
import { undoAction } from '../steps/attend-undo.ts';
import { addNote, answerByAgent } from '../steps/attend-write.ts';
import { captureMatter } from '../steps/capture.ts';
import { handOver } from '../steps/hand-over.ts';
import { tellFolio } from '../steps/tell-folio.ts';
import type { Tools } from '../steps/tools.ts';

/** An agent waits no longer for a queue than this: what was not enqueued by then is done by the sweep. */
const QUEUE_WITHIN_MS = 500;

/** What agents do in the console, as the steps do it. */
export const actionsOf = (waiting: Tools): Actions =>
  actionsWith({ ...waiting, enqueue: { ...waiting.enqueue, answer: patient(waiting.enqueue.answer) } });

const patient =
  (enqueue: Tools['enqueue']['answer']): Tools['enqueue']['answer'] =>
  async (...job) => {
    const timer = new AbortController();
    await Promise.race([enqueue(...job), sleep(QUEUE_WITHIN_MS, undefined, { signal: timer.signal, ref: false }).catch(() => undefined)]);
    timer.abort();
  };

const actionsWith = (tools: Tools): Actions => ({
  resolve: (order) => resolveTicket(tools, order),
  reopen: (order) => reopenTicket(tools, order),
  move: (order) => moveTicket(tools, order),
  assign: (order) => assignTicket(tools, order),
  pause: (order) => pauseTerm(tools, order),
  resume: (order) => resumeTerm(tools, order),
  join: (order) => joinTicket(tools, order),
  split: (order) => splitMessage(tools, order),
  correct: (order) => correctField(tools, order),
  undo: (order) => undoAction(tools, order),
  note: (order) => addNote(tools, order),
  answer: (order) => answerByAgent(tools, order),
  compensation: (asked) => previewCompensation(tools, asked),
  openFromReview: (order) => openFromReview(tools, order),
  askForMatter: (order) => askForMatter(tools, order),
  markAsNoRequest: (order) => markAsNoRequest(tools, order),
  undoNoRequest: (order) => undoNoRequest(tools, order),
  capture: (order) => captureMatter(tools, order),
  handOver: (order) => handOver(tools, order),
  sendFolio: (order) => tellFolio(tools, order),
});

/** What the console reads out of raw mails: the same bounded parser that understanding uses. */
export const mailFilesOf = (parser: MailParser): DeskTools['mail'] => ({
  html: async (raw, { company, mailbox }) => {
    const parsed = await parser.parse(raw, { company, mailbox, group: null, authservId: null });
    return parsed.kind === 'parsed' ? parsed.html : null;
  },
  file: (raw, position) => readAttachment(raw, position),
});
