// The words by which mail systems and absent people announce themselves, in Spanish and English (docs: reference of subjects, measured over public bounces).
// Each list is one anchored expression; the examples that match and must not are the rows of test/core/policy/automatic.test.ts.

const oneOf = (words: string[]): string => `(?:${words.join('|')})`;

/** Subjects that only a mail system writes. Matches `Undeliverable: Folio`; not `RE: Undeliverable: Folio`, which a person answers. */
export const BOUNCE_SUBJECT = new RegExp(
  `^\\s*${oneOf([
    'undelivered mail returned to sender',
    'delivery status notification',
    'returned mail *[:-] ?',
    'mail delivery (?:failed|failure|system|problem|error|warning|status report)',
    'mail system error',
    'mail (?:could not be|not) delivered',
    '(?:permanent )?failure notice',
    'undeliverable(?: (?:mail|message|e-?mail))?(?: *[:-]|$)',
    'undelivered mail\\b',
    'non[- ]?delivery(?: (?:report|notification|receipt)| *:)',
    'ndn *:',
    'there was an error sending your mail',
    'non[- ]?deliverable\\b',
    'nondeliverable mail',
    'delivery (?:has )?(?:failed|failure|notification|report|error|delayed|delay)\\b',
    'message (?:delivery (?:failed|failure|delayed)|status - undeliverable|undeliverable|not delivered)',
    'message you sent blocked',
    'unable to deliver (?:mail|message|your)',
    '(?:your )?(?:e-?mail|message|mail) (?:could not|cannot|can not) be delivered',
    'could not send message',
    'warning: (?:message|could not send message).{0,60}delay',
    'warning: could not send message',
    'warning: .{0,120}user unknown',
    'delayed mail',
    'mail delayed',
    'automatic delivery status',
    '\\*\\*\\*\\s*undeliverable',
    'postmaster notify',
    'no se (?:puede|pudo|ha podido) entregar(?: el (?:mensaje|correo))? *(?::|$)',
    'sin entregar *:',
    'no entregable *(?::|$)',
    'correo (?:electr[oó]nico )?(?:no entregado|devuelto)(?: *[:-]|$| al remitente)',
    'mensaje (?:no entregado|devuelto|rechazado)(?: *[:-]|$| al remitente)',
    '(?:notificaci[oó]n|informe|aviso) (?:del? |sobre el )?(?:estado de (?:la )?entrega|error de entrega|no entrega|falla en la entrega)',
    'estado de la entrega *(?::|$)',
    'error (?:de|en la) entrega(?: (?:de|del) (?:correo|mensaje))? *(?::|$)',
    'entrega (?:fallida|retrasada|con retraso) *(?::|$)',
    'le[ií]do *: ',
    'no le[ií]do *: ',
    'eliminado sin leer *:',
    'not read *: ',
    'read receipt\\b',
    '(?:unzustellbar|onbestelbaar|non remis|impossibile recapitare|n[ãa]o (?:[ée] poss[íi]vel entregar|entregue)) *:',
    '.{0,200}: non remis\\b',
    'acuse de (?:recibo|lectura) *[:-]',
    'confirmaci[oó]n de lectura *[:-]',
  ])}`,
  'i',
);

/** Subjects of delivery reports that a person may write too: they count with the text below. Matches `Error de entrega`, `Warning`. */
export const BOUNCE_SUBJECT_WEAK =
  /(?:deliver|undeliver|returned|bounce|failure|failed|rejected|warning|entrega|devuelto|rechazado|no enviado|error)/i;

/** First words that only a mail system writes, whatever the subject. Matches `Hi. This is the qmail-send program`; not `Hi. This is Ana`. */
export const MACHINE_OPENING = new RegExp(
  `^\\s*${oneOf([
    'hi\\. this is the [^.\\n]{0,60}(?:program|mail)',
    'this is the mail (?:system|delivery)',
    'this message was created automatically by (?:the )?(?:mail|e-?mail|smtp)',
    'this is an automatically generated delivery status notification',
    'this report relates to a message you sent',
    'este (?:mensaje|correo) (?:se ha|fue|ha sido) (?:creado|generado) autom[aá]ticamente por (?:el |un )?(?:software|servidor|sistema) de (?:entrega|correo)',
  ])}`,
  'i',
);

/** What delivery reports say early in their text (700 characters), beside such a subject. Not: a customer's `No pude entregar el equipo`. */
export const BOUNCE_OPENING = new RegExp(
  oneOf([
    'the following (?:addresses?|recipients?) (?:had|has|have|failed|could)\\b[^.]{0,60}(?:error|deliver|fail|reach)',
    'the original message was received at\\b',
    'your (?:message|mail|e-?mail)[^\\n]{0,160}(?:did not reach|could(?: not|n.t) be delivered|was(?: not|n.t) delivered|has been delayed|was rejected|cannot be delivered)',
    'delivery (?:to|of)[^\\n]{0,160}(?:failed|delayed)',
    'delivery has failed to these recipients',
    '(?:we|i) (?:were|was|am|are) (?:unable|not able) to deliver',
    '(?:message|mail) (?:from|to)[^.\\n]{0,200}(?:could not be|was not|cannot be) delivered',
    'su (?:mensaje|correo)[^\\n]{0,160}no (?:lleg[oó] a|se ha (?:podido )?entreg|se pudo entregar|ha sido entregado|ha podido)',
    'no se (?:pudo|ha podido) entregar (?:el|su|tu) (?:mensaje|correo)',
    'el (?:mensaje|correo) no se (?:ha podido|pudo) entregar',
    '(?:error|fallo) (?:de|en la) entrega (?:a|para) (?:estos|los siguientes|el siguiente) destinatarios?',
  ]),
  'i',
);

