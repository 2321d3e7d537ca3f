import { expect, test } from 'vitest';
import { read } from '../../../src/core/read/read.ts';
import { loadProfiles } from '../../../src/runtime/profiles.ts';

const [konecta] = loadProfiles('config').filter(({ company }) => company === 'konecta');
const onlyThanks = (text: string): boolean => {
  if (!konecta) throw new Error('no profile of konecta');
  return read({ company: 'konecta', channel: 'whatsapp', subject: null, text }, konecta).onlyThanks;
};

test.each([
  ['gracias'],
  ['ok muchas gracias 🙏'],
  ['👍'],
  ['Enterado, muchas gracias.\n\nIng. Saúl Verdugo Ontiveros'],
  ['Ya me llegó el folio MXL-26-004821-0, muchas gracias señorita'],
  ['Recibido, muchas gracias.\n\nErnesto'],
  ['gracias 🤟'],
  ['ya quedo, mil gracias jefe'],
  ['graciaaasss'],
  ['ah ok gracias'],
  ['órale pues'],
  ['no, gracias'],
  ['se los agradezco mucho'],
  ['gracias, que tenga buen día'],
  ['Ok, gracias por avisar'],
  ['Quedo atenta. Saludos cordiales'],
  ['ya volvió el internet, gracias'],
  ['Enterado, muchas gracias.\n\nIng. Saúl Verdugo Ontiveros\nGerente de Planta\nTel. 664 123 4567'],
])('%s only thanks', (text) => {
  expect(onlyThanks(text)).toBe(true);
});

test.each([
  ['Gracias por la visita del martes, pero hoy otra vez se cayó el servicio'],
  ['gracias, y cuándo vienen?'],
  ['no tengo internet'],
  ['ok, mi contrato es 60733'],
  ['gracias por nada, sigo sin internet'],
  ['60733 gracias'],
  ['es el 60733, gracias'],
  ['ok gracias 6861234567'],
  ['gracias por nada'],
  ['ya se fue otra vez, gracias'],
  ['ok, sin internet'],
  ['Gracias\n\nJuan Pérez Soto\nContrato 60733'],
  ['¿?'],
  [''],
])('%s is more than thanks', (text) => {
  expect(onlyThanks(text)).toBe(false);
});
