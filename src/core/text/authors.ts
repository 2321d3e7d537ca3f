/**
 * Whose words a line is. `own`: what the customer writes now; `earlier`: what the same customer wrote in quoted mail;
 * `ours`: quoted from us; `header`: who wrote when; `notice`: what programs and lawyers put under a mail.
 */
export type Author = 'subject' | 'own' | 'earlier' | 'ours' | 'header' | 'notice';

export type Line = { start: number; end: number; author: Author };

/** `El mar, 10 feb 2026 a las 9:14, Soporte (<a@b>) escribió:`, `On … wrote:`, `---- El jue … escribió ----`; not `El lunes vinieron`. */
const ATTRIBUTION_START = /^(?:-{2,} *)?(?:el|on|em|le|en|am) (?=.*(?:\d|lun|mar|mie|jue|vie|sab|dom))/;
const ATTRIBUTION_END = /(?:escribio|wrote|escreveu|ha escrito|a ecrit)\b ?:? ?-{0,6} *(.{0,400})$/;
/** `De: Soporte <a@b>`, `*From:* x`, `Enviado el: martes`; not `de todo`. */
const HEADER =
  /^[*_]*(de|from|enviado el|enviado|enviada el|sent|fecha|date|para|to|cc|cco|asunto|subject|responder a|reply-to)[*_]* ?:[*_]*/;
/** `-----Mensaje original-----`, `---------- Forwarded message ---------`, `________________________________`. */
const SEPARATOR =
  /^(?:[-_*= ]{2,} *(?:mensaje original|mensaje reenviado|original message|forwarded message|forwarded by|mensaje enviado).{0,30}|_{10,} *|(?:inicio del mensaje reenviado|begin forwarded message|mensaje reenviado) ?:? *)$/;
/** `Enviado desde mi iPhone`, `Get Outlook for iOS<https…>`, `Sent with Proton Mail secure email.`; not `enviado desde ayer`. */
const DEVICE =
  /^(?:enviad[oa] (?:desde|con|de) (?:mi |un |el |la )?(?:iphone|ipad|galaxy|samsung|motorola|moto|huawei|xiaomi|redmi|celular|movil|telefono|dispositivo|smartphone|android|blackberry|correo|yahoo|outlook|gmail|tablet|mail|app|aplicacion|windows|honor|oppo|realme|vivo|poco|zte|lg|nokia)|sent (?:from|with|via) (?:my |proton|yahoo|outlook|mail|samsung|gmail|the )|(?:obtener|obten|get) (?:el )?outlook|descargar? outlook|enviado con proton)/;
/** `AVISO DE CONFIDENCIALIDAD: …`, `Este mensaje y sus anexos …`, `Antes de imprimir …`; not `este mensaje es para pedir`. */
const NOTICE =
  /^[*_ ]*(?:aviso (?:de confidencialidad|de privacidad|legal)\b ?[:.-]|confidentiality (?:notice|note)|nota de confidencialidad|(?:este|el presente) (?:mensaje|correo|e-?mail)(?: electronico)?,? (?:y (?:sus|cualquier|todos)|(?:es|puede ser|contiene|puede contener|incluyendo)[^.\n]{0,40}confidencial|esta dirigido|va dirigido)|la informacion (?:contenida|que contiene|transmitida)|this (?:e-?mail|message)(?: and| is intended| may contain|, including)|antes de imprimir|piense? (?:en el medio ambiente )?antes de|please consider the environment|libre de virus|no virus found|este correo (?:electronico )?(?:ha sido|fue) (?:comprobado|analizado))/;
/** `[9:14 a. m.] Konecta Atención: `, `[09:20, 18/11/2026] Poncho: `, `18/11/26, 9:14 a. m. - Konecta: `. */
const CHAT_STAMP = /^(?:\[[\d:/., apm]{4,30}\] ?|\d{1,2}\/\d{1,2}\/\d{2,4},? [\d:]{4,8} ?[apm. ]{0,6} - )([^:\n]{1,50}): ?/;
const OURS_NAME = /soporte|atencion|servicio al cliente|servicio a clientes|call ?center|ejecutiv|asistente|\bbot\b|agente/;

