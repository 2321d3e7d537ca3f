import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server says to a command; null cuts the connection, `hang` says nothing more. */
export type Say = string | null | 'hang';
export type Script = Partial<Record<'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'end', Say>> & {
  /** Milliseconds between the bytes of each answer. */
  dripMs?: number;
  extensions?: string[];
};

export type ScriptedServer = {
  port: number;
  /** Every mail whose final dot arrived. */
  mails: string[];
  commands: string[];
  connections: () => number;
  play: (script: Script) => void;
  cut: () => void;
  stop: () => Promise<void>;
};

const DEFAULTS = {
  greeting: '220 listo',
  EHLO: '',
  AUTH: '235 2.7.0 bienvenido',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 adelante',
  end: '250 2.0.0 Ok: queued as 4711',
};

const OTHER: Record<string, string> = { QUIT: '221 adios\r\n', STARTTLS: '502 5.5.1 no TLS here\r\n' };

/** An SMTP server that says at each step what the test wants, in the wire's own words. */
export const startScriptedSmtp = async (): Promise<ScriptedServer> => {
  const mails: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let script: Script = {};
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(
      socket,
      () => script,
      (command) => commands.push(command),
      (mail) => mails.push(mail),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    mails,
    commands,
    connections: () => connections,
    play: (wanted) => {
      script = wanted;
    },
    cut,
    stop: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};

const converse = (socket: Socket, scriptOf: () => Script, onCommand: (line: string) => void, onMail: (mail: string) => void): void => {
  let pending = '';
  let body: string | null = null;
  let talking = Promise.resolve();
  const say = (step: keyof typeof DEFAULTS) => {
    talking = talking.then(() => answer(socket, step, scriptOf()));
  };
  say('greeting');
  socket.on('data', (bytes) => {
    pending += bytes.toString('latin1');
    for (;;) {
      if (body !== null) {
        const end = pending.indexOf('\r\n.\r\n');
        if (end < 0) return;
        onMail(pending.slice(0, end));
        pending = pending.slice(end + 5);
        body = null;
        say('end');
        continue;
      }
      const line = pending.indexOf('\r\n');
      if (line < 0) return;
      const command = pending.slice(0, line);
      pending = pending.slice(line + 2);
      onCommand(command);
      const verb = command.split(' ')[0]?.toUpperCase() ?? '';
      if (verb === 'DATA' && (scriptOf().DATA ?? DEFAULTS.DATA).startsWith('354')) body = '';
      if (verb in DEFAULTS) say(verb as keyof typeof DEFAULTS);
      else socket.write(OTHER[verb] ?? '250 Ok\r\n');
    }
  });
};

const answer = async (socket: Socket, step: keyof typeof DEFAULTS, script: Script): Promise<void> => {
  const wanted = script[step] === undefined ? (step === 'EHLO' ? greetBack(script) : DEFAULTS[step]) : script[step];
  if (wanted === 'hang') return;
  if (wanted === null) {
    socket.destroy();
    return;
  }
  const text = `${wanted}\r\n`;
  if (!script.dripMs) {
    socket.write(text);
    return;
  }
  for (const letter of text) {
    if (socket.destroyed) return;
    socket.write(letter);
    await sleep(script.dripMs);
  }
};

const greetBack = ({ extensions }: Script): string => {
  const offers = ['prueba', ...(extensions ?? ['AUTH PLAIN LOGIN', 'SIZE 1000000', 'ENHANCEDSTATUSCODES'])];
  return offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n');
};
