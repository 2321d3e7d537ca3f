import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type Mail from 'nodemailer/lib/mailer/index.js';

/** One mail of the demonstration. `answering`: sent once the customer has our answer to the mail before, as a reply to it. */
export type DemoMail = {
  from: { name: string; address: string };
  to: string[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: Mail.Attachment[];
  headers?: Record<string, string>;
  /** Charset of a plain 8-bit body, as old mail programs write it. */
  charset?: 'iso-8859-1' | 'windows-1252';
  answering?: boolean;
  /** Null envelope sender, as bounces and absence notes have. */
  bounce?: boolean;
};

const MXL = 'soportemxl@konecta.mx';
const TJ = 'soportetj@konecta.mx';
const MON = 'atencionclientes@monetmovil.com';
const PHOTO = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);
const person = (name: string, address: string) => ({ name, address });

/** What customers of the demonstration write, each list one customer's mails in order. Everybody and everything is invented. */
export const DEMO_MAILS: DemoMail[][] = [
  [
    {
      from: person('Ramiro Osuna', 'ramiro.osuna@correo.test'),
      to: [MXL],
      subject: 'Sin internet desde anoche',
      text: 'Buenos días. Desde anoche no tengo internet en mi casa, el foco del módem está en rojo. Estoy en Mexicali, colonia Nueva.\n\nContrato 204518\nRamiro Osuna Félix\nTel. 686 554 1907',
    },
    {
      from: person('Ramiro Osuna', 'ramiro.osuna@correo.test'),
      to: [MXL],
      subject: 'Re: Sin internet',
      text: '¿A qué hora viene el técnico? Sigo sin servicio.',
      answering: true,
    },
  ],
  [
    {
      from: person('Lupita', 'lupita.z@correo.test'),
      to: [TJ],
      subject: 'no hay internet',
      text: 'no tenemos internet desde ayer en la tarde, ya reinicie el modem y nada',
    },
    {
      from: person('Lupita', 'lupita.z@correo.test'),
      to: [TJ],
      subject: 'RE: no hay internet',
      text: 'Perdón, aquí van los datos: contrato TJ-30912, está a nombre de mi esposo Efraín Zavala Soto. Mi cel es 664 329 8845.',
      answering: true,
    },
    { from: person('Lupita', 'lupita.z@correo.test'), to: [TJ], subject: 'RE: no hay internet', text: 'Muchas gracias.', answering: true },
  ],
  [
    {
      from: person('Socorro Amador', 'socorro.amador@correo.test'),
      to: [MXL],
      subject: 'Me cobraron dos veces',
      text: 'Revisando mi estado de cuenta veo dos cargos de ustedes por $489.00. Solo debo una mensualidad y quiero que me aclaren el cobro.\n\nSuscriptor: 61774\nTitular: Ma. del Socorro Amador Cota\nDomicilio: Ensenada\nTel: 646-117-6620',
    },
  ],
  [
    {
      from: person('Griselda M.', 'griselda@correo.test'),
      to: [MXL],
      subject: 'QUEJA FORMAL',
      text: 'Es la tercera cita a la que su técnico no llega y la señorita del teléfono me colgó. Quiero hablar con un supervisor; si no me atienden voy a Profeco.\n\nContrato 90233, Griselda Mendívil Orozco, Mexicali.',
    },
  ],
  [
    {
      from: person('Arnulfo Peñaloza', 'arnulfo@correo.test'),
      to: [TJ],
      subject: 'Baja definitiva',
      text: 'Por este medio solicito la cancelación definitiva del contrato TIJ 055871, a mi nombre, Arnulfo Peñaloza Trejo, porque me mudo de ciudad. Mi teléfono es el 664 631 7045.',
    },
  ],
  [
    {
      from: person('Yadi', 'yadi.cuevas@correo.test'),
      to: [TJ],
      subject: 'suspensión por vacaciones',
      text: '¿Me pueden suspender el servicio del 1 al 31 de enero? Salimos de viaje. Cuenta 881207, Yadira Cuevas Nolasco.',
    },
  ],
  [
    {
      from: person('Silvia', 'silvia.rb@correo.test'),
      to: [MXL],
      subject: 'cuanto debo',
      text: 'Buen dia, me pueden decir cuanto debo y hasta cuando puedo pagar? Usuario 44187 Silvia Rentería Bojórquez gracias',
    },
  ],
  [
    {
      from: person('Brandon Uriarte', 'brandon@correo.test'),
      to: [TJ],
      subject: 'Quiero contratar',
      text: 'Quiero contratar el paquete de 200 megas para mi departamento en Tijuana. ¿Qué papeles necesitan? Brandon Uriarte Salas, cel 663 147 0032',
    },
  ],
  [
    {
      from: person('Iván', 'ivan.remoto@correo.test'),
      to: [MXL],
      subject: 'Cobertura',
      text: 'Buenas tardes, ¿llega su fibra al ejido Puebla, por la carretera a San Luis? ¿Qué velocidades manejan?',
    },
  ],
  [
    {
      from: person('Martha Yescas', 'martha.yescas@correo.test'),
      to: [MXL],
      subject: 'Una sugerencia',
      text: 'Sería muy bueno que abrieran la oficina de Nogales los sábados. Es todo, buen servicio. Martha Alicia Yescas Duarte',
    },
  ],
  [
    {
      from: person('Impulso Digital', 'hola@impulso.test'),
      to: [MXL],
      subject: 'Aparezca en la primera página de Google',
      text: 'Hola equipo: analizamos su sitio web y con nuestro paquete Despegue (desde $2,999 + IVA) duplicamos sus visitas. Responda SÍ y agendamos una videollamada sin compromiso. Si no desea recibir más mensajes, dese de baja aquí.',
    },
  ],
  [
    {
      from: person('Damián Orduño', 'damian.lsm@correo.test'),
      to: [TJ],
      subject: 'No tengo internet (contestar por escrito)',
      text: 'Buenas noches. Soy sordo, no puedo hablar por teléfono; por favor contéstenme solo por escrito. Desde el martes no tengo internet.\n\nDamián Orduño Félix, contrato k-118340, colonia Otay, Tijuana.',
    },
  ],
  [
    {
      from: person('Alma', 'alma.delia@correo.test'),
      to: [MXL],
      subject: 'Soy usuaria de silla de ruedas',
      text: 'Mi internet no sirve desde el lunes. Uso silla de ruedas y el módem quedó a dos metros de altura, no lo alcanzo para reiniciarlo. Mándenme a alguien por favor.',
    },
  ],
  [
    {
      from: person('Nayeli Contreras', 'sistemas@empaques.test'),
      to: [TJ],
      subject: 'Enlace caído - bodega',
      html: '<html><body><p>Buenas tardes,</p><p>Solicito apoyo: a las 11:40 h <b>perdimos el enlace de internet</b> de nuestra bodega en Tijuana.</p><ul><li>Titular: Empaques Baja Frontera, S. de R.L. de C.V.</li><li>Cuenta: TIJ/300457</li></ul><p>Lic. Nayeli Contreras Urías<br>Tel. (664) 978-4410</p></body></html>',
    },
  ],
  [
    {
      from: person('Gustavo Ríos', 'gustavo.rios@correo.test'),
      to: [MXL],
      subject: 'Velocidad muy por debajo de lo contratado',
      text: 'Ingenieros: adjunto foto de la medición. Pago 500 megas y recibo 61. El internet está lentísimo desde hace una semana.\n\nGustavo Adolfo Ríos Peralta\nNúmero de cuenta 4402915\nMexicali / cel. 686 837 4450',
      attachments: [{ filename: 'medición.jpg', content: PHOTO, contentType: 'image/jpeg' }],
    },
  ],
  [
    {
      from: person('Genaro Lucero', 'genaro@correo.test'),
      to: [MXL],
      subject: 'Pago no reflejado',
      text: 'Pagué en el Oxxo el día 6, $560 pesos, y me dicen que no aparece mi pago. Anexo el comprobante. Aplíquenlo por favor. Genaro Lucero Domínguez, suscriptor 0012948.',
      attachments: [
        {
          filename: 'comprobante.pdf',
          content: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF'),
          contentType: 'application/pdf',
        },
      ],
    },
  ],
  [
    {
      from: person('José Núñez', 'jose.nunez@correo.test'),
      to: [MXL],
      subject: 'Avería en la señal',
      text: 'Señores: la conexión de internet se cae cada diez minutos desde el miércoles. Contrato ENS-70415, José Núñez Peña, en Ensenada. Teléfono 646 388 1290.',
      charset: 'iso-8859-1',
    },
  ],
  [
    {
      from: person('Begoña Güereña', 'begona@correo.test'),
      to: [MXL],
      subject: 'Factura con RFC equivocado',
      text: 'Buenas tardes: la factura de este mes “salió” con otro RFC… solicito la corrección. Número de cliente NOG 61208, Begoña Güereña Ibáñez, Nogales.',
      charset: 'windows-1252',
    },
  ],
  [
    {
      from: person('Oralia Peralta', 'oralia.peralta@correo.test'),
      to: [MXL, TJ],
      subject: 'Sin internet en Ensenada',
      text: 'Les mando este correo a los dos que vienen en su página. Desde el mediodía no tenemos internet en Ensenada. Contrato 31885.\n\nOralia Peralta Murillo',
    },
  ],
  [
    {
      from: person('Compras Alameda', 'compras@alameda.test'),
      to: [MXL],
      subject: 'Respuesta automática: Su factura Konecta está disponible',
      text: 'Gracias por su mensaje. Me encuentro fuera de la oficina hasta el lunes, con acceso limitado al correo.',
      headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
      bounce: true,
    },
  ],
  [
    {
      from: person('Mail Delivery System', 'mailer-daemon@mx.alameda.test'),
      to: [MXL],
      subject: 'Undelivered Mail Returned to Sender',
      text: 'This is the mail system at host mx.alameda.test.\n\nI am sorry to have to inform you that your message could not be delivered to one or more recipients.\n\n<nadie@alameda.test>: host said: 550 5.1.1 User unknown',
      headers: { 'Auto-Submitted': 'auto-replied' },
      bounce: true,
    },
  ],
  [
    {
      from: person('Boletín CANACO', 'boletin@canaco.test'),
      to: [TJ],
      subject: 'Eventos del mes',
      text: 'Estimado afiliado: este es el calendario de cursos del mes.',
      headers: { 'List-Id': '<boletin.canaco.test>', Precedence: 'list' },
    },
  ],
  [
    {
      from: person('Hortensia Villanueva', 'hortensia@correo.test'),
      to: [MXL],
      subject: 'Re: Su número de reporte',
      text: 'Joven, les contesto: el servicio sigue intermitente desde el jueves, la señal se va y viene. Mi cuenta es la 0048213, soy la Profra. Hortensia Villanueva Quiroz, de Mexicali. Llámeme al 686 554 2210.\n\nEl mar, 10 nov 2026 a las 9:14, Soporte Konecta (<soportemxl@konecta.mx>) escribió:\n> Estimada cliente: para atenderle necesitamos su número de contrato\n> y el nombre completo del titular.\n>\n> Atentamente,\n> Mariela Fonseca\n> Soporte técnico',
    },
  ],
  [
    {
      from: person('Dulce Monroy', 'dulce.monroy@correo.test'),
      to: [TJ],
      subject: 'RE: RE: Sin señal desde el domingo',
      text: 'Va lo que pidieron:\n\n1) TIJ 41 9003\n2) el titular es mi papá, Evaristo Monroy Cárdenas\n3) el mío: 664-515-2206\n\nAtte. Dulce Monroy Ríos\n\n-----Mensaje original-----\nDe: Soporte Konecta <soportetj@konecta.mx>\nEnviado: miércoles, 4 de noviembre de 2026 12:31\nAsunto: RE: Sin señal desde el domingo\n\nBuen día: para abrir su reporte de falla por la señal de internet le agradeceremos responder con: 1) contrato 2) titular 3) teléfono.',
    },
  ],
  [
    {
      from: person('Porfirio Lemus', 'porfirio@correo.test'),
      to: [MXL],
      subject: 'Falla de internet',
      text: 'No tengo internet. Me equivoqué en el correo pasado, no es el contrato 33190, ese ya lo cancelé. El bueno es el contrato 519033. Soy Porfirio Lemus Arce.',
    },
  ],
  [
    {
      from: person('Eduardo Garza', 'eduardo.garza@correo.test'),
      to: [MON],
      subject: 'Sin señal',
      text: 'Buenas tardes, no tengo señal de internet desde la mañana. Mi cuenta es M 2207514, Eduardo Garza Tamez. Tel. 81 1440 2716',
    },
  ],
  [
    {
      from: person('malena', 'malena@correo.test'),
      to: [MON],
      subject: 'cuanto debo',
      text: 'Buenos dias me pueden decir cuanto debo de internet este mes y hasta que dia puedo pagar. gracias',
    },
    {
      from: person('malena', 'malena@correo.test'),
      to: [MON],
      subject: 'RE: cuanto debo',
      text: 'Está a nombre de mi esposo, Rubén Alanís Treviño. El contrato es el 70118834.',
      answering: true,
    },
  ],
  [
    {
      from: person('Ernesto Villarreal', 'ernesto.v@correo.test'),
      to: [MON],
      subject: 'Cargo que no reconozco',
      text: 'Soy ciego y uso lector de pantalla, les pido que me contesten por correo en texto. En mi recibo viene un cargo de 300 pesos que no reconozco y quiero que me lo expliquen. Contrato M3301245, Ernesto Villarreal Cantú.',
    },
  ],
  [
    {
      from: person('Leticia Zertuche', 'lety.z@correo.test'),
      to: [MON],
      subject: 'Suspensión temporal',
      text: 'Solicito la suspensión temporal de mi servicio, contrato 70118921, porque saldré de viaje dos meses.\n\nLeticia Zertuche Garza',
    },
  ],
  [
    {
      from: person('Luis Ibarra', 'luis.ibarra@correo.test'),
      to: [MXL],
      subject: 'Solicitud de empleo',
      text: 'Buen día, me interesa la vacante de técnico instalador que vi en Facebook. Anexo mi currículum. Luis Ángel Ibarra',
    },
  ],
];

