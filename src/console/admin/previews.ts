import type { CompanyProfile } from '../../core/company.ts';

/** Which answer is shown: its plain-language form or not, with all data or with hardly any. */
export type PreviewAsked = { channel: string; kind: string; accessible: boolean; isFull: boolean };

/** An answer as its customer would get it, with invented data. */
export type Preview = {
  /** Where its words are edited. */
  files: string[];
  /** Whether it has a plain-language form of its own. */
  hasAccessible: boolean;
  subject: string | null;
  text: string;
  html: string | null;
  /** What goes out on WhatsApp after 24 hours; null on other channels and where Meta has approved none. */
  approved: { name: string; language: string; parameters: { variable: string; value: string }[]; text: string } | null;
};

/** The answers of a company, from their files; `broken` where those cannot be read, with what is wrong in each. */
export type Previews =
  | { kind: 'open'; channels: readonly string[]; kinds: readonly string[]; show: (asked: PreviewAsked) => Preview | null }
  | { kind: 'broken'; problems: string[] };
export type OpenPreviews = (profile: CompanyProfile) => Promise<Previews>;
