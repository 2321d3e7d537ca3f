import { expect, test } from 'vitest';
import { fieldsOf, read } from '../../../src/core/read/read.ts';
import type { Fields, ReadInput } from '../../../src/core/reading.ts';
import { loadProfiles } from '../../../src/runtime/profiles.ts';

const PROFILES = new Map(loadProfiles('config').map((profile) => [profile.company, profile]));

const fieldsIn = (text: string, more: Partial<ReadInput> = {}): Fields => {
  const input: ReadInput = { company: 'konecta', channel: 'whatsapp', subject: null, text, ...more };
  const profile = PROFILES.get(input.company);
  if (!profile) throw new Error(`no profile for ${input.company}`);
  return fieldsOf(read(input, profile));
};

/** A sentence of the guide, a text, and what its field must be. */
type Row = [rule: string, text: string, value: string | boolean | null, more?: Partial<ReadInput>];

test.each<Row>([
  ['separators may stand anywhere', 'contrato K/77/013/4', 'K770134'],
  ['leading zeros are kept', 'cuenta 0048213', '0048213'],
  ['a prefix needs no further mark', 'no tengo señal en nog-44-190', 'NOG44190'],
  ['customers also call it cto', 'mi cto es 61 904', '61904'],
  ['customers also call it suscriptor', 'suscriptor 77015, sin internet', '77015'],
  ['a bare number without a mark is none', 'el técnico traía la camioneta 45123 y no hay internet en toda la colonia desde ayer', null],
  ['an answer to our question marks it', '> ¿Nos proporciona su número de contrato?\n31877', '31877'],
  ['a chat message that holds little but the number marks it', '60733', '60733'],
  ['mo!net: 6 to 9 digits, after M or MM', 'cliente mm118820 sin internet', 'MM118820', { company: 'monet' }],
  ['a telephone is none', 'mi cuenta no la sé, mi tel es 6641234567', null],
  ['an amount is none', 'de mi contrato me cobran $12,500', null],
  ['a payment reference is none', 'pagué con referencia 930022114 en oxxo', null],
  ['an order of service is none', 'orden de servicio 4471902', null],
  ["another company's number is none", 'ya puse Megacable (suscriptor de ellos: 01988773)', null],
  ['a partial number is none', 'del contrato nomas me acuerdo que termina en 45', null],
  ['numbers spelled in words count', 'el contrato es cuatro cinco ocho uno dos repito cuatro cinco ocho uno dos', '45812'],
  ['doble cero counts twice', 'mi cuenta es la cuatro cinco uno doble cero siete', '451007'],
  ['a correction in the next line counts', 'mi num de cliente 61904\nperdon es 61940', '61940'],
  ['a correction names its contract anew', 'el contrato es 204581\nperdón, me equivoqué, es el contrato 204518', '204518'],
  ['a mistake owned up to is a correction', 'contrato 204581\nlo escribí mal, el contrato es el 204518', '204518'],
  ['an excuse before the request corrects nothing', 'Perdón, falla el contrato 204581. El contrato 204518 sí funciona bien', '204581'],
  ['of several the one that the request is about', 'no es el contrato 33190, ese ya lo cancelé. el bueno es 51 90 33', '519033'],
  ['the one that works is not the one that fails', 'el contrato 318804 ese esta bien y el contrato 402266 es el que anda mal', '402266'],
  [
    'a quoted contract counts where own words hold none',
    'no sirve\n\nOn Thu, Nov 19, 2026 Konecta <a@konecta.mx> wrote:\n> Su número de contrato es TIJ-97 3305.',
    'TIJ973305',
    { channel: 'email' },
  ],
  [
    'own words win over a quoted contract, however it is labelled there',
    'cuanto debo? contrato 10120\n\nOn Thu, Nov 19, 2026 Konecta <a@konecta.mx> wrote:\n> Estimado cliente: Contrato: 441903\n> Titular: Ana Ruiz',
    '10120',
    { channel: 'email' },
  ],
  ['a name is no light', 'El contrato está a nombre de Kínder Rayito de Luz, número 771502', '771502', { channel: 'email' }],
  ['a folio is none', 'folio NOG-26-0013 sin internet', null],
  ['a number typed again after a "no" is meant', 'mi contrato es\n00 40 772\nCompadre no\n0040727', '0040727'],
  ['the one that it is not', "sorry, my contract: it's 29 4 16, not 29 4 61", '29416'],
  ['of one on the next line the correction', 'Contrato\n204 77\nPerdon 204 717', '204717'],
  ['a number in quotation marks is no measure', 'cuenta = "MM-0450-881"', 'MM0450881', { company: 'monet' }],
  ['a second folio is none', 'contrato 118 30 6, véanse los reportes TIJ 25 040596 6 y 664-231', '118306'],
  ['letters told before the figures', 'mi contrato dice NOG y luego cinco cinco cero dos uno nueve', 'NOG550219'],
  ['letters told behind the figures', 'suscriptor número 447190 con una eme adelante', 'M447190', { company: 'monet' }],
  ['letters and zeros told behind the figures', 'El usuario es el 8812, va con MXL y tres ceros antes.', 'MXL0008812'],
  ['zeros told behind the figures', 'congelen la cuenta. Es la 664128, con dos ceros al principio.', '00664128'],
  ['the number that is yours', 'Mi número de ustedes es el 883015\ndigo 883014', '883014'],
  ['the other one by its place', 'El contrato de la oficina, 60118, no; el de mi casa, 57734. Expliquen', '57734'],
  ['not to be confused with another', 'Servicio ens-60-119 (no confundir con el 60118 que es la oficina)', 'ENS60119'],
  ['the date of a contract is none', 'La fecha del contrato es 14/08/2023 y su número 0330918.', '0330918', { channel: 'email' }],
  [
    'a line of its own above a telephone',
    'Si mire\nRigoberto Payán Cota\n30814\n686 214 0937\nde 6 am a 3 pm estoy, despues me duermo',
    '30814',
  ],
  ['an order to buy is none', 'no van a liberar la OC 450009, mi internet no sirve', null],
  ['letters spelled out one by one', 'dar de baja el contrato E, ENE, ESE, siete, cero, dos, cuatro, uno', 'ENS70241'],
  ['letters spelled out by a word each', 'mi cuenta es eme de mamá, luego 41 80 77', 'M418077', { company: 'monet' }],
  ['letters and figures with commas', 'Mi contrato es NOG, guion, treinta y cuatro, cero cinco, dieciséis', 'NOG340516'],
  ['a city named before a comma is no prefix', 'Vivo en TJ, contrato 330417, sin señal', '330417'],
  ['said in millions', 'mi usuario son ocho millones quince mil doscientos cuatro', '8015204', { company: 'monet' }],
  ['said in thousands with a zero', 'contrato setenta y un mil cero treinta y dos', '71032'],
  ['the zero told behind the figures', 'cuenta 51877 con el cero adelante', '051877'],
  ['the same with its zeros', 'cuenta 61033 creo que lleva ceros: 0061033', '0061033'],
  ['the end said anew', 'contrato 401 722 618... no, 681 al final', '401722681', { company: 'monet' }],
])('contract: %s', (_, text, value, more) => {
  expect(fieldsIn(text, more).contract).toBe(value);
});

