import { expect, test } from 'vitest';
import { readAuthors } from '../../../src/core/text/authors.ts';
import { fold } from '../../../src/core/text/fold.ts';

const isOurs = (name: string) => /konecta|mo!net/.test(name);
/** Each line with its author's initial: own, earlier, Ours (q), header, notice. */
const authorsOf = (text: string): string =>
  readAuthors(fold(text).text, 0, isOurs)
    .map((line) => (line.author === 'ours' ? 'q' : line.author.charAt(0)))
    .join('');

test.each([
  [
    'Gmail in Spanish',
    'Listo\nEl mar, 10 feb 2026 a las 9:14, Soporte Konecta (<soportemxl@konecta.mx>) escribió:\n> Su contrato?\n> Mariela',
    'ohqq',
  ],
  [
    'Gmail broken over two lines',
    'Listo\nEl mié, 18 nov 2026 a la(s) 9:14 a.m., Konecta (<soportemxl@konecta.mx>)\nescribió:\n\n> Buen día',
    'ohhoq',
  ],
  [
    'Outlook',
    'Va\n-----Mensaje original-----\nDe: Soporte Konecta <a@konecta.mx>\nEnviado: hoy\nAsunto: x\n\nBuen día:\nHéctor',
    'ohhhhqqq',
  ],
  [
    'Yahoo without quote marks',
    'Sigo igual\nEn jue., nov. 19, 2026 a la(s) 18:40, Konecta\n<a@konecta.mx> escribió:\n¿Cómo estuvo?',
    'ohhq',
  ],
  ['English', 'Ok\nOn Thu, Nov 19, 2026 at 8:02 PM Konecta <a@konecta.mx> wrote:\n> Hi', 'ohq'],
  ["the customer's own earlier mail", 'Va\nEl jue, 19 nov 2026 a las 4:58, Chayo (<chayo@gmail.com>) escribió:\n> contrato 271645', 'ohe'],
  ['answers between our lines', '> Número de contrato:\nK 771 204\n> Teléfono:\n664 150 3826', 'qoqo'],
  ['a chat export', '[09:14, 18/11/2026] Konecta: ¿Su contrato?\n[09:20, 18/11/2026] Poncho: es ENS 44 1702', 'qo'],
  ['our words pasted with our name', 'mo!net: Hola, ¿su contrato?\n\n240019', 'qoo'],
  ["a telephone's signature", 'Sin internet.\nEnviado desde mi iPhone', 'on'],
  ['a notice of confidentiality', 'Gracias\n\nAVISO DE CONFIDENCIALIDAD: La información\nllame al 800 010 2030\n\nposdata', 'oonnoo'],
])('%s', (_, text, authors) => {
  expect(authorsOf(text)).toBe(authors);
});

test.each([
  ['a sentence that begins like an attribution', 'El lunes 10 vinieron y no arreglaron nada'],
  ['a line that begins with De', 'De: parte de mi mamá les escribo'],
  ['a message that is sent from home', 'enviado desde ayer y nada'],
  ['a greeting that names us', 'Estimados señores de Konecta: no tengo internet'],
])("%s is the customer's own", (_, text) => {
  expect(authorsOf(text)).toBe('o');
});
