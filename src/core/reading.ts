import type { Category, Channel, City, Company } from './words.ts';

/** A stretch of the original subject or text that a value rests on; offsets in UTF-16 units, `end` exclusive. */
export type Span = { source: 'subject' | 'text'; start: number; end: number };

/** One field as it was read: its canonical value, the words it rests on, and how sure the reader is (0 to 1). */
export type Found<T> = { value: T; evidence: Span[]; confidence: number };

/** What a message says, field by field (corpus/GUIDE.md); null where it does not say it. */
export type Reading = {
  contract: Found<string> | null;
  holder: Found<string> | null;
  /** The text says who holds ("titular", "a nombre de", a labelled field); false where `holder` is only the writer's own name. */
  holderStated: boolean;
  contact: Found<string> | null;
  phone: Found<string> | null;
  email: Found<string> | null;
  city: Found<City> | null;
  category: Found<Category>;
  folio: Found<string> | null;
  accessibility: Found<true> | null;
  /** The message only thanks or acknowledges ("gracias", "ok", "👍"); policy, rule 11. */
  onlyThanks: boolean;
};

/** What the readers look at: the customer's subject and text, and which company's words to expect. */
export type ReadInput = { company: Company; channel: Channel; subject: string | null; text: string };

/** The nine fields as plain values, in the form of corpus/GUIDE.md. */
export type Fields = {
  contract: string | null;
  holder: string | null;
  contact: string | null;
  phone: string | null;
  email: string | null;
  city: City | null;
  category: Category;
  folio: string | null;
  accessibility: boolean;
};
