import type { Reading } from '../reading.ts';
import type { Known, MatterView } from './context.ts';

/** What a reading tells as plain values. */
export const toldBy = (reading: Reading): Known => ({
  contract: reading.contract?.value ?? null,
  holder: reading.holder?.value ?? null,
  holderStated: reading.holderStated,
  contact: reading.contact?.value ?? null,
  phone: reading.phone?.value ?? null,
  email: reading.email?.value ?? null,
  city: reading.city?.value ?? null,
});

/** The new words over what the matter's earlier messages told: what is said last counts, what is not said again stays. */
export const withEarlier = (told: Known, matter: MatterView | null): Known => {
  if (!matter) return told;
  const earlier = matter.known;
  const names = told.holder !== null || told.contact !== null ? told : earlier;
  return {
    contract: told.contract ?? earlier.contract,
    holder: names.holder ?? earlier.holder,
    holderStated: names.holder !== null ? names.holderStated : earlier.holderStated,
    contact: names.contact ?? (names.holder !== null && names.holder === earlier.holder ? earlier.contact : null),
    phone: told.phone ?? earlier.phone,
    email: told.email ?? earlier.email,
    city: told.city ?? earlier.city,
  };
};

const WRITTEN_ONLY = // "no puedo hablar por teléfono", "solo por escrito"; not "no me han llamado"
  /\b(?:no (?:puedo|podemos|pueden) (?:hablar|escuchar|oir|contestar)|(?:solo|solamente|unicamente|nada mas|por favor) (?:por|en) (?:mensajes?|escrito|correo|texto)|no (?:me |nos )?(?:llam(?:e|en|ar|arme)|marqu?(?:e|en|ar)|hablen?)\b.{0,40}\b(?:sord|oig|escuch|oir)|por escrito)/;

/** Whether attention must be in writing, never by telephone (policy, rule 8): said together with a need for accessible attention. */
export const isWrittenOnly = (reading: Reading, text: string): boolean =>
  reading.accessibility !== null && WRITTEN_ONLY.test(text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 4000));