test.each<Row>([
  ['a stated holder wins', 'está a nombre de Lourdes Ibarra Molina, yo soy Kevin Soto', 'Lourdes Ibarra Molina'],
  ['titles are dropped', 'Titular: Lic. Joaquín Beltrones Soto', 'Joaquín Beltrones Soto'],
  ['otherwise the writer, by their own words', 'no hay internet, soy josefina orduño', 'josefina orduño'],
  ['a first name alone is null', 'soy Tere, no hay internet', null],
  [
    'a business counts where it is said to be one',
    'la cuenta está a nombre de Empaques Baja Frontera, S. de R.L. de C.V.',
    'Empaques Baja Frontera, S. de R.L. de C.V.',
  ],
  ['a relation alone is null', 'está a nombre de mi suegra, yo soy Flor Aguayo', null],
  ['an agent of ours is nobody', 'listo\n> Atte. Alma Siqueiros, Konecta', null],
  [
    'a change of holder keeps the present one',
    'aparece Julián Ortega Siordia como titular, pónganlo a mi nombre. Me llamo Vianey Corral Estrada',
    'Julián Ortega Siordia',
  ],
  ['a technician is nobody', 'vino el técnico, se llama Osvaldo Ruiz, y no arregló nada', null],
  ['a street is nobody', 'no hay internet en la calle Benito Juárez', null],
  [
    'a mail of its subject alone names its writer there',
    '',
    'Hilario Meza Durán',
    { channel: 'email', subject: 'sin internet contrato 70771 Hilario Meza Durán Mexicali' },
  ],
  ['whom a lawyer speaks for', 'Mi representado, el Ing. Ramiro Elizondo Sada, pide una explicación.', 'Ramiro Elizondo Sada'],
  ['whose contract a relation has', 'el contrato lo tiene mi papá, Ramón Valdez Ochoa. Soy Karla', 'Ramón Valdez Ochoa'],
  ['a modem that somebody brought tells of no holder', 'lo puso mi papá, el módem no prende. Soy Karla Valdez Ruiz', 'Karla Valdez Ruiz'],
  ['who is named after the dead are honoured', 'está a nombre de mi esposa que en paz descanse Carmen Félix Ruiz', 'Carmen Félix Ruiz'],
  [
    'to whom it shall be changed is not the present one',
    'figura a favor de Gil Anaya Soto y debe quedar a nombre de Eva Robles Paz',
    'Gil Anaya Soto',
  ],
  ['the name of a line "Nombre" beside who reports', 'Nombre: Pedro Ríos Mena\nQuien reporta: Laura Vega', 'Pedro Ríos Mena'],
  ['a business before its owner', 'Es la cuenta de Papelería El Cometa, el dueño es don Tomás Berlanga', 'Papelería El Cometa'],
  ['a surname behind an initial is null', 'no hay internet\nG. Peralta', null],
  ['a school by its short words', 'La cuenta está a nombre de la Esc. Prim. Benito Juárez, no hay señal', 'Esc. Prim. Benito Juárez'],
  ['a letter of a contract ends a name', 'soy Minerva Saucedo M20048815, no hay internet', 'Minerva Saucedo'],
  ['whom one appears for', 'Comparezco por el señor Abelardo Ugalde y Garza.', 'Abelardo Ugalde y Garza'],
])('holder: %s', (_, text, value, more) => {
  expect(fieldsIn(text, more).holder).toBe(value);
});

