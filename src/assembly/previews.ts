import type { OpenPreviews, Preview, PreviewAsked, Previews } from '../console/admin/previews.ts';
import type { CompanyProfile } from '../core/company.ts';
import { PermanentError } from '../runtime/errors.ts';
import { ANSWER_CHANNELS, type AnswerChannel, loadTemplates, type Templates, templateName } from '../templates/load.ts';
import { render } from '../templates/render.ts';
import { sampleFacts } from '../templates/sample.ts';
import { ANSWER_KINDS, type AnswerKind, describeAnswer } from '../templates/variables.ts';

/** Answers with sample data, from the files as they are when they are first asked for; what cannot be loaded is tried again the next time. */
export const previewsOf = (folder: string): OpenPreviews => {
  const loaded = new Map<string, Promise<Templates>>();
  return async (profile): Promise<Previews> => {
    const loading = loaded.get(profile.company) ?? loadTemplates(folder, [profile]);
    loaded.set(profile.company, loading);
    try {
      const templates = await loading;
      return { kind: 'open', channels: ANSWER_CHANNELS, kinds: ANSWER_KINDS, show: (asked) => show(templates, profile, asked) };
    } catch (error) {
      loaded.delete(profile.company);
      if (!(error instanceof PermanentError)) throw error;
      return {
        kind: 'broken',
        problems: error.message
          .split('\n')
          .slice(1)
          .map((line) => line.trim()),
      };
    }
  };
};

const show = (templates: Templates, profile: CompanyProfile, asked: PreviewAsked): Preview | null => {
  const channel = ANSWER_CHANNELS.find((one) => one === asked.channel);
  const kind = ANSWER_KINDS.find((one) => one === asked.kind);
  if (!channel || !kind) return null;
  const { company } = profile;
  const nameOf = (accessible: boolean) => templateName(company, channel, kind, accessible);
  const hasAccessible = templates.compiled.has(nameOf(true));
  const accessible = asked.accessible && hasAccessible;
  const variables = describeAnswer(profile, sampleFacts(profile, kind, asked.isFull ? 'full' : 'bare'));
  const { subject, text, html, whatsappTemplate } = render(templates, { company, channel, kind, accessible, variables });
  return {
    files: filesOf(nameOf(accessible), channel),
    hasAccessible,
    subject,
    text,
    html,
    approved: whatsappTemplate && { ...whatsappTemplate, parameters: named(profile, kind, whatsappTemplate.parameters) },
  };
};

const filesOf = (name: string, channel: AnswerChannel): string[] =>
  channel === 'email' ? [`templates/${name}.txt`, `templates/${name}.mjml`] : [`templates/${name}.txt`];

const named = ({ approvedTemplates }: CompanyProfile, kind: AnswerKind, values: string[]) =>
  values.map((value, index) => ({ variable: approvedTemplates[kind]?.parameters[index] ?? '', value }));
