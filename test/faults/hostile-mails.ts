import { deflateRawSync } from 'node:zlib';
import type { Random } from './random.ts';

export type Hostile = { name: string; raw: Buffer };

const TO = 'soportemxl@konecta.mx';
const MIB = 1024 * 1024;

/** Mails made to crash, fill, stall or mislead whoever reads them. Those that can be read at all report a failure, and may be answered. */
export const makeHostileMails = (random: Random): Hostile[] =>
  Object.entries(MAKERS).map(([name, make], index) => {
    const from = `dano${index}@hostil.test`;
    const made = make(`From: ${from}\r\nTo: ${TO}\r\nMessage-ID: <${index}.${Math.floor(random() * 1e9)}@hostil.test>\r\n`, random);
    return { name, raw: typeof made === 'string' ? Buffer.from(made, 'latin1') : made };
  });

const TEXT = 'No tengo internet desde ayer, contrato 299001, titular Rosa Ibarra Soto.\r\n';
const SUBJECT = 'Subject: Sin internet\r\n';
const mixed = (boundary: string) => `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
const part = (boundary: string, headers: string, body: string) => `--${boundary}\r\n${headers}\r\n\r\n${body}\r\n`;
const withFile = (head: string, headers: string, body: string) =>
  `${head}${SUBJECT}${mixed('p')}${part('p', 'Content-Type: text/plain', TEXT)}${part('p', headers, body)}--p--\r\n`;
const base64 = (bytes: Buffer) => (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
const ENCODED = 'Content-Transfer-Encoding: base64';

/** One file of so many bytes of nothing, packed to a thousandth. */
const zipBomb = (bytes: number): Buffer => {
  const packed = deflateRawSync(Buffer.alloc(bytes));
  const name = Buffer.from('nada.txt');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(bytes, 22);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, name, packed]);
};

const MAKERS: Record<string, (head: string, random: Random) => string | Buffer> = {
  'a header of a megabyte': (head) => `${head}${SUBJECT}X-Bomb: ${'a'.repeat(MIB)}\r\n\r\n${TEXT}`,
  'twenty thousand header fields': (head) => `${head}${SUBJECT}${'X-A: b\r\n'.repeat(20_000)}\r\n${TEXT}`,
  'a header field folded fifty thousand times': (head) => `${head}${SUBJECT}References: ${'<a@b>\r\n '.repeat(50_000)}<c@d>\r\n\r\n${TEXT}`,
  'ten thousand parts': (head) => `${head}${SUBJECT}${mixed('p')}${part('p', 'X: y', 'x').repeat(10_000)}--p--\r\n`,
  'parts nested a thousand deep': (head) =>
    `${head}${SUBJECT}${Array.from({ length: 1_000 }, (_, level) => `${level === 0 ? '' : `--b${level - 1}\r\n`}${mixed(`b${level}`)}`).join('')}`,
  'mails in mails, two hundred deep': (head) => `${head}${SUBJECT}${'Content-Type: message/rfc822\r\n\r\n'.repeat(200)}${TEXT}`,
  '50 MiB': (head) => withFile(head, `Content-Type: video/mp4; name="v.mp4"\r\n${ENCODED}`, `${'QUFB'.repeat(19)}\r\n`.repeat(671_000)),
  'a line without end': (head) => Buffer.concat([Buffer.from(`${head}${SUBJECT}\r\n${TEXT}`), Buffer.alloc(20 * MIB, 'a')]),
  'NUL bytes': (head) => `${head}Subject: Sin\0 internet\r\n\r\n\0\0${TEXT}\0`,
  'broken base64': (head) => `${head}${SUBJECT}Content-Type: text/plain\r\n${ENCODED}\r\n\r\nTm8gd*Gllbm&&&bw=\r\n===\r\nQ\r\n`,
  'a text that says to be UTF-16': (head) => `${head}${SUBJECT}Content-Type: text/plain; charset=utf-16\r\n\r\n${TEXT}`,
  'a charset that nobody knows': (head) => `${head}${SUBJECT}Content-Type: text/plain; charset="x-${'z'.repeat(2_000)}"\r\n\r\n${TEXT}`,
  'escapes of ISO-2022-KR': (head) => `${head}${SUBJECT}Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n\x1b$)C\x0e\x7f${TEXT}`,
  'a zip bomb': (head) =>
    withFile(
      head,
      `Content-Type: application/zip\r\n${ENCODED}\r\nContent-Disposition: attachment; filename="b.zip"`,
      base64(zipBomb(64 * MIB)),
    ),
  'winmail.dat': (head) =>
    withFile(
      head,
      `Content-Type: application/ms-tnef; name="winmail.dat"\r\n${ENCODED}`,
      base64(Buffer.from('789f3e22010006900800ffffffff', 'hex')),
    ),
  'a signed mail': (head) =>
    `${head}${SUBJECT}MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="p"\r\n\r\n${part('p', 'Content-Type: text/plain', TEXT)}${part('p', `Content-Type: application/pkcs7-signature; name=smime.p7s\r\n${ENCODED}`, 'MIIB')}--p--\r\n`,
  'a mail encrypted by S/MIME': (head) =>
    `${head}${SUBJECT}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n${ENCODED}\r\n\r\nMIIBAAAA\r\n`,
  'a mail encrypted by PGP': (head) =>
    `${head}${SUBJECT}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="p"\r\n\r\n${part('p', 'Content-Type: application/pgp-encrypted', 'Version: 1')}${part('p', 'Content-Type: application/octet-stream', '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----')}--p--\r\n`,
  'five thousand addresses': (head) =>
    `${head}Cc: ${Array.from({ length: 5_000 }, (_, n) => `a${n}@b.mx`).join(',\r\n ')}\r\n${SUBJECT}\r\n${TEXT}`,
  'a subject with line breaks': (head) => `${head}Subject: =?utf-8?q?Hola=0D=0ABcc:_victima@otro.test=0D=0AX-Ajena:_1?=\r\n\r\n${TEXT}`,
  'a name with line breaks and tags': (head) =>
    `${head.replace(/^From: (\S+)/, 'From: =?utf-8?q?{{folio}}=0D=0AX-Ajena:_1?= <$1>')}${SUBJECT}\r\n${TEXT}Mi nombre es {% include "../secreto" %} {{ 7 | times: 7 }}.\r\n`,
  'letters that turn around': (head) =>
    `${head}Subject: =?utf-8?b?${Buffer.from('Sin \u202etenretni\u202c \u2066x').toString('base64')}?=\r\n\r\n${TEXT}`,
  'file names with paths': (head) =>
    withFile(head, 'Content-Type: image/png\r\nContent-Disposition: attachment; filename="../../../../etc/passwd"', 'x'),
  'a file name of 100,000 letters': (head) =>
    withFile(head, `Content-Type: image/png; name="${'n'.repeat(60_000)}.png"\r\nContent-Disposition: attachment`, 'x'),
  'HTML nested 200,000 deep': (head) => `${head}${SUBJECT}Content-Type: text/html\r\n\r\n${'<b>'.repeat(200_000)}${TEXT}`,
  'HTML of one endless tag': (head) => `${head}${SUBJECT}Content-Type: text/html\r\n\r\n<p ${'x '.repeat(400_000)}`,
  'a boundary that never comes': (head) => `${head}${SUBJECT}${mixed('nunca')}${TEXT}`,
  'a From without address': (head) => `${head.replace(/^From: \S+/, `From: ${'"('.repeat(20_000)}`)}${SUBJECT}\r\n${TEXT}`,
  'a date of the year 99999': (head) => `${head}${SUBJECT}Date: Fri, 99 Foo 99999 99:99:99 +9999\r\n\r\n${TEXT}`,
  'an answer to itself': (head) => `${head}In-Reply-To: ${/<[^>]+>/.exec(head)?.[0]}\r\nReply-To: ${TO}\r\n${SUBJECT}\r\n${TEXT}`,
  'bytes at random': (_head, random) => Buffer.from(Array.from({ length: 5_000 }, () => Math.floor(random() * 256))),
  'nothing but a blank line': () => '\r\n',
};