type State = { body: Author; quoted: Author[]; notice: boolean };

/**
 * Says of each line who wrote it (guide: what is quoted from us gives context, what the customer wrote between our lines
 * is theirs). Knows the quotes of Gmail, Outlook, Apple Mail, Yahoo, Proton, Zoho and Android in Spanish and English.
 */
export const readAuthors = (folded: string, from: number, isOurs: (name: string) => boolean): Line[] => {
  const lines = splitLines(folded, from);
  const ours = (name: string) => isOurs(name) || OURS_NAME.test(name);
  const state: State = { body: 'own', quoted: [], notice: false };
  let chat: Author | null = null;
  /** What follows our line of a pasted chat, unmarked: the customer's answer where there is no other. */
  const below: Line[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!line) continue;
    const { depth, content } = unquote(folded.slice(line.start, Math.min(line.end, line.start + 2000)));
    if (content === '') {
      state.notice = false;
      chat = null;
      line.author = depth > 0 ? quotedAuthor(state, depth) : state.body;
      continue;
    }
    if (depth === 0) state.quoted.length = Math.min(state.quoted.length, 1);
    const taken = attributionLength(lines, folded, i, depth);
    if (taken > 0) {
      i = openAttribution(lines, folded, i, taken, depth, state, ours);
      continue;
    }
    const block = headerLength(lines, folded, i, depth);
    if (block > 0) {
      i = openHeader(lines, folded, i, block, depth, state, ours);
      continue;
    }
    if (SEPARATOR.test(content)) {
      line.author = 'header';
      continue;
    }
    if (depth === 0 && DEVICE.test(content)) {
      line.author = 'notice';
      continue;
    }
    if (depth === 0 && (state.notice || NOTICE.test(content))) {
      state.notice = true;
      line.author = 'notice';
      continue;
    }
    const stamp = depth === 0 && state.body === 'own' ? CHAT_STAMP.exec(content) : null;
    if (stamp) chat = ours(stamp[1] ?? '') ? 'ours' : 'own';
    else if (chat === 'ours' && depth === 0) below.push(line);
    else if (depth === 0 && state.body === 'own' && chat === null && isOurTurn(content, isOurs)) chat = 'ours';
    line.author = depth > 0 ? quotedAuthor(state, depth) : (chat ?? state.body);
  }
  if (!lines.some(({ author, start, end }) => author === 'own' && end > start)) for (const line of below) line.author = 'own';
  return lines;
};

/** Where the words of a line begin, after quote marks and a chat export's stamp. */
export const contentOffset = (lineText: string): number => {
  const quote = /^(?:> ?)+/.exec(lineText.slice(0, 200))?.[0].length ?? 0;
  return quote + (CHAT_STAMP.exec(lineText.slice(quote, quote + 120))?.[0].length ?? 0);
};

const splitLines = (folded: string, from: number): Line[] => {
  const lines: Line[] = [];
  for (let start = from; start <= folded.length; ) {
    const next = folded.indexOf('\n', start);
    const end = next < 0 ? folded.length : next;
    lines.push({ start, end, author: 'own' });
    start = end + 1;
  }
  return lines;
};

const unquote = (line: string): { depth: number; content: string } => {
  let depth = 0;
  let i = 0;
  for (; i < line.length && (line[i] === '>' || line[i] === ' '); i++) if (line[i] === '>') depth++;
  return { depth, content: line.slice(i).trimEnd() };
};

/** Default of unattributed quotes: the first level is ours, the second the customer's, and so in turn. */
const quotedAuthor = (state: State, depth: number): Author => state.quoted[Math.min(depth, 50)] ?? (depth % 2 === 1 ? 'ours' : 'earlier');

