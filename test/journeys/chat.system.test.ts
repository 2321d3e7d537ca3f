import { expect, test } from 'vitest';
import { messengerBody, messengerText, whatsAppBody, whatsAppMessage, whatsAppText } from '../../src/runtime/services/meta-webhooks.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { ACCOUNT, PAGE } from '../support/chat.ts';
import {
  doorsWithoutRedis,
  graph,
  openChatProcesses,
  PNG,
  person,
  post,
  replyTo,
  rows,
  runtime,
  settledAll,
} from '../support/chat-processes.ts';
import { waitFor } from '../support/wait.ts';

openChatProcesses(7);

test('a customer of WhatsApp writes in a burst, lacks data, comes back with them and has a folio; the photo is kept', async () => {
  const who = person(1);
  const phone = '+526865561001';
  const { id: mediaId } = graph.addMedia(PNG, 'image/png');
  graph.customerWrote('whatsapp', who.waId, new Date());
  const image = { id: mediaId, mime_type: 'image/jpeg', caption: 'desde ayer' };
  // In one webhook: on a slow machine three of them could be further apart than a burst.
  const at = new Date();
  const burst = [
    whatsAppText(who, 'wamid.A1', at, 'Buenas tardes'),
    whatsAppText(who, 'wamid.A2', at, 'no tengo internet'),
    whatsAppMessage(who, 'wamid.A3', at, { type: 'image', image }),
  ];
  await post('konecta', whatsAppBody(ACCOUNT, burst));
  await waitFor('the data request to be delivered', async () => (await replyTo(phone, 'data_request'))[0]?.state === 'delivered');
  await post('konecta', whatsAppBody(ACCOUNT, [whatsAppText(who, 'wamid.A4', new Date(), 'contrato 204518, titular Rosa Ibarra Soto')]));
  await waitFor('the folio to be delivered', async () => (await replyTo(phone, 'folio'))[0]?.state === 'delivered');
  const messages = await rows(`SELECT "disposition"::text, "ticketId" FROM "Message" WHERE "externalId" LIKE 'wamid.A_'`);
  expect(new Set(messages.map(({ ticketId }) => ticketId)).size).toBe(1);
  expect(messages.map(({ disposition }) => disposition)).toEqual(['ticket', 'ticket', 'ticket', 'ticket']);
  await waitFor(
    'the photo',
    async () => (await rows(`SELECT 1 FROM "Attachment" WHERE "state" = 'stored' AND "mimeType" = 'image/png'`)).length === 1,
  );
  expect(graph.sent.filter(({ to }) => phone.endsWith(to))).toHaveLength(2);
});

test('a customer of Messenger has a folio of the other company', async () => {
  graph.customerWrote('messenger', '24000555', new Date());
  await post(
    'monet',
    messengerBody(PAGE, [messengerText(PAGE, '24000555', 'm_B1', new Date(), 'No sirve mi cable, contrato 240555')], new Date()),
  );
  await waitFor('the folio to be sent', async () => (await replyTo('24000555', 'folio'))[0]?.state === 'sent');
  const [reply] = await replyTo('24000555', 'folio');
  expect(reply?.text).toMatch(/MON-\d\d-\d{6}-\d/);
});

/** Bytes that hold a text, as a webhook that waits to be taken apart or as the message that was in it. */
const KEPT = `
  SELECT 1 FROM "RawMessage" r WHERE position(convert_to($1, 'UTF8') IN r."bytes") > 0 AND (
    EXISTS (SELECT 1 FROM "MetaDelivery" d WHERE d."rawHash" = r."hash") OR EXISTS (SELECT 1 FROM "Message" m WHERE m."rawHash" = r."hash"))`;

test('when 200 arrives the message is in the database', async () => {
  for (let n = 0; n < 20; n += 1) {
    expect(await post('konecta', whatsAppBody(ACCOUNT, [whatsAppText(person(100 + n), `wamid.C${n}`, new Date(), 'hola')]))).toBe(200);
    expect(await rows(KEPT, [`wamid.C${n}`])).toHaveLength(1);
  }
});

test('while Redis is away webhooks are answered 200, and the sweep settles what came', async () => {
  const who = person(700);
  graph.customerWrote('whatsapp', who.waId, new Date());
  const body = whatsAppBody(ACCOUNT, [whatsAppText(who, 'wamid.F1', new Date(), 'No tengo internet, contrato 207700')]);
  expect(await post('konecta', body, doorsWithoutRedis)).toBe(200);
  await waitFor('the sweep', async () => {
    await sweep(runtime.tools, 0);
    return (await replyTo('+526865561700', 'folio'))[0]?.state === 'delivered';
  });
  await settledAll('wamid.F%');
});
