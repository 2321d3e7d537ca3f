/**
 * E.164 of a number with its country code, as WhatsApp writes it: digits, with or without `+`. Mexican mobiles come as
 * 521 + 10 digits and are dialled and kept as 52 + 10 (Meta, Cloud API "Send messages": the prefix "may be modified").
 * Null for what is no telephone number: fewer than 7 or more than 15 digits (ITU-T E.164), or a leading zero.
 */
export const canonicalPhone = (written: string): string | null => {
  const digits = written.replace(SEPARATORS, '');
  if (!E164_DIGITS.test(digits)) return null;
  return `+${digits.replace(MEXICAN_MOBILE, '52$1')}`;
};

// "+52 (686) 555-0142" loses all but its digits; letters stay, so that "MX.4000" is no number.
const SEPARATORS = /[\s()+.-]/g;
// "526865550142", not "0446865550142", not "911".
const E164_DIGITS = /^[1-9]\d{6,14}$/;
// "5216865550142", not "526865550142" (already right), not "52168655501" (too short to be one).
const MEXICAN_MOBILE = /^521(\d{10})$/;
