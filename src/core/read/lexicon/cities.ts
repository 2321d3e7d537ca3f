/** Spellings and nicknames of the cities, folded, by city id. Add a nickname here (docs/reading.md); a misspelling one letter away is known without it. */
export const CITY_WORDS: Record<string, readonly string[]> = {
  mexicali: [
    'mexicali',
    'mexicales',
    'mxli',
    'mxl',
    'chicali',
    'chikali',
    'mexicaly',
    'mejicali',
    'mechicali',
    'mxcali',
    'mxlli',
    'mexi',
    'chicaly',
    'mexicalli',
    'mexically',
    'cachanillas',
    'mxly',
    'mxkli',
    'chicalor',
    'mexicalor',
    'chicalitos',
  ],
  tijuana: [
    'tijuana',
    'tijuas',
    'tiyei',
    'tj',
    'tijuna',
    'tijuanita',
    'tiyuana',
    'tijuanas',
    'tiguana',
    'tjuana',
    'tiyi',
    'tijuanon',
    'tijuaz',
    'tigüana',
    'tijuanaa',
    'tiajuana',
    'tjn',
    'tjna',
    'tijuan',
  ],
  ensenada: [
    'ensenada',
    'ensenadas',
    'encenada',
    'ense',
    'ens',
    'ensen',
    'ensenda',
    'ensenana',
    'insenada',
    'enseneda',
    'ensenad',
    'ensenadita',
  ],
  nogales: ['nogales', 'nogale', 'nogalez', 'nog', 'nogals', 'nogalitos', 'nogalles', 'nogáles'],
};

/** Two-word spellings, written with a space. */
export const CITY_PAIRS: Record<string, readonly string[]> = {
  tijuana: ['tia juana', 't j', 'ti yei', 'te jota', 'tj bc'],
  mexicali: ['mx li', 'capital cachanilla', 'tierra cachanilla'],
  ensenada: ['la cenicienta', 'cenicienta del'],
  nogales: ['ambos nogales', 'h nogales'],
};

/** Before a city's name these make it a street, a quarter or a business. */
export const PLACE_BEFORE = new Set(
  'calle blvd boulevard bulevar av ave avenida priv privada calz calzada carretera autopista libramiento callejon cerrada andador esquina avda col colonia fracc fraccionamiento plaza hotel paseo'.split(
    ' ',
  ),
);

/** Words one letter from a city's name that are no city. */
export const NOT_CITIES = new Set(
  'nopales nogalera nogal nobles novales rosales modales legales mogales ensalada ensenado encerrada ensenanza tejana jalisco mexicana mexicano mexicanos totales locales finales'.split(
    ' ',
  ),
);
