import type { CompanyProfile } from '../company.ts';
import type { Area, IgnoredReason } from '../words.ts';
import type { Why } from './outcome.ts';

/** What an area is called in sentences for agents. */
export const AREA_NAMES: Record<Area, string> = {
  reparaciones: 'reparaciones',
  aclaraciones: 'aclaraciones',
  conciliacion: 'conciliación',
  ventas: 'ventas',
  bajas: 'bajas',
  atencion: 'atención',
};

/**
 * A stored decision in Spanish, as agents read it: «Se agregó a MXL-26-000123-0: mismo contrato 204518, misma área
 * (reparaciones).» (docs/policy.md, by rule). A code that nobody knows is named, so that nothing is shown as if it were clear.
 */
export const explainDecision = (why: Why, profile: Pick<CompanyProfile, 'cities'>): string => {
  const sentence = Object.hasOwn(DECISIONS, why.because) ? DECISIONS[why.because] : undefined;
  const said = sentence ? sentence(factsOf(why, profile)) : `Motivo sin descripción: ${why.because}.`;
  const others = why.candidates.filter((folio) => folio !== why.facts.folio);
  return others.length === 0 ? said : `${said} También se consideró: ${others.join(', ')}.`;
};

/** Why a message was ignored, and by which mark of it; for agents. */
export const explainIgnored = (reason: IgnoredReason): string => IGNORED[reason];

/** Why a message was put in quarantine or in review, by its code; for agents. */
export const explainReason = (code: string): string => REASONS[code] ?? `Motivo sin descripción: ${code}.`;

/** Whether a code has a sentence of its own: a test asks it of every code that the policy uses. */
export const isExplained = (code: string): boolean => Object.hasOwn(DECISIONS, code) || Object.hasOwn(REASONS, code);

type Facts = { contract: string; to: string; folio: string; holder: string; area: string; asks: string };
type Sentence = (facts: Facts) => string;

const factsOf = ({ facts }: Why, profile: Pick<CompanyProfile, 'cities'>): Facts => {
  const named = (key: string) => (facts[key] === null || facts[key] === undefined ? null : String(facts[key]));
  const [contract, folio, holder, area, city] = [named('contract'), named('folio'), named('holder'), named('area'), named('city')];
  const place = profile.cities.find(({ id }) => id === city)?.name;
  return {
    contract: contract === null ? '' : ` ${contract}`,
    to: folio === null ? 'al reporte abierto' : `a ${folio}`,
    folio: folio ?? 'el reporte',
    holder: holder === null ? '' : ` de ${holder}`,
    area: `${area !== null && Object.hasOwn(AREA_NAMES, area) ? ` (${AREA_NAMES[area as Area]})` : ''}${place ? `, ${place}` : ''}`,
    asks: named('asks') === null ? '' : ` (solicitud ${named('asks')})`,
  };
};

/** By whom a ticket is known: its contract, else its holder. */
const whose = ({ contract, holder }: Facts): string => {
  if (contract !== '') return `contrato${contract}`;
  return holder === '' ? 'sin contrato ni titular' : `a nombre${holder}`;
};

