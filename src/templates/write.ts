import type { CompanyProfile } from '../core/company.ts';
import type { Channel, ReplyKind } from '../core/words.ts';
import { PermanentError } from '../runtime/errors.ts';
import { ANSWER_CHANNELS, type AnswerChannel, type Templates } from './load.ts';
import { type RenderedAnswer, render } from './render.ts';
import { ANSWER_KINDS, type AnswerFacts, type AnswerKind, describeAnswer } from './variables.ts';

/** Writes answers with loaded templates: the facts of a ticket in, subject, text and HTML in the company's words out. */
export const writeAnswer =
  (templates: Templates) =>
  (profile: CompanyProfile, answer: { channel: Channel; kind: ReplyKind; accessible: boolean; facts: AnswerFacts }): RenderedAnswer =>
    render(templates, {
      company: profile.company,
      channel: answerChannel(answer.channel),
      kind: answerKind(answer.kind),
      accessible: answer.accessible,
      variables: describeAnswer(profile, answer.facts),
    });

const answerChannel = (channel: Channel): AnswerChannel => {
  const known = ANSWER_CHANNELS.find((candidate) => candidate === channel);
  if (!known) throw new PermanentError('template', `expected a channel that answers go out on, found ${channel}`);
  return known;
};

const answerKind = (kind: ReplyKind): AnswerKind => {
  const known = ANSWER_KINDS.find((candidate) => candidate === kind);
  if (!known) throw new PermanentError('template', `expected a kind that has a template, found ${kind}`);
  return known;
};