/** The raw bytes of a mail as the customer's program would send it. */
export const composeDemoMail = async (mail: DemoMail, to: string, messageId: string, inReplyTo: string | null): Promise<Buffer> => {
  if (mail.charset) return eightBit(mail, to, messageId, mail.charset);
  const { from, subject, text, html, attachments, headers } = mail;
  const options = {
    from,
    to,
    subject,
    messageId,
    date: new Date(),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    ...(attachments && { attachments }),
    ...(headers && { headers }),
  };
  return new MailComposer({ ...options, ...(inReplyTo && { inReplyTo, references: [inReplyTo] }) }).compile().build();
};

/** A body in the charset that it names, eight bits a letter, as programs wrote before UTF-8. */
const eightBit = (mail: DemoMail, to: string, messageId: string, charset: string): Buffer => {
  const encoded = (words: string) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
  const head = [
    `From: ${encoded(mail.from.name)} <${mail.from.address}>`,
    `To: ${to}`,
    `Subject: ${encoded(mail.subject)}`,
    `Message-ID: ${messageId}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: text/plain; charset=${charset}`,
    'Content-Transfer-Encoding: 8bit',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), toBytes(mail.text ?? '')]);
};

/** Latin-1 bytes, with the quotes and dots that only Windows-1252 has. */
const toBytes = (text: string): Buffer => {
  const special: Record<string, number> = { '“': 0x93, '”': 0x94, '…': 0x85 };
  return Buffer.from([...text.replaceAll('\n', '\r\n')].map((letter) => special[letter] ?? letter.charCodeAt(0) & 0xff));
};