test.each<Row>([
  ['set where a different holder is known', 'está a nombre de Lourdes Ibarra Molina, yo soy Kevin', 'Kevin'],
  ['not set for the holder', 'soy la titular, Yadira Cuevas Nolasco', null],
  ['the writer where the holder is a relation alone', 'está a nombre de mi suegra, yo soy Flor Aguayo', 'Flor Aguayo'],
  ['a business and its owner are two', 'El titular es Abarrotes La Cachanilla; soy el dueño, Edgardo Piñuelas', 'Edgardo Piñuelas'],
  ['a relation who says so after the name', 'está a nombre de Juan Soto Meza, no hay internet (Mary, su hija)', 'Mary'],
  ['whom they ask to call', 'el contrato es de mi suegro Juan Soto Meza. Márquenme a mí, Danna.', 'Danna'],
  ['who says not to be the holder', 'No soy la titular, es mi suegra. Soy Carmen Díaz', 'Carmen Díaz'],
  ['a new sentence is the writer’s', 'Está a nombre de mi mamá. Soy Carmen Díaz Robles.', 'Carmen Díaz Robles'],
  ['a quarter before a city is nobody', 'el recibo lo tiene mi apá, no hay señal de este lado pa acá, santa fe TJ', null],
])('contact: %s', (_, text, value) => {
  expect(fieldsIn(text).contact).toBe(value);
});

