import { type Document, saysEarly, spanAt, tokenAt } from './document.ts';
import { fewestOf, type Option } from './option.ts';
import { endsSentence } from './sentences.ts';

const LOCAL = /[a-z0-9._%+-]/;
const DOMAIN = /[a-z0-9.-]/;
const AT_SPOKEN = /(?:\(|\[|\{|<| )\s?(?:arroba|at|@)\s?(?:\)|\]|\}|>| )/g;
const AT_WORDS = new Set(['arroba', 'at', '@']);
const INVOICE =
  /\b(?:factur\w*|refactur\w*|cfdi|xml|corregidas?|la correcta|invoice|timbr\w+|complemento|notas? de credito|comprobantes? fiscal(?:es)?|datos fiscales)\b/;
const UNUSED =
  /\b(?:ya no (?:lo |la )?(?:uso|abro|reviso|sirve|tengo|funciona)|casi no (?:lo )?(?:abro|reviso|uso)|no (?:lo )?(?:abro|reviso|uso|leo)|no es|viejo|hackearon)\b/;
const WANTED =
  /\b(?:contest\w*|respon\w*|escrib\w*|mand\w*|envi\w*|correo|mail|email|e-mail|avis\w*|confirm\w*|notific\w*|contact\w*|reply|write|send)\b/;

/** Nobody wants to be reached at so many. */
const MOST_ADDRESSES = 300;

type At = { value: string; start: number; end: number };

/** Addresses that the customer wrote, rated by the rules (guide, email): none of ours; one for the invoice only is refused. */
export const emailOptions = (doc: Document): Option<string>[] => {
  const found: Option<string>[] = [];
  let taken = 0;
  for (const at of [...writtenAddresses(doc.folded), ...spokenAddresses(doc)].sort((a, b) => a.start - b.start)) {
    const from = tokenAt(doc, at.start);
    const author = doc.tokens[from]?.author;
    if ((author !== 'own' && author !== 'subject') || isOurs(doc, at.value)) continue;
    if (found.length >= MOST_ADDRESSES) break;
    const option = optionOf(doc, at, from, taken);
    if (option.taken) taken++;
    found.push(option);
  }
  return fewestOf(found);
};

const optionOf = (doc: Document, { value, start, end }: At, from: number, before: number): Option<string> => {
  const to = Math.max(from + 1, tokenAt(doc, end));
  const around = sinceLastAddress(sentenceAround(doc, from, to));
  const isInvoice = isForInvoice(doc, value, around);
  const isOfPast = /\b(?:escribi|mande|mandado|envie|enviado|escrito)\b(?! (?:por|en))[^@]{0,20}$/.test(around.before);
  const score = (WANTED.test(around.before) ? 0.3 : 0) - (UNUSED.test(around.after) ? 0.6 : 0) - before * 0.02;
  const because = isInvoice ? 'for the invoice' : score > 0.2 ? 'asked to be answered there' : 'an address in own words';
  return { value, from, to, span: spanAt(doc, start, end), number: null, score, because, taken: !isInvoice && !isOfPast };
};

const isOurs = (doc: Document, address: string): boolean => {
  const domain = address.split('@')[1] ?? '';
  return doc.profile.ownAddresses.some((own) => own === address || own.split('@')[1] === domain);
};

/** "La factura a conta@…, lo demás conmigo: yo@…": behind another address and a word of contrast begins another wish. */
const sinceLastAddress = (around: { before: string; after: string }): { before: string; after: string } => {
  const last = around.before.slice(around.before.lastIndexOf('@') + 1);
  return last !== around.before && CONTRAST.test(last) ? { ...around, before: last } : around;
};
const CONTRAST = /\b(?:pero|lo demas|lo otro|conmigo|a mi|para mi|lo (?:mio|personal)|en cambio)\b/;

const OF_INVOICE = /\bfactura/;