const DECISIONS: Record<string, Sentence> = {
  'names-ticket': ({ to }) => `Se agregó ${to}: el mensaje cita su folio o responde a un mensaje suyo.`,
  'names-resolved': ({ folio }) => `Se reabrió ${folio}: el mensaje lo cita y se había resuelto hace pocos días.`,
  'same-contract': ({ to, contract, area }) => `Se agregó ${to}: mismo contrato${contract}, misma área${area}.`,
  'gains-contract': ({ to, contract }) => `Se agregó ${to}: no tenía contrato y quien escribe ahora da el${contract}.`,
  'only-open': ({ to, area }) => `Se agregó ${to}: es el único reporte abierto de quien escribe en esa área${area}.`,
  'resolved-lately': ({ folio, contract, area }) =>
    `Se reabrió ${folio}: mismo contrato${contract}, misma área${area}, y se había resuelto hace pocos días.`,
  'data-for-open': ({ to }) => `Se agregó ${to}: el mensaje solo trae datos para ese reporte abierto.`,
  'follows-open': ({ to }) => `Se agregó ${to}: no pide nada nuevo y es el reporte abierto más reciente de quien escribe.`,
  'only-thanks': ({ to }) => `Se agregó ${to} sin respuesta: solo agradece o confirma.`,
  'thanks-while-waiting': () => 'Sigue en espera de datos: solo agradece o confirma, y no cuenta como respuesta.',
  'own-matter': (facts) => `Se abrió un reporte nuevo${facts.area}: ${whose(facts)}, sin otro reporte abierto del mismo asunto.`,
  accessibility: (facts) => `Se abrió el reporte con prioridad preferente por una necesidad de atención accesible: ${whose(facts)}.`,
  'data-missing': ({ asks }) => `En espera: se pidió el contrato o el nombre del titular${asks}.`,
  'unknown-contract': ({ contract }) => `En espera: el contrato${contract} no está en el directorio y se pidió verificarlo.`,
  'data-came': (facts) => `Se abrió el reporte: llegaron los datos que se habían pedido (${whose(facts)}).`,
  'unknown-twice': ({ contract }) =>
    `Se abrió el reporte sin verificar: la segunda respuesta tampoco dio un contrato del directorio (${contract.trim()}).`,
  'third-without-data': () => 'Se abrió el reporte sin identificar: es el tercer mensaje sin contrato ni titular.',
  'thanks-without-ticket': () => 'A revisión: solo agradece o confirma, y quien escribe no tiene ningún reporte.',
  unreadable: () => 'A revisión: el mensaje no trae texto que se pueda leer.',
  'data-without-matter': () => 'A revisión: trae datos, pero no hay nada que los esté esperando.',
  'no-matter': () => 'A revisión: no dice qué necesita.',
  'opened-by-agent': ({ folio }) => `Se abrió ${folio}: lo revisó una persona y lo registró como reporte.`,
  'opened-at-desk': ({ folio }) => `Se abrió ${folio}: lo registró una persona por teléfono o en la oficina.`,
  'appended-at-desk': ({ to, contract }) =>
    `Se agregó ${to}: lo registró una persona por teléfono o en la oficina, con el mismo contrato${contract} y la misma área.`,
  'sender-unproven': () => 'A revisión, sin respuesta automática: el dominio de quien firma el correo no lo reconoce como suyo (DMARC).',
  'opened-by-program': ({ folio }) => `Se abrió ${folio}: lo registró otro sistema de la empresa.`,
  'appended-by-program': ({ to, contract }) =>
    `Se agregó ${to}: lo registró otro sistema de la empresa, con el mismo contrato${contract} y la misma área.`,
  'no-request': () => 'A revisión: no parece una solicitud de un cliente.',
  unanswerable: () => 'A revisión: faltan datos, pero no hay a dónde pedirlos.',
  'given-up': () => 'En cuarentena: el sistema no pudo procesar el mensaje en varios intentos; se conserva completo.',
};

const IGNORED: Record<IgnoredReason, string> = {
  duplicate: 'Ignorado: es el mismo mensaje, entregado otra vez.',
  own: 'Ignorado: es un correo nuestro que regresó.',
  bounce: 'Ignorado: es un aviso de que un correo no se pudo entregar.',
  list: 'Ignorado: viene de una lista de correo.',
  auto_reply: 'Ignorado: es una respuesta automática.',
};

const REASONS: Record<string, string> = {
  'thanks-without-ticket': 'Solo agradece o confirma, y quien escribe no tiene ningún reporte.',
  unreadable: 'No trae texto que se pueda leer.',
  'data-without-matter': 'Trae datos, pero no hay nada que los esté esperando.',
  'no-matter': 'No dice qué necesita: puede preguntárselo.',
  'no-request': 'No parece una solicitud de un cliente.',
  'suspect-form': 'El formulario parece llenado por una máquina.',
  'sender-unproven': 'El dominio del remitente no reconoce el correo como suyo (DMARC): confirme por otro medio quién escribe.',
  withdrawn: 'El cliente retiró el mensaje antes de que se leyera.',
  'no-raw': 'No se encontró el correo tal como llegó.',
  unanswerable: 'Faltan datos, pero el mensaje no dice a dónde pedirlos.',
  'given-up': 'El sistema no pudo procesarlo en varios intentos; se conserva completo.',
  unpacked: 'Lo que traía la entrega se guardó como mensajes propios.',
  empty: 'El correo llegó vacío.',
  not_a_mail: 'Lo recibido no tiene la forma de un correo.',
  too_large: 'El correo pasa del tamaño que se lee; está completo en el servidor.',
  header_too_large: 'El encabezado del correo pasa del tamaño que se lee.',
  too_many_parts: 'El correo tiene más partes de las que se leen.',
  too_deep: 'El correo trae correos dentro de correos, más de los que se leen.',
  too_many_attachments: 'El correo trae más archivos adjuntos de los que se leen.',
  too_many_addresses: 'El correo trae más direcciones de las que se leen.',
  unparseable: 'El correo está dañado y no se pudo leer.',
  timeout: 'Leer el correo tomó más tiempo del permitido.',
  memory: 'Leer el correo pidió más memoria de la permitida.',
  crash: 'El correo hizo fallar al lector.',
};