/** `mo!net: Hola …`, `*Konecta Soporte:* …` at the head of a pasted chat line; not `Estimados señores de Konecta:`. */
const isOurTurn = (content: string, isOurs: (name: string) => boolean): boolean => {
  const colon = content.indexOf(':');
  if (colon <= 0 || colon > 32) return false;
  const name = content.slice(0, colon).replace(/^[*_ ]+/, '');
  const [first = ''] = name.split(' ');
  return /^[*a-z!. ]+$/.test(name) && isOurs(first) && !/contrato|cuenta|tel|cliente|servicio\b/.test(name);
};

const joined = (lines: Line[], folded: string, i: number, count: number): string => {
  let text = '';
  for (let k = i; k < Math.min(i + count, lines.length); k++) {
    const line = lines[k];
    if (line) text += `${unquote(folded.slice(line.start, Math.min(line.end, line.start + 400))).content} `;
  }
  return text.trim();
};

/** Lines (1 to 3) that an attribution takes from line i on; 0 where none begins there. */
const attributionLength = (lines: Line[], folded: string, i: number, depth: number): number => {
  const first = joined(lines, folded, i, 1);
  if (!ATTRIBUTION_START.test(first.slice(0, 300))) return 0;
  for (let count = 1; count <= 3; count++) {
    const line = lines[i + count - 1];
    if (!line) return 0;
    const { depth: own, content } = unquote(folded.slice(line.start, Math.min(line.end, line.start + 400)));
    if (own !== depth || content === '') return 0;
    if (ATTRIBUTION_END.test(joined(lines, folded, i, count))) return count;
  }
  return 0;
};

const openAttribution = (
  lines: Line[],
  folded: string,
  i: number,
  taken: number,
  depth: number,
  state: State,
  ours: (name: string) => boolean,
): number => {
  const author: Author = ours(joined(lines, folded, i, taken)) ? 'ours' : 'earlier';
  for (let k = i; k < i + taken; k++) {
    const line = lines[k];
    if (line) line.author = 'header';
  }
  enter(lines, folded, i + taken, depth, author, state);
  return i + taken - 1;
};

/** Lines of a block of mail headers that begins at line i: `De:` with another header below it. */
const headerLength = (lines: Line[], folded: string, i: number, depth: number): number => {
  let count = 0;
  let from = false;
  for (; i + count < lines.length && count < 12; count++) {
    const line = lines[i + count];
    if (!line) break;
    const { depth: own, content } = unquote(folded.slice(line.start, Math.min(line.end, line.start + 300)));
    const header = own === depth ? HEADER.exec(content)?.[1] : undefined;
    if (header === undefined) break;
    from ||= header === 'de' || header === 'from';
  }
  return from && count >= 2 ? count : 0;
};

const openHeader = (
  lines: Line[],
  folded: string,
  i: number,
  count: number,
  depth: number,
  state: State,
  ours: (name: string) => boolean,
): number => {
  let author: Author = 'earlier';
  for (let k = i; k < i + count; k++) {
    const line = lines[k];
    if (!line) continue;
    line.author = 'header';
    const content = joined(lines, folded, k, 1);
    if (/^[*_]*(?:de|from)\b/.test(content) && ours(content)) author = 'ours';
  }
  enter(lines, folded, i + count, depth, author, state);
  return i + count - 1;
};

/** What follows belongs to `author`: the quoted lines if the next line is quoted deeper, else everything on this level. */
const enter = (lines: Line[], folded: string, next: number, depth: number, author: Author, state: State): void => {
  let k = next;
  for (; k < lines.length && k < next + 4; k++) {
    const line = lines[k];
    if (line && unquote(folded.slice(line.start, Math.min(line.end, line.start + 200))).content !== '') break;
  }
  const line = lines[k];
  const below = line ? unquote(folded.slice(line.start, Math.min(line.end, line.start + 200))).depth : 0;
  if (below > depth) state.quoted[Math.min(depth + 1, 50)] = author;
  else if (depth > 0) state.quoted[Math.min(depth, 50)] = author;
  else state.body = author;
};
