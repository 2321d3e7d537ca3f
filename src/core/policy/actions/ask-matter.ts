import type { Channel, Disposition } from '../../words.ts';
import { type Refused, refused } from './action.ts';

/** What a chat shows under the question: each title comes back as the customer's own words, and is read like them. */
export const MATTER_CHOICES = [
  { id: 'matter-falla', title: 'No tengo internet' },
  { id: 'matter-saldo', title: 'Saldo o pagos' },
  { id: 'matter-contratacion', title: 'Contratar servicio' },
] as const;

export const MATTER_QUESTION =
  'Gracias por escribirnos. ¿En qué podemos ayudarle? Elija una opción o, si es otra cosa, cuéntenosla con sus palabras y en seguida le damos su folio.';

/** Whether a chat takes choices under a text. */
export const takesChoices = (channel: Channel): boolean => channel === 'whatsapp' || channel === 'messenger';

/**
 * Asks the writer of a message that names no matter what it is about. The policy answers such a message by no machine
 * (Dispositions, `review`): an agent asks, once, on the chat itself and while it is open for free text.
 */
export const askMatter = (
  message: { disposition: Disposition | null; reviewedAt: Date | null; channel: Channel },
  isOpen: boolean,
): Refused | { kind: 'done' } => {
  if (message.disposition !== 'review' || message.reviewedAt !== null) return refused('not-in-review');
  if (!takesChoices(message.channel)) return refused('no-channel');
  return isOpen ? { kind: 'done' } : refused('window-closed');
};