test.each<Row>([
  ['ten digits become +52', 'mi cel 664 515 2206', '+526645152206'],
  ['the old 044 is dropped', 'cel 044 664 188 0426', '+526641880426'],
  ['52 1 is dropped', 'mi celular es 52 1 664 700 3318', '+526647003318'],
  ['+1 is American', 'call me at +1 (619) 555-0148', '+16195550148'],
  ['001 is American', 'mi número 001 442 555 0126', '+14425550126'],
  ['said to be American', 'mi número de acá es americano: 832 555 0119', '+18325550119'],
  ['an American number that nobody calls so is Mexican', 'mi cel 832 555 0119', '+528325550119'],
  ['of several the one to be called on', 'el mío es 664 270 9918 pero ese no, márquenle a mi esposo al 664 381 2055', '+526643812055'],
  ['a number only called does not count', 'ya marqué al 664 900 1234 y me cuelgan', null],
  ['a toll-free number does not count', 'hablé al 800 123 4567', null],
  ['seven digits do not count', 'al fijo 552 14 80 nunca contesto', null],
  ['said in words', 'mi cel: seis sesenta y tres, uno veintidós, cuarenta y cinco, noventa', '+526631224590'],
  ['our own does not count', 'me dieron el 686 557 2808', null],
  ['the correction of a number is meant', 'mi cel es 6461902288 digo 6461902298', '+526461902298'],
  ['a number of telephone and fax counts', 'Atte. Ignacio Lizárraga\nTel/Fax: 646 178 3309', '+526461783309'],
  [
    'what another number lacks says nothing of this',
    'mi línea es la 664 412 7788, llamen a la 664 109 3321 porque la otra no tiene señal',
    '+526641093321',
  ],
  ['a preference in brackets counts', 'Tel: 664-977-1120 (oficina)\nCel: 664-201-7763 (preferido)', '+526642017763'],
  ["another company's line does not count", 'estoy con Telmex (tel. 664 680 2214)', null],
  ['cut by the end of a line', 'márquenme al 844 177\n90 34', '+528441779034'],
  ['taken back with a "no"', 'marquen al 663 145 0827. ah no, al 663 145 0872', '+526631450872'],
  ['of the United States, short', 'Mi número, de EE. UU., 619 555 0143', '+16195550143'],
  ['hearing aids are no country', 'le pueden hablar al 686 554 09 12, no oye bien, usa aparatos', '+526865540912'],
  ['who called is not to be called', 'Me habló un hombre muy amable del 33 1920 4471 diciendo que era de Konecta', null],
  ['the better one', 'mi telefono el 631 109 88 34 o el de mi hija 631 320 4471 pero mejor a ella', '+526313204471'],
  ['parts with commas', 'llámele por favor: 6 6 4, 2 1 8, 7 7 0 3', '+526642187703'],
  ['parts with commas, some in words', 'Mi teléfono: 646, 182, cincuenta y uno, cero cuatro.', '+526461825104'],
  ['a list of small numbers is none', 'revisen los equipos 664, 218, 7703, 12 y 15', null],
  ['cut by two ends of lines', 'Mi celular: 844\n317\n9028\nGracias', '+528443179028'],
  ['the lada apart', 'marquen a la oficina, lada 631, número 3 18 44 07', '+526313184407'],
  ['the end said anew', 'mi tel 664 318 22 48\nperdón me equivoqué, termina en 84 no en 48', '+526643182284'],
  ['of the United States, in brackets', 'Saludos, Ana\n520-318-0497 (USA)', '+15203180497'],
  ['of the United States, told how to dial', 'TEL: 520 318 0497 (es de Arizona, marcar 001)', '+15203180497'],
  ['the American one is another', 'No marquen a mi número gringo, mejor al de mi socio, 686 318 4417', '+526863184417'],
  [
    'to be written to is not to be called',
    'Mi número es 664 197 3044; a él no le llamen, mándenle mensaje al 664 208 1177.',
    '+526641973044',
  ],
])('phone: %s', (_, text, value) => {
  expect(fieldsIn(text).phone).toBe(value);
});

