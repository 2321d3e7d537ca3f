import { expect, test } from 'vitest';
import { parseMail } from '../../../src/channels/email/parse.ts';

const OURS = '<ventanilla.01979d4e-1111-7222-8333-944455566677@konecta.mx>';
const OPTIONS = { company: 'konecta', mailbox: 'soportemxl@konecta.mx' };

const reportOf = async (mail: string) => {
  const read = await parseMail(Buffer.from(mail.replaceAll('\n', '\r\n')), OPTIONS);
  return read.kind === 'parsed' ? read.report : read;
};

const dsn = (fields: string, type = 'message/delivery-status') => `From: MAILER-DAEMON@mx.example.mx
To: soportemxl@konecta.mx
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

This is the mail system.

--b
Content-Type: ${type}

Reporting-MTA: dns; mx.example.mx

${fields}

--b
Content-Type: text/rfc822-headers

Subject: Su reporte
Message-ID: ${OURS}

--b--
`;

test('a delivery report names the answer that came back, and its status', async () => {
  expect(await reportOf(dsn('Action: failed\nStatus: 5.1.1'))).toEqual({ about: [OURS], failed: true, status: '5.1.1' });
});

test('the answers that it followed did not come back with it', async () => {
  const earlier = '<ventanilla.01979d4e-0000-7222-8333-944455566677@konecta.mx>';
  const mail = dsn('Action: failed\nStatus: 5.1.1').replace('Message-ID:', `References: ${earlier}\n <uno@example.mx>\nMessage-ID:`);
  expect(await reportOf(mail)).toMatchObject({ about: [OURS] });
  expect(await reportOf(mail.replace('To: ', `References: ${earlier} ${OURS}\nTo: `))).toMatchObject({ about: [OURS] });
});

test.each([
  ['goes on trying', dsn('Action: delayed\nStatus: 4.4.1')],
  ['was relayed', dsn('Action: relayed\nStatus: 2.0.0')],
  ['has only a temporary status', dsn('Status: 4.2.2')],
])('a mail that %s did not fail', async (_what, mail) => {
  expect(await reportOf(mail)).toMatchObject({ about: [OURS], failed: false });
});

test('a mail that was read is none that came back', async () => {
  expect(await reportOf(dsn('Disposition: manual-action/MDN-sent-manually; displayed', 'message/disposition-notification'))).toBeNull();
});

const plain = (text: string) => `From: MAILER-DAEMON@mail.example.mx
To: soportemxl@konecta.mx
Subject: failure notice
Return-Path: <>

${text}

Message-Id: ${OURS}
`;

test('a report without a form is read by its words', async () => {
  expect(await reportOf(plain("I wasn't able to deliver your message to the following addresses."))).toMatchObject({
    about: [OURS],
    failed: true,
  });
  expect(await reportOf(plain('The message is delayed; we will continue to try for 4 days.'))).toMatchObject({ failed: false });
});

test("a report on somebody else's mail is about none of ours", async () => {
  expect(await reportOf(dsn('Action: failed\nStatus: 5.1.1').replaceAll(OURS, '<otro@example.mx>'))).toBeNull();
});

test("a customer's reply to our answer is no report, whatever it quotes", async () => {
  expect(
    await reportOf(
      `From: ana@example.mx\nTo: soportemxl@konecta.mx\nSubject: RE: Su reporte\nIn-Reply-To: ${OURS}\n\nSigue sin servicio\n`,
    ),
  ).toBeNull();
});
