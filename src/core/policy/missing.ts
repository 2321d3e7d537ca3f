import type { Category, Channel } from '../words.ts';
import { needsIdentification } from './area.ts';

/** What a customer can still be asked for (procedure, steps a to d); `identification`: contract or holder, whichever is at hand. */
export type Missing = 'identification' | 'contract' | 'holder' | 'phone';

type Held = { category: Category; contract: string | null; holder: string | null; phone: string | null; channel: Channel };

/** What an answer asks for: exactly what the procedure wants and the customer has not given. WhatsApp shows its own number. */
export const missingFrom = ({ category, contract, holder, phone, channel }: Held): Missing[] => {
  const identified = contract !== null || holder !== null;
  const who: Missing[] = !needsIdentification(category) || contract !== null ? [] : identified ? ['contract'] : ['identification'];
  const call: Missing[] = phone === null && channel !== 'whatsapp' && needsIdentification(category) ? ['phone'] : [];
  return [...who, ...call];
};
