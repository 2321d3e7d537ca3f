const LONGEST = 254;
// "ana@konecta.mx", not "ana", not "a b@c".
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

/** A mail address as accounts keep it, in lower case; null where it is none. */
export const readAccountAddress = (typed: string): string | null => {
  const address = typed.trim().toLowerCase();
  return ADDRESS.test(address) && address.length <= LONGEST ? address : null;
};