test.each<Row>([
  ['lower case', 'mi correo es Ofe.Vega@Hotmail.com', 'ofe.vega@hotmail.com'],
  ['said in words', 'mándelo al correo ana guion bajo rubio88 arroba hotmail punto com', 'ana_rubio88@hotmail.com'],
  ['between brackets', 'correo: fer.duarte (arroba) gmail (punto) com', 'fer.duarte@gmail.com'],
  ['for the invoice only is none', 'la factura corregida envíenla a conta.uime@gmail.com', null],
  ['of ours is none', 'ya escribí a quejas@konecta.mx', null],
  ['for all else than the invoice', 'La factura mándenla a c@despacho.mx, lo demás conmigo: ana@casa.mx', 'ana@casa.mx'],
  ['spread out', 'pueden avisarnos: brenda.cerda @ gmail . com', 'brenda.cerda@gmail.com'],
  ['figures said apart', 'correo: iker punto zazueta 98 arroba gmail punto com', 'iker.zazueta98@gmail.com'],
])('email: %s', (_, text, value) => {
  expect(fieldsIn(text).email).toBe(value);
});

test.each<Row>([
  ['a nickname', 'sin internet en tijuas', 'tijuana'],
  ['an abbreviation', 'estoy en mxli', 'mexicali'],
  ['a misspelling', 'aquí en encenada no hay señal', 'ensenada'],
  ["a contract's prefix says nothing", 'contrato TJ-30912 sin señal', null],
  ['a street named after a city says nothing', 'vivo en la calle Ensenada 1120, Mexicali', 'mexicali'],
  ['always null for mo!net', 'vivo en Tijuana', null, { company: 'monet' }],
  ['another town is null', 'vivo en Rosarito', null],
  ['a quarter named after a city says nothing', 'vivo en Mexicali, en la colonia Tijuana', 'mexicali'],
  ['a plaza named after a city says nothing', 'pongan un cajero en Plaza Tijuana de Mexicali', 'mexicali'],
  ['the one that works is not the one that fails', 'el de Tijuana está bien, el que no sirve es el de Ensenada', 'ensenada'],
  ["an office's telephone says nothing", 'no hay internet\n\nOficina Mexicali: 686 565 0012\nOficina Tijuana: 664 682 3390', null],
  ['our own address in a quote says nothing', 'sigo igual\n> Konecta, Calzada Independencia 2082, Mexicali. 686 557 2808', null],
  ['where a cousin lives is not where the service is', 'mi prima en Ensenada dice que hay una app', null],
  ['our office in a quoted signature says nothing', 'sigo igual\n> Norma Quintero\n> Calz. Independencia 2082, Mexicali', null],
  ['our address with its postcode says nothing', 'ya pagué\n> Avenida Ocampo 1670, Zona Centro, C.P. 22000, Tijuana', null],
])('city: %s', (_, text, value, more) => {
  expect(fieldsIn(text, more).city).toBe(value);
});

test.each<Row>([
  ['in any spelling', 'mi reporte mxl26 018347 0', 'MXL-26-018347-0'],
  ['a wrong check digit is null', 'mi reporte TIJ-26-010455-2', null],
  ["another company's series is null", 'mi folio MON-26-012340-1', null],
  ['one that stands only in a quote counts', 'sigo igual\n> Su reporte TIJ-26-007021-4 fue programado', 'TIJ-26-007021-4'],
])('folio: %s', (_, text, value) => {
  expect(fieldsIn(text).folio).toBe(value);
});