const isForInvoice = (doc: Document, address: string, around: { before: string; after: string }): boolean =>
  /^(?:factura|facturas|facturacion|cfdi|invoice)/.test(address) ||
  INVOICE.test(around.before) ||
  (/\b(?:corri[jg]\w*|reenvi\w*|envien?|manden?|pasen?)l[ao]s?\b/.test(around.before) && saysEarly(doc, OF_INVOICE));

const writtenAddresses = (folded: string): At[] => {
  const found: At[] = [];
  for (let i = folded.indexOf('@'); i >= 0; i = folded.indexOf('@', i + 1)) {
    let start = i;
    while (start > 0 && i - start < 64 && LOCAL.test(folded.charAt(start - 1))) start--;
    let end = i + 1;
    while (end < folded.length && end - i < 100 && DOMAIN.test(folded.charAt(end))) end++;
    while (end > i && /[.-]/.test(folded.charAt(end - 1))) end--;
    while (start < i && /[.-]/.test(folded.charAt(start))) start++;
    const value = folded.slice(start, end);
    if (/^[^@]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(value)) found.push({ value, start, end });
  }
  return found;
};

/** "ana guion bajo rubio88 arroba hotmail punto com", "ferislas.duarte (arroba) gmail (punto) com". */
const spokenAddresses = (doc: Document): At[] => {
  const found: At[] = [];
  const { folded } = doc;
  if (!doc.tokens.some(({ text }) => AT_WORDS.has(text))) return found;
  for (const match of folded.matchAll(AT_SPOKEN)) {
    const left = spokenLocal(folded.slice(Math.max(0, match.index - 90), match.index).trimEnd());
    const right = spokenDomain(folded.slice(match.index + match[0].length, match.index + match[0].length + 60).trimStart());
    if (left && right)
      found.push({
        value: `${left.text}@${right.text}`,
        start: match.index - left.length,
        end: match.index + match[0].length + right.length,
      });
  }
  return found;
};

/** "zazueta 98" behind a spoken point: figures said apart from the word that they end. */
const FIGURES_APART = /((?:punto|dot|bajo|guion) [a-z]+) (\d{1,4})$/;

const LOCAL_TAIL = /(?:[a-z0-9._-]+(?: ?\(?(?:guion bajo|guion medio|guion|punto|underscore|dot|bajo)\)? ?))*[a-z0-9._-]+$/;

const spokenLocal = (before: string): { text: string; length: number } | null => {
  const joined = before.replace(FIGURES_APART, '$1$2');
  const found = LOCAL_TAIL.exec(joined)?.[0];
  if (!found) return null;
  const tail = found;
  const text = tail
    .replace(/ ?\(?(?:guion bajo|underscore)\)? ?/g, '_')
    .replace(/ ?\(?(?:guion medio|guion)\)? ?/g, '-')
    .replace(/ ?\(?\b(?:punto|dot)\b\)? ?/g, '.');
  return { text, length: tail.length + before.length - joined.length };
};

const DOMAIN_HEAD = /^([a-z0-9-]+)((?: ?[([{]?(?:punto|dot)[)\]}]? ?[a-z]{2,8}|\.[a-z]{2,8}| \. [a-z]{2,8}){1,3})/;

const spokenDomain = (after: string): { text: string; length: number } | null => {
  const head = DOMAIN_HEAD.exec(after);
  if (!head) return null;
  const rest = (head[2] ?? '').replace(/ ?[([{]?(?:punto|dot|\.)[)\]}]? ?/g, '.');
  return { text: `${head[1]}${rest}`, length: head[0].length };
};

const sentenceAround = (doc: Document, from: number, to: number): { before: string; after: string } => {
  let start = from;
  while (start > 0 && from - start < 40 && !endsSentence(doc.tokens, start - 1) && doc.tokens[start - 1]?.kind !== 'line') start--;
  let end = to;
  while (end < doc.tokens.length && end - to < 25 && !endsSentence(doc.tokens, end) && doc.tokens[end]?.kind !== 'line') end++;
  const text = (a: number, b: number) =>
    doc.tokens
      .slice(a, b)
      .map((t) => t.text)
      .join(' ');
  return { before: text(start, from), after: text(to, end) };
};
