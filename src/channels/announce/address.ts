// Says which addresses may be connected to. In: an address as it was resolved. Out: whether it is the public Internet's. On failure: what cannot be read is refused.
import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Only addresses of the public Internet: no private, local, shared, reserved or mapped net, in which our own servers and a cloud's metadata are. */
export const isPublic = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
const isLoopback = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';

export const mayConnect = (address: string, allowLoopback: boolean): boolean => isPublic(address) || (allowLoopback && isLoopback(address));

export const refusedAddress = (): Error =>
  Object.assign(new Error('the name leads to an address that is none of the public Internet'), { code: 'address-refused' });

/** Resolves a name for one connection; the connection goes to the address that was looked at, and to no other. One bad address refuses all. */
export const lookupAllowed =
  (allowLoopback: boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !mayConnect(address, allowLoopback))) return callback(refusedAddress(), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
