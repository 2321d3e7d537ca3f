// In: a client's IP address. Out: the key its limit is counted by: the address, for IPv6 the /64 that one household or server has.
import { isIPv6 } from 'node:net';

export const limitKey = (ip: string): string => {
  if (!isIPv6(ip)) return ip;
  const mapped = MAPPED.exec(ip)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = ip.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
};

// "::ffff:192.0.2.7", not "::1".
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
