import type { Document } from './document.ts';
import { RELATION } from './known-words.ts';
import { speaks } from './person.ts';

/** Of whose service the customer speaks: `holds`, of somebody's to whom they are kin, `spoken`, kin is only spoken of. */
export type Kin = 'none' | 'spoken' | 'holds';

const MOST_LOOKS = 4_000;
const REACH = 7;
const WHOSE = /^(?:mi|mis|su|sus|my|his|her|un|una|del|la|el|don|dona)$/;
const SERVICE =
  /^(?:contratos?|cuentas?|cta|cto|servicio|titular|linea|recibos?|nombre|internet|casa|modem|depa|account|name|house|contrato|firmo|paga|puso|duen[oa])$/;

/** "el contrato es de mi suegra", "la cuenta sigue siendo de mi roomie": whoever writes then is not who holds (guide, contact). */
export const kinOf = ({ tokens }: Document): Kin => {
  let kin: Kin = 'none';
  for (let i = 1; i < Math.min(tokens.length, MOST_LOOKS); i++) {
    const token = tokens[i];
    if (token?.kind !== 'word' || (token.known & RELATION) === 0 || !speaks(token.author) || !WHOSE.test(tokens[i - 1]?.text ?? ''))
      continue;
    kin = 'spoken';
    for (let k = Math.max(0, i - REACH); k < i + REACH; k++) if (SERVICE.test(tokens[k]?.text ?? '')) return 'holds';
  }
  return kin;
};