/** Subjects of automatic answers, after `RE:` and the like. Matches `Respuesta automática: Folio`; not `Respuesta automática del módem falla`. */
export const ABSENCE_SUBJECT = new RegExp(
  `^${oneOf([
    `${oneOf(['respuesta', 'contestaci[oó]n', 'mensaje', 'aviso', 'correo'])} autom[aá]tic[oa](?: de (?:vacaciones|ausencia|fuera de (?:la )?oficina))? *(?:[:|\\[(\u2013\u2014-]|$)`,
    'auto[- ]?rr?espuesta *(?:[:|\\[(\u2013\u2014-]|$)',
    'auto *: ',
    'automatic (?:reply|response)\\b',
    'automated (?:reply|response|message)\\b',
    'auto[- ]?(?:reply|response|responder)\\b',
    '(?:estoy |estar[eé] |me encuentro |actualmente )?fuera de (?:la |mi )?oficina\\b',
    '(?:i am |i.m |i will be )?out[- ]of[- ](?:the[- ])?office\\b',
    'ooo *[:-]',
    'oof *:',
    'away from (?:my |the )?(?:mail|e-?mail|office|desk)\\b',
    'vacation (?:reply|message|notice|response)\\b',
    'aviso de (?:ausencia|vacaciones) *(?:[:-]|$)',
    'mensaje de ausencia *(?:[:-]|$)',
    'abwesenheits',
    'absence du bureau',
    'aus[eê]ncia tempor[aá]ria',
  ])}`,
  'i',
);

/** Subjects that are an absence only with another sign: matches `De vacaciones hasta el 3`, `Ausente`; not `Ausencia de señal`. */
export const ABSENCE_SUBJECT_WEAK =
  /^(?:(?:estoy |estar[eé] |me encuentro )?(?:ausente|de vacaciones|fuera)|ausencia|vacaciones|(?:i am |i.m |currently )?(?:away|on (?:vacation|holiday|leave)|out)|away until|vacation|holiday|acuse de recibo|hemos recibido su (?:mensaje|correo)|gracias por (?:su (?:mensaje|correo)|contactarnos)|thank you for (?:your (?:message|e-?mail)|contacting))(?= *(?:$|[:;,.!\u2013\u2014-]|del? |hasta|desde|until|from|till))/i;

/** How absence notes begin (700 characters): matches `Gracias por su correo. Estaré fuera de la oficina hasta el lunes`; not `Me encuentro fuera de Mexicali y no tengo internet`. */
export const ABSENCE_OPENING = new RegExp(
  oneOf([
    '(?:estoy|estar[eé]|me encuentro|estamos|nos encontramos|me encontrar[eé]) (?:actualmente |en este momento )?(?:fuera de (?:la |mi |nuestra )?oficina|de vacaciones|ausente|disfrutando de mis vacaciones|sin acceso (?:a|al) (?:mi |mis )?(?:correo|mail))',
    '(?:responder[eé]|contestar[eé]|atender[eé]) (?:a )?(?:sus?|tus?|los?) (?:mensajes?|correos?) (?:a mi regreso|cuando (?:regrese|vuelva)|en cuanto)',
    '\\b(?:este|[eé]ste) es un (?:mensaje|correo|aviso) (?:generado )?autom[aá]tic[oa]',
    '(?:mensaje|correo|respuesta) (?:generad[oa] )?autom[aá]tic(?:o|a|amente)[^.]{0,40}no (?:responda|conteste)',
    'i (?:am|.m|will be) (?:currently )?(?:out of (?:the )?office|on (?:vacation|holiday|leave)|away)',
    'i will (?:respond|reply|get back)[^.]{0,60}(?:when i return|upon my return)',
    'this is an automat(?:ic|ed)\\b',
  ]),
  'i',
);

/** Services that ask a sender to prove being human. Matches `x@boxbe.com`; not `boxbe@example.mx`. */
export const CHALLENGE_SENDER =
  /@(?:[a-z0-9-]+\.)*(?:boxbe|bluebottle|spamarrest|mailblocks|spamlion|sneakemail|knowspam|qurb|choicemail|matterform)\.(?:com|net|org)$/;

/** Their subjects, after `RE:`: matches `Confirme su mensaje`, `Please confirm your message`; not `Confirme mi pago`. */
export const CHALLENGE_SUBJECT =
  /^(?:(?:por favor,? )?(?:confirme (?:su (?:mensaje|correo|identidad)|que es humano)|verifique su (?:mensaje|correo))|verificaci[oó]n (?:de|del) remitente|(?:please )?(?:confirm|verify) (?:your (?:message|e-?mail|identity)|that you are|you are)|sender (?:verification|address verification)|(?:action required: )?(?:verify|confirm) (?:sender|yourself))/i;

/** What they ask for. Matches `haga clic en el siguiente enlace`. */
export const CHALLENGE_OPENING = /(?:https?:\/\/|haga clic|de clic|d[eé] clic|pulse|click|enlace|link|responda a este|reply to this)/i;
