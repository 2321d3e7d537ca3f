import { expect, test } from 'vitest';
import { composeWhatsApp, findFault, type TemplateParameter, type WhatsAppMessage } from '../../../src/channels/whatsapp/compose.ts';
import { openWhatsAppSender } from '../../../src/channels/whatsapp/send.ts';
import { closedUrl, GRAPH_KEYS, openTestGraph } from '../../support/graph.ts';

const templates = [
  { name: 'aviso_mas_tiempo', language: 'es_MX', status: 'APPROVED', body: 'Su reporte {{1}} necesita más tiempo.' },
  { name: 'con_nombres', language: 'es_MX', status: 'APPROVED', body: 'Folio {{folio}}' },
  { name: 'pausada', language: 'es_MX', status: 'PAUSED', body: 'Hola' },
];
const { graph, clock, settings } = await openTestGraph({ templates });
const sender = openWhatsAppSender({ ...settings, phoneNumberId: GRAPH_KEYS.phoneNumberId });

const PHONE = '+526865550142';
const USER_ID = 'MX.40000000000000000001';
const messageOf = (more: Partial<WhatsAppMessage> = {}): WhatsAppMessage => ({
  to: { phone: PHONE, userId: USER_ID },
  replyId: 'salida-881',
  inReplyTo: null,
  content: { kind: 'text', text: 'Su folio es *MXL-26-000123-4*' },
  ...more,
});
const template = (name: string, parameters: TemplateParameter[]) =>
  messageOf({ content: { kind: 'template', name, language: 'es_MX', parameters } });

test('inside the window a text is taken, and its wamid is kept', async () => {
  graph.customerWrote('whatsapp', '5216865550142');
  const result = await sender.send(messageOf({ inReplyTo: 'wamid.1' }));
  expect(result).toEqual({ kind: 'sent', providerId: graph.sent[0]?.providerId });
  expect(graph.sent[0]?.body).toMatchObject({ to: PHONE, context: { message_id: 'wamid.1' }, biz_opaque_callback_data: 'salida-881' });
});

test.each([
  [24 * 3_600_000, 'sent'],
  [24 * 3_600_000 + 1, 'window-closed'],
])('%i ms after the last message of the customer a text is %s', async (elapsedMs, kind) => {
  graph.customerWrote('whatsapp', PHONE);
  clock.now += elapsedMs;
  expect(await sender.send(messageOf())).toMatchObject({ kind });
});

test('outside the window an approved template goes out', async () => {
  expect(await sender.send(template('aviso_mas_tiempo', ['MXL-26-000123-4']))).toMatchObject({ kind: 'sent' });
  expect(await sender.send(template('con_nombres', [{ name: 'folio', value: 'MXL-26-000123-4' }]))).toMatchObject({ kind: 'sent' });
});

test('a line break inside a parameter, which Meta takes for an error, becomes a space', async () => {
  expect(await sender.send(template('aviso_mas_tiempo', ['uno\n\n dos']))).toMatchObject({ kind: 'sent' });
});

test.each([
  ['unknown', template('no_existe', []), '132001'],
  ['paused', template('pausada', []), '132015'],
  ['short of a parameter', template('aviso_mas_tiempo', []), '132000'],
  ['given a name it does not have', template('con_nombres', [{ name: 'otro', value: 'x' }]), '132012'],
])('a template that is %s is refused and an administrator told', async (_, message, code) => {
  expect(await sender.send(message)).toEqual({ kind: 'refused', because: 'template', code, alert: true, traceId: 'StandInTrace' });
});

test('a person without a number is reached by the user id', async () => {
  graph.customerWrote('whatsapp', USER_ID);
  expect(await sender.send(messageOf({ to: { phone: null, userId: USER_ID } }))).toMatchObject({ kind: 'sent' });
  expect(graph.sent[0]?.body).toMatchObject({ recipient: USER_ID });
  expect(graph.sent[0]?.body).not.toHaveProperty('to');
});

test('up to three buttons go along, each with a title of up to 20 characters', async () => {
  graph.customerWrote('whatsapp', PHONE);
  const buttons = [1, 2, 3].map((n) => ({ id: `b${n}`, title: `${n}`.repeat(20) }));
  expect(await sender.send(messageOf({ content: { kind: 'buttons', text: '¿Qué necesita?', buttons } }))).toMatchObject({ kind: 'sent' });
});

const buttonsOf = (count: number, title: string) =>
  ({ kind: 'buttons', text: 'x', buttons: Array.from({ length: count }, (_, n) => ({ id: `b${n}`, title: title + n })) }) as const;

