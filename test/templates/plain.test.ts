import { expect, test } from 'vitest';
import { givenName, phoneInWords, plainAddress, plainContract, plainName } from '../../src/templates/plain.ts';

test.each([
  ['Rosa Ibáñez Luna', 'Rosa Ibáñez Luna'],
  ["María-José O'Neill", "María-José O'Neill"],
  ['Taller Ruiz, S.A. de C.V.', 'Taller Ruiz, S. A. de C. V.'],
  ['Farmacia 24 horas', 'Farmacia 24 horas'],
  ['{{ folio }} {% include "x" %}', 'folio include x'],
  ['Ana https://malo.example/pago', 'Ana'],
  ['Ana www.malo.example', 'Ana'],
  ['Ana malo.example', 'Ana malo. example'],
  ['<b>Ana</b>\r\nBcc: x@y.mx', 'b Ana b Bcc x y. mx'],
  ['*Ana* _Luz_ ~x~ `y`', 'Ana Luz x y'],
  ['Ana llame al 686 555 1234', 'Ana llame al'],
  ['Ana\u202e\u200bLuz', 'Ana Luz'],
  ['12345', null],
  ['', null],
  [null, null],
])('of the name %j an answer repeats %j', (name, repeated) => {
  expect(plainName(name)).toBe(repeated);
});

test('a long name is cut at a word', () => {
  expect(plainName('Guadalupe '.repeat(20))?.length).toBeLessThanOrEqual(60);
  expect(plainName('Guadalupe '.repeat(20))).toMatch(/Guadalupe$/);
});

test.each([
  ['mxl-20 45.18', 'MXL204518'],
  ['<script>', 'SCRIPT'],
  ['9'.repeat(40), '9'.repeat(15)],
  ['{{ }}', null],
])('of the contract %j an answer repeats %j', (contract, repeated) => {
  expect(plainContract(contract)).toBe(repeated);
});

test.each([
  ['Ana.Luz+net@Correo.mx', 'ana.luz+net@correo.mx'],
  ['ana@correo', null],
  ['<ana@correo.mx>', null],
  ['ana@correo.mx/pago', null],
  ['{{a}}@correo.mx', null],
])('of the address %j an answer repeats %j', (address, repeated) => {
  expect(plainAddress(address)).toBe(repeated);
});

test.each([
  ['+526865550142', '686 555 0142'],
  ['+528147746333', '81 4774 6333'],
  ['+16195550142', '+16195550142'],
  ['llame al 0123', null],
])('the telephone %j is told as %j', (phone, told) => {
  expect(phoneInWords(phone)).toBe(told);
});

test.each([
  ['ROSA IBÁÑEZ', 'Rosa'],
  ['ma. elena soto', 'Ma. Elena'],
  ['José', 'José'],
  ['Taller Ruiz', null],
  ['Grupo Sada, S.A. de C.V.', null],
  ['R. Sada', null],
  ['24 Horas Gym', null],
])('%j is greeted as %j', (name, greeted) => {
  expect(givenName(name)).toBe(greeted);
});