test.each<Row>([
  ['deafness', 'soy sorda, solo por escrito', true],
  ['a household member', 'mi niño tiene autismo y no hay internet', true],
  ['a screen reader', 'uso lector de pantalla', true],
  ['"I cannot hear"', 'por favor no llamar, no oigo. solo escribir', true],
  ['a figure of speech is none', 'no hay internet, ¿están sordos o qué?', false],
  ['another figure is none', 'Jajaja ando ciego y manco sin net', false],
  ['old age alone is none', 'tengo 86 años y no prende el modem', false],
  ['plain illness is none', 'mi esposo está recién operado de la vesícula', false],
  ['moving house is not muteness', 'me mudo a Chula Vista, cancelen', false],
  ['"I cannot see"', 'No veo, así que lo haré sin botones', true],
  ['what cannot be found is no blindness', 'no veo el cargo en mi recibo', false],
  ['a mother who cannot hear', 'es la casa de mi madre, quien no oye, y le gritaron', true],
  ['without speech', 'mi hermana se quedó sin habla por un derrame', true],
  ['a noisy place is none', 'ando en el andamio y no oigo nada por la revolvedora', false],
  ['a dog is none', 'pateó a mi perrita (es rescatada y ciega de un ojo)', false],
])('accessibility: %s', (_, text, value) => {
  expect(fieldsIn(text).accessibility).toBe(value);
});

test.each<Row>([
  ['no tengo internet', 'no tengo internet', 'falla'],
  ['still waiting', 'y entonces? aquí sigue sin señal', 'falla'],
  ['a wait without data', 'q contrato?? yo no se de eso, nomas q no prende el internet', 'falla'],
  ['an apology demanded', 'quiero una disculpa, la señorita me colgó y fue muy grosera, voy a profeco', 'queja'],
  ['charged twice', 'me cobraron dos veces el mes de octubre, quiero que me regresen uno', 'aclaracion'],
  ['how much is owed', 'cuanto debo y hasta cuando tengo para pagar', 'saldo'],
  ['a new service', 'quiero contratar el de 100 megas, cuando instalan?', 'contratacion'],
  ['the end of it', 'solicito la baja definitiva de mi servicio', 'cancelacion'],
  ['a temporary stop', 'quiero pausar mi internet dos meses por vacaciones', 'suspension'],
  ['hours', 'a que hora cierran la sucursal los domingos?', 'duda'],
  ['thanks', 'muchas gracias por la atención, excelente servicio del técnico', 'sugerencia'],
  ['nothing but data', '318460', 'datos'],
  ['a short line without a datum', 'se volvio a caer', 'falla'],
  ['a short question without a datum', 'q horario tienen', 'duda'],
  ['a greeting', 'hola buenas tardes', 'datos'],
  ['a loan offered', 'PRÉSTAMOS SIN BURÓ hasta $80,000, solo con tu INE. Responde SI', 'otro'],
  ['a red light on the modem is a falla', 'el modem tiene un foco rojo', 'falla'],
  ['interest in a plan is a wish for it', 'me interesa el internet de 100 megas', 'contratacion'],
  ['a promotion not honoured is disputed', 'no me respetaron la promo de 399', 'aclaracion'],
  ['a dear bill wants explaining', 'porq me llego tan caro el recibo', 'aclaracion'],
  ['a wrong number is no request', 'numero equivocado disculpe', 'otro'],
  ['who sells asks for nothing', 'vendo dominios web baratos', 'otro'],
  ['a corrected contract is but data', 'otra vez me equivoque, el contrato es 99003', 'datos'],
  ['an outage beside a contract is a falla', 'hola otra vez, sigo con el internet caido, mi contrato es 38817', 'falla'],
])('category: %s', (_, text, value) => {
  expect(fieldsIn(text).category).toBe(value);
});