test.each([
  ['nobody to send to', { to: { phone: null, userId: null } }, 'bad-request'],
  ['an empty text', { content: { kind: 'text', text: '  ' } }, 'bad-request'],
  ['4097 characters', { content: { kind: 'text', text: 'x'.repeat(4097) } }, 'too-long'],
  ['no button', { content: buttonsOf(0, 'x') }, 'bad-request'],
  ['a fourth button', { content: buttonsOf(4, 'x') }, 'bad-request'],
  ['a title of 21 characters', { content: buttonsOf(1, 'x'.repeat(20)) }, 'bad-request'],
  [
    'two buttons with one id',
    {
      content: {
        kind: 'buttons',
        text: 'x',
        buttons: [
          { id: 'a', title: 'x' },
          { id: 'a', title: 'y' },
        ],
      },
    },
    'bad-request',
  ],
] as const)('%s is refused before anything leaves', async (_, more, because) => {
  expect(await sender.send(messageOf(more))).toMatchObject({ kind: 'refused', because, alert: true });
  expect(graph.requests).toEqual([]);
});

test('4096 characters are taken', () => {
  expect(findFault(messageOf({ content: { kind: 'text', text: 'x'.repeat(4096) } }))).toBeNull();
});

test('the stand-in refuses a number without its plus sign, as Meta would send it astray', async () => {
  expect(await sender.send(messageOf({ to: { phone: PHONE.slice(1), userId: null } }))).toMatchObject({ kind: 'refused', code: '131009' });
});

test('a message that was taken without an answer is unknown, and not sent again', async () => {
  graph.customerWrote('whatsapp', PHONE);
  graph.makeTrouble('silent-after');
  const impatient = openWhatsAppSender({ ...settings, timeoutMs: 200, phoneNumberId: GRAPH_KEYS.phoneNumberId });
  expect(await impatient.send(messageOf())).toEqual({ kind: 'unknown', because: 'TimeoutError' });
  expect(graph.sent).toHaveLength(1);
});

test('nothing has left where there is no connection: it is tried later', async () => {
  const nowhere = openWhatsAppSender({ ...settings, baseUrl: await closedUrl(), phoneNumberId: GRAPH_KEYS.phoneNumberId });
  expect(await nowhere.send(messageOf())).toMatchObject({ kind: 'later', because: 'unreachable' });
});

test.each([
  ['a server error', { status: 500, code: 2, message: '' }, { kind: 'later', because: 'temporary' }],
  ['a rate limit', { status: 429, code: 130429, message: '' }, { kind: 'later', because: 'rate' }],
  ['a restriction', { status: 403, code: 368, message: '' }, { kind: 'stop', because: 'restricted', code: '368' }],
])('%s is answered by its code', async (_, fault, expected) => {
  graph.customerWrote('whatsapp', PHONE);
  graph.makeTrouble({ fault });
  expect(await sender.send(messageOf())).toMatchObject(expected);
  expect(graph.sent).toEqual([]);
});

test('the wait that Meta asks for is kept', async () => {
  graph.makeTrouble({ fault: { status: 429, code: 4, message: '' }, headers: { 'retry-after': '7200' } });
  expect(await sender.send(messageOf())).toMatchObject({ kind: 'later', afterMs: 7_200_000 });
  const usage = JSON.stringify({ '100200': [{ type: 'whatsapp', estimated_time_to_regain_access: 90 }] });
  graph.makeTrouble({ fault: { status: 429, code: 80007, message: '' }, headers: { 'x-business-use-case-usage': usage } });
  expect(await sender.send(messageOf())).toMatchObject({ kind: 'later', afterMs: 90 * 60_000 });
});

test('a dead token stops the channel', async () => {
  const stranger = openWhatsAppSender({ ...settings, token: 'otro', phoneNumberId: GRAPH_KEYS.phoneNumberId });
  expect(await stranger.send(messageOf())).toMatchObject({ kind: 'stop', because: 'token', code: '190/463' });
});

test('more than a burst to one person holds that person only', async () => {
  graph.customerWrote('whatsapp', PHONE);
  for (let n = 0; n < 45; n += 1) {
    clock.now += 20;
    expect(await sender.send(messageOf())).toMatchObject({ kind: 'sent' });
  }
  expect(await sender.send(messageOf())).toMatchObject({ kind: 'later', because: 'recipient-rate', code: '131056' });
  graph.customerWrote('whatsapp', '+526865550177');
  expect(await sender.send(messageOf({ to: { phone: '+526865550177', userId: null } }))).toMatchObject({ kind: 'sent' });
});

test('marks and typing are shown, and their refusal is only a no', async () => {
  expect(await sender.markRead('wamid.1', true)).toBe(true);
  expect(graph.requests[0]?.body).toMatchObject({ status: 'read', typing_indicator: { type: 'text' } });
  expect(await sender.markRead('m_1', false)).toBe(false);
});

test('where number and user id are known the number is used', () => {
  expect(composeWhatsApp(messageOf())).not.toHaveProperty('recipient');
});
