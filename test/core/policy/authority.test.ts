import { expect, test } from 'vitest';
import { asksForAuthority, isAuthorised, readAuthority } from '../../../src/core/policy/authority.ts';

test.each([
  ['Adjunto carta poder firmada y copia de su INE', ['carta_poder', 'identificacion']],
  ['Soy su apoderado legal', ['poder_notarial']],
  ['cuento con poder notarial de mi padre', ['poder_notarial']],
  ['le mando la CARTA-PODER y la identificación oficial', ['carta_poder', 'identificacion']],
  ['llevo carta de autorización y credencial de elector', ['carta_poder', 'identificacion']],
  ['No tengo carta poder', []],
  ['¿Qué carta poder necesito para cancelar?', []],
  ['Se puede sin poder notarial?', []],
  ['Quiero poder pagar en línea', []],
  ['hay que hacer la identificación del problema', []],
  ['No tengo el recibo, pero traigo carta poder', ['carta_poder']],
  ['Ya vine y fue inútil', []],
])('authority stated in words: %s', (text, kinds) => {
  expect(readAuthority(text, [])).toEqual(kinds);
});

test.each([
  ['Carta_Poder-Ana.PDF', ['carta_poder']],
  ['INE_frente.jpg', ['identificacion']],
  ['poder-notarial.pdf', ['poder_notarial']],
  ['IMG_2044.jpg', []],
  ['vine.jpg', []],
])('authority attached as a file: %s', (name, kinds) => {
  expect(readAuthority('Solicito la cancelación', [name, null])).toEqual(kinds);
});

test('a notarial power is enough, a letter of authority only with identification', () => {
  expect(isAuthorised(['poder_notarial'])).toBe(true);
  expect(isAuthorised(['carta_poder', 'identificacion'])).toBe(true);
  expect(isAuthorised(['carta_poder'])).toBe(false);
  expect(isAuthorised(['identificacion'])).toBe(false);
});

const ticket = { category: 'cancelacion', holder: 'Ana Ruiz Soto', contact: 'Luis Ruiz', authority: [] } as Parameters<
  typeof asksForAuthority
>[0];

test.each([
  [{}, true],
  [{ category: 'suspension' as const }, true],
  [{ category: 'falla' as const }, false],
  [{ contact: null }, false],
  [{ contact: 'Ana Ruiz' }, false],
  [{ holder: null }, true],
  [{ authority: ['carta_poder' as const] }, true],
  [{ authority: ['carta_poder' as const, 'identificacion' as const] }, false],
])('authority is asked for a cancellation or suspension by a third person who showed none: %j is %s', (change, asked) => {
  expect(asksForAuthority({ ...ticket, ...change })).toBe(asked);
});
