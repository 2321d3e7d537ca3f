/**
 * A text with the numbers of cards, bank accounts (CLABE) and CURPs blotted out but for their last four characters: for
 * previews and lists, where many see them who need not (docs/security.md). In length and place nothing changes.
 */
export const maskSecrets = (text: string): string =>
  text
    .replace(LONG_NUMBER, (written) => (isCard(digitsOf(written)) || isClabe(digitsOf(written)) ? blot(written, /\d/g) : written))
    .replace(CURP, (written) => blot(written, /[A-Z0-9]/gi));

// "4152 3136 0000 0000", "032180000118359719"; not "686 555 0142", not a number with more than two marks between its digits.
const LONG_NUMBER = /(?<!\d)\d(?:[ .-]{0,2}\d){12,18}(?!\d)/g;
// "GOMC850101HBCMRR09", not "MXL20451812345678".
const CURP = /\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b/gi;
const LEFT = 4;

const digitsOf = (written: string): number[] => [...written.replace(/\D/g, '')].map(Number);

/** Luhn check over 13 to 19 digits (ISO/IEC 7812-1). */
const isCard = (digits: number[]): boolean => {
  const sum = digits
    .toReversed()
    .reduce((total, digit, place) => total + (place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return digits.length >= 13 && digits.length <= 19 && sum % 10 === 0;
};

/** Weights 3, 7, 1 over 17 digits, each product's last digit, up to ten (Banco de México, CLABE). */
const isClabe = (digits: number[]): boolean => {
  if (digits.length !== 18) return false;
  const sum = digits.slice(0, 17).reduce((total, digit, place) => total + ((digit * ([3, 7, 1][place % 3] ?? 1)) % 10), 0);
  return (10 - (sum % 10)) % 10 === digits[17];
};

const blot = (written: string, signs: RegExp): string => {
  let left = (written.match(signs)?.length ?? 0) - LEFT;
  return written.replace(signs, (sign) => (left-- > 0 ? '•' : sign));
};
