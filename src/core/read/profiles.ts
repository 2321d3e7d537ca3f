import type { ReadingProfile } from './document.ts';

const city = (id: string, name: string, series: string, areaCode: string, prefixes: string[]) => ({
  id,
  name,
  series,
  areaCodes: [areaCode],
  prefixes,
  timeZone: 'America/Tijuana',
  phone: null,
  office: null,
});

/** What reading needs of the two companies where no configuration is at hand (training, tests); the system reads config/*.yaml. */
export const READING_PROFILES: Record<string, ReadingProfile> = {
  konecta: {
    company: 'konecta',
    contractPattern: '(?:MXL|TIJ|TJ|ENS|NOG|K)?\\d{5,8}',
    contractPrefixes: ['MXL', 'TIJ', 'ENS', 'NOG', 'TJ', 'K'],
    cities: [
      city('mexicali', 'Mexicali', 'MXL', '686', ['MXL']),
      city('tijuana', 'Tijuana', 'TIJ', '664', ['TIJ', 'TJ']),
      city('ensenada', 'Ensenada', 'ENS', '646', ['ENS']),
      city('nogales', 'Nogales', 'NOG', '631', ['NOG']),
    ],
    series: 'MXL',
    ownPhones: ['+526865572808', '+526862210284'],
    ownAddresses: ['soportemxl@konecta.mx', 'soportetj@konecta.mx'],
  },
  monet: {
    company: 'monet',
    contractPattern: '(?:MM|M)?\\d{6,9}',
    contractPrefixes: ['MM', 'M'],
    cities: [],
    series: 'MON',
    ownPhones: [],
    ownAddresses: ['atencionclientes@monetmovil.com'],
  },
};
