/** One line of a chat; lines of one burst follow each other at once, `answering` ones wait for our answer to what came before. */
export type DemoLine = { text: string; answering?: boolean };
export type DemoChat = { channel: 'whatsapp' | 'messenger'; company: string; name: string; id: string; lines: DemoLine[] };
export type DemoForm = { company: string; fields: Record<string, string> };

/** WhatsApp and Messenger customers of the demonstration; `id` is a wa_id or a page-scoped id. Everybody is invented. */
export const DEMO_CHATS: DemoChat[] = [
  {
    channel: 'whatsapp',
    company: 'konecta',
    name: 'La Güera 🌻',
    id: '5216641180427',
    lines: [
      { text: 'buenos dias' },
      { text: 'oigan no tengo internet desde anoche 😩' },
      { text: 'ya prendi y apague el modem y nada' },
      { text: 'perdon, es el contrato 771904 esta a nombre de Alma Delia Cervantes', answering: true },
      { text: 'ok muchas gracias 🙏', answering: true },
    ],
  },
  {
    channel: 'whatsapp',
    company: 'konecta',
    name: 'Tere',
    id: '5216861449027',
    lines: [{ text: 'Hola, una sugerencia: estaría muy bien que avisaran por aquí cuando van a cortar por mantenimiento 😊' }],
  },
  {
    channel: 'whatsapp',
    company: 'konecta',
    name: 'Pancho Cota',
    id: '5216865180332',
    lines: [{ text: 'Reporto que no hay internet en mi negocio, contrato 559013, Francisco Cota Beltrán, aquí en Mexicali' }],
  },
  {
    channel: 'messenger',
    company: 'monet',
    name: 'Lalo Garza',
    id: '6120093847713',
    lines: [
      { text: 'no tengo señal de internet desde la tarde, mi cuenta es M 2207629, Lorenzo Garza Tamez' },
      { text: '👍', answering: true },
    ],
  },
  {
    channel: 'messenger',
    company: 'monet',
    name: 'Paola F.',
    id: '6120093847888',
    lines: [
      { text: 'hola, me cobraron de más este mes y quiero que me lo aclaren' },
      { text: 'contrato MM 0071 4518, Paola Flores Cepeda', answering: true },
    ],
  },
];

/** What customers write into the web form. */
export const DEMO_FORMS: DemoForm[] = [
  {
    company: 'konecta',
    fields: {
      name: 'Karla Nieblas Ochoa',
      email: 'karla.nieblas@correo.test',
      contract: 'ENS-70416',
      city: 'ensenada',
      message: 'Mi internet está lentísimo desde el domingo, se corta a cada rato.',
    },
  },
  {
    company: 'konecta',
    fields: { name: 'Raúl', phone: '6861234567', message: '¿Tienen cobertura en el Valle de Mexicali, ejido Hermosillo?' },
  },
];
