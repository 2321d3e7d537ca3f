// The mail exchanger of the whole world, for the benchmarks. In: mails over SMTP. Out: to its parent, on request, when each was taken and what it answers. On failure: it dies with its parent.
import { SMTPServer } from 'smtp-server';

/** When a mail was accepted, and the Message-ID that it answers. */
export type Taken = { at: number; inReplyTo: string | null; to: string };
export type SinkWord = { port: number } | { count: number } | { taken: Taken[] };

const HEADER_BYTES = 4_096;
// `In-Reply-To: <a@b>`, also folded; not `X-In-Reply-To: <a@b>`.
const IN_REPLY_TO = /^in-reply-to:\s*(<[^>]+>)/im;

let taken: Taken[] = [];
const tell = (word: SinkWord): void => void process.send?.(word);

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? '' }),
  onData: (stream, session, callback) => {
    let head = '';
    stream.on('data', (chunk: Buffer) => {
      if (head.length < HEADER_BYTES) head += chunk.toString('latin1', 0, HEADER_BYTES);
    });
    stream.on('end', () => {
      taken.push({ at: Date.now(), inReplyTo: IN_REPLY_TO.exec(head)?.[1] ?? null, to: session.envelope.rcptTo[0]?.address ?? '' });
      callback(null, '2.0.0 Ok');
    });
  },
});
server.on('error', () => undefined);
const listener = server.listen(0, '127.0.0.1', () => {
  const address = listener.address();
  if (address !== null && typeof address === 'object') tell({ port: address.port });
});

process.on('message', (asked: 'count' | 'take') => {
  // Mails to our own people answer nobody.
  if (asked === 'count') return tell({ count: taken.filter(({ inReplyTo }) => inReplyTo !== null).length });
  tell({ taken });
  taken = [];
});
process.on('disconnect', () => process.exit(0));
