import type { ApprovedTemplate } from '../core/company.ts';
import type { Company } from '../core/words.ts';
import { PermanentError } from '../runtime/errors.ts';
import type { AnswerChannel, Templates } from './load.ts';
import { fill, templateName } from './load.ts';
import type { AnswerKind, AnswerVariables } from './variables.ts';

// What Meta allows in a template's parameter: one line, no runs of blanks (132012, 100).
const PARAMETER_LENGTH = 1024;

export type RenderedAnswer = {
  /** Of a mail; null on other channels. */
  subject: string | null;
  text: string;
  html: string | null;
  /**
   * What goes out on WhatsApp outside the 24-hour window (policy, rule 16), with the words the customer then reads; null on
   * other channels and where the company has no approved template for the kind.
   */
  whatsappTemplate: { name: string; language: string; parameters: string[]; text: string } | null;
};

/** One answer in its company's words; the accessible form where there is one. A company or kind that was not loaded is a bug. */
export const render = (
  templates: Templates,
  answer: { company: Company; channel: AnswerChannel; kind: AnswerKind; accessible: boolean; variables: AnswerVariables },
): RenderedAnswer => {
  const { company, channel, kind, accessible, variables } = answer;
  const plain = templates.compiled.get(templateName(company, channel, kind, false));
  const template = (accessible ? templates.compiled.get(templateName(company, channel, kind, true)) : undefined) ?? plain;
  if (template === undefined)
    throw new PermanentError('template', `expected a loaded template ${templateName(company, channel, kind, false)}, found none`);
  const approved = channel === 'whatsapp' ? templates.approved.get(company)?.[kind] : undefined;
  return { ...fill(template, variables), whatsappTemplate: approved ? fillApproved(approved, variables) : null };
};

const fillApproved = ({ name, language, parameters, text }: ApprovedTemplate, variables: AnswerVariables) => {
  const values = parameters.map((parameter) => oneLine((variables as Record<string, unknown>)[parameter]));
  if (values.some((value) => value === '')) return null; // Meta refuses an empty parameter
  const words = text.replace(/\{\{(\d+)\}\}/g, (_whole, place: string) => values[Number(place) - 1] ?? '');
  return { name, language, parameters: values, text: words };
};

const oneLine = (value: unknown) => (typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, PARAMETER_LENGTH) : '');
