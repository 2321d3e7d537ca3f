import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 256;

/** A password as argon2id in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: normalised(password), nonce, ...COST });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
};

/** Whether a password is the one of a hash. A hash that cannot be read fits no password. */
export const isPassword = async (password: string, hash: string): Promise<boolean> => {
  const parts = PHC.exec(hash)?.groups;
  if (!parts || password.length > LONGEST_PASSWORD) return false;
  const { m = '', t = '', p = '', salt = '', tag = '' } = parts;
  const expected = Buffer.from(tag, 'base64');
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p), tagLength: expected.length };
  const found = await derive('argon2id', { message: normalised(password), nonce: Buffer.from(salt, 'base64'), ...cost });
  return timingSafeEqual(found, expected);
};

/** What is wrong with a new password, as the person is told; null where nothing is. */
export const problemOfPassword = (password: string, email: string): string | null => {
  if (password.length < SHORTEST_PASSWORD) return `La contraseña debe tener al menos ${SHORTEST_PASSWORD} caracteres.`;
  if (password.length > LONGEST_PASSWORD) return `La contraseña puede tener a lo más ${LONGEST_PASSWORD} caracteres.`;
  const [name = ''] = email.split('@');
  if (name.length > 3 && password.toLowerCase().includes(name.toLowerCase())) return 'La contraseña no debe contener su correo.';
  if (new Set(password).size < 5) return 'La contraseña es demasiado fácil de adivinar.';
  return null;
};

/** A password to be told once: 20 letters and digits in fours, none that looks like another. */
export const makePassword = (): string =>
  Array.from({ length: 20 }, (_, index) => (index > 0 && index % 4 === 0 ? '-' : '') + LETTERS[randomInt(LETTERS.length)]).join('');

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
// "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$dGFn", not "$2b$10$…".
const PHC = /^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[\w+/]+)\$(?<tag>[\w+/]+)$/;

// The same accent can be typed as one character or as two.
const normalised = (password: string) => Buffer.from(password.normalize('NFKC'));
const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
