import type { Category } from '../../words.ts';

/**
 * Phrases that speak for a category, folded. They are features of the learned model (its training weighs them), and what
 * `--explain` shows as the words a category rests on. Each: name, category, pattern.
 */
export const CATEGORY_PHRASES: readonly (readonly [string, Category, RegExp])[] = [
  // `no tengo internet`, `sin señal`; not `sin costo`
  [
    'no-service',
    'falla',
    /\b(?:(?:no|ni) (?:tengo|tenemos|hay|ay|ai|agarra\w*|llega|cuento con|contamos con|da|trae|tiene)(?: \w+){0,2} (?:internet|inter|net|wifi|senal|servicio|linea|conexion|red|tono|tele)|sin (?:el )?(?:internet|inter|intenet|interneeet|net|wifi|senal|servicio|linea|conexion|tono|canales|luz los|red|tele|telefono|cable)|no (?:prende|enciende|jala|sirve|funciona|funsiona|carga|navega|conecta|abre|agarra|entra|levanta|autentica|da imagen)|se (?:fue|cayo|callo|cae|va|corta|traba|congela|apaga|desconecta|reinicia|pierde|quemo|ladeo|daño|dano|descompuso|bloquea|cayeron|fueron|trabo)|se (?:me|nos) (?:fue|cayo|cae|va|corta|traba|congela|apaga|desconecta|desconecto|apagaron|traban))\b/,
  ],
  [
    'slow',
    'falla',
    /\b(?:lent[oa]s?|lentisim\w+|lentit\w+|intermiten\w+|inestable|velocidad(?: \w+){0,3} (?:baja|muy|debajo|inferior|menor)|ping|latencia|packet loss|perdida de paquetes|speed ?test|megas? de (?:los|las) \d+|pixelad\w+|slow|outage|unusable|went down|keeps restarting|no internet|wifi is dead|we ve been down)\b/,
  ],
  [
    'equipment',
    'falla',
    /\b(?:foco|foquito|foquitos|focos|luz roja|luces rojas?|parpadea\w*|luz (?:de )?los|antena|modem|router|ont|cajita|decodificador|cable (?:tirado|trozado|reventado|caido|suelto|colgando)|poste|fibra (?:rota|trozada|cortada)|reinici\w+|desconecte|lo apague|ya lo prendi|desconect\w+)\b/,
  ],
  // `el módem tiene un foco rojo`, `no carga nada`, `red light`; not `se prende el foco de la cochera`
  [
    'symptom',
    'falla',
    /\b(?:(?:foc[oa]s?|foquit[oa]s?|luz|luces|luce[sc]ita?s?|led|los)(?: \w+){0,4} (?:roj[oa]s?|colorad[oa]s?|anaranjad[oa]s?|naranja|amarill[oa]s?|apagad[oa]s?)|(?:red|orange|yellow) light|blinking|buffering|lag|lagge\w+|(?:da|dan|dando) vueltas|no (?:me |nos )?(?:carga|cargan|abren|deja (?:ver|entrar|jugar))|no (?:tiene|tienen|hay|trae|salen) (?:\w+ )?(?:canales|imagen)|microcortes|incomunicad\w+|keeps dropping|(?:cable|poste|fibra)(?: \w+){0,4} (?:tirad[oa]|caid[oa]|colgad[oa]|colgando|rot[oa]|suelt[oa]))\b/,
  ],
  [
    'repair-wait',
    'falla',
    /\b(?:seguimiento|mi reporte|el reporte|reporte|folio|a que hora (?:pasa|viene|llega)\w*|cuando (?:pasan|vienen|van a venir|lo arreglan|llega)|quedaron de (?:venir|mandar)|manden (?:a )?(?:alguien|tecnico|un tecnico)|van a venir|sigue (?:igual|muerto|sin)|sigo (?:sin|esperando)|nadie ha venido a)\b/,
  ],
  // `me colgaron`, `voy a Profeco`; not `cable colgado`
  [
    'treatment',
    'queja',
    /\b(?:groser\w+|mal(?:a|isima|os|isimo)? (?:trato|atencion|servicio al cliente|gente)|pesim[oa]s? (?:trato|atencion|servicio)|falta(?:n|rnos|ron)? (?:de |al )?respeto|burla\w*|se (?:rio|rieron|burl\w+)|me (?:colgo|colgaron|cuelgan)|humilla\w*|discrimin\w+|prepotent\w*|majader\w*|altaner\w*|disculpa (?:publica|formal|dirigida)|exijo|inconformidad|indigna\w*|verguenza|abuso|maltrato|trat[oa] (?:a )?(?:la gente|al cliente|grosero)|nos tratan|me trat\w+|rude|rudeness|apology)\b/,
  ],
  [
    'escalate',
    'queja',
    /\b(?:profeco|procuraduria|condusef|ift\b|demanda\w*|abogad[oa]|supervisor\w*|gerente|gerencia|manager|queja|quejas|quejarme|denuncia\w*|un jefe|alguien con autoridad|de la cara|responsable que|quien responde|redes sociales|encargado de aqui)\b/,
  ],
  [
    'no-show',
    'queja',
    /\b(?:(?:nadie|nunca|no|ni) (?:se )?(?:vino|vinieron|llego|llegaron|presento|presentaron|aparecio|aparecieron|paro|pararon)|tercera vez|cuarta vez|\d+a? (?:vez|ocasion)|tres citas|citas?|dejan esperando|plantad[oa]s?|cierran (?:el|los|mi) (?:reporte|caso|ticket)\w*|cerraron|nadie (?:me )?(?:responde|contesta|da razon|resuelve)|0 respuestas|sin respuesta|ignoran|puro cuento|pura mentira|puro mentir|mentiras?)\b/,
  ],
  [
    'charge',
    'aclaracion',
    /\b(?:(?:me|le|les|nos) (?:cobraron|cobran|cobro|estan cobrando|llego de|subieron|facturaron|meten|sigue[n]? cobrando)|nos (?:cobraron|cobran|facturaron)|cobro (?:doble|indebido|de)|doble (?:cobro|cargo)|dos (?:veces|cargos)|cargo(?:s)? (?:de|que|por|extra|reconexion|no|desconocido)|cobraron|de mas|no reconozco|subio|aumento|aumentaron|recibo (?:trae|viene|llego|subio|salio)|por que (?:me )?(?:cobr|sub|lleg)\w+|reembols\w+|devuelv\w+|devolucion|regresen|bonific\w+|ajust\w+|acredit\w+|abonen|descuento|overcharg\w+|charged twice)\b/,
  ],
  [
    'payment',
    'aclaracion',
    /\b(?:pago (?:no|sin) (?:reflejad|aplicad|registrad)\w*|no (?:se )?(?:ve|aparece|refleja|han aplicado|me lo (?:aplican|reflejan)|esta aplicado)|ya (?:lo )?pague|(?:dice|marca|aparece) que (?:debo|no he pagado)|ya esta pagado|apliquen\w*|aplicar (?:el|mi) pago|comprobante|ticket)\b/,
  ],
  ['invoice', 'aclaracion', /\b(?:factura\w*|rfc|cfdi|razon social|refactur\w+|timbr\w+|regimen|uso de cfdi)\b/],
  [
    'promotion',
    'aclaracion',
    /\b(?:promo|promocion|promociones|volante|flyer|me (?:ofrecieron|prometieron|dijeron) (?:que )?\w+|respet\w+ (?:lo|la|el)|precio fijo|mitad de precio|ofrecido|buen fin|anuncio)\b/,
  ],
  // `no me respetaron la promo de 399`, `me dijeron 399 y me cobran 549`; not `me interesa la promo`
  [
    'promise-broken',
    'aclaracion',
    /\b(?:no (?:me |nos |se )?(?:respet\w+|hicieron valer|hacen valida|aplic\w+|dieron|estan dando|mantuvieron) (?:la|el|lo|mi) (?:promo|promocion|precio|descuento|oferta|plan|tarifa|acordado|prometido|ofrecido)|(?:me|nos) (?:dij\w+|vendieron|ofreci\w+|prometi\w+)(?: \w+){0,6} y (?:ahora |ya |el |me |nos )*(?:cobr\w+|llega|llego|salen|viene|recibo|estan cobrando))\b/,
  ],
  // `porq me llego tan caro el recibo`, `el recibo salió más alto`; not `cuánto salió el recibo`
  [
    'dear',
    'aclaracion',
    /\b(?:(?:tan|muy|mas|bien) (?:car[oa]|alt[oa]|elevad[oa])|(?:recibo|mensualidad|cobro|importe)(?: \w+){0,5} (?:car[oa]|alt[oa]|mayor|diferente|elevad[oa])|(?:por ?que|porq|pq|xq) (?:me |nos )?(?:llego|salio|subio|vino|sale|cobr\w+|estan cobrando)|siempre (?:pago|he pagado|pagaba)|bill (?:go|went|is)|charged)\b/,
  ],
  [
    'owed',
    'saldo',
    /\b(?:cuanto (?:es|debo|devo|sale|salio|seria|va a ser|tengo que|trae|quedaria|es lo|hay que|se debe|le debo|pago|me toca|falta|queda)\w*|saldo|adeudo|que debo|si debo|fecha (?:de corte|limite|de pago)|hasta cuando (?:tengo|puedo|me)|cuando (?:vence|es mi fecha|pago|me toca)|dia de (?:corte|pago)|monto|importe total|total a pagar|how much|balance|al corriente|pendiente de pago|estado de cuenta)\b/,
  ],
  [
    'reference',
    'saldo',
    /\b(?:(?:la|una|mi|numero de|num de|me pasa\w*|me da\w*) (?:la )?referencia|referencia (?:para|pa|de pago|nueva|del oxxo|oxxo|de este)|clabe|donde (?:transferir|deposito|deposit\w+|pago|puedo pagar)|linea de captura|a que cuenta|para (?:pagar|depositar|transferir)|pa (?:pagar|depositar))\b/,
  ],
  [
    'new',
    'contratacion',
    /\b(?:(?:quiero|quisiera|quisieramos|queremos|deseo|me interesa|interesad[oa]s? en|me gustaria|ocupo|ocupamos|necesito|solicito|como (?:le hago para )?|para) (?:\w+ ){0,3}?(?:contratar\w*|poner(?:le)? internet|meter internet|instalar|instalacion|dar de alta|el paquete|un plan|el plan|servicio nuevo|internet para|internet en)|contratar(?:lo|los)?|contratacion|nuevo (?:servicio|contrato)|aun no somos clientes|cuando (?:me )?(?:instalan|lo instalan)|sign up|dar de alta|instalarme|instalen)\b/,
  ],
  // `me interesa el internet de 100 megas`, `ocupo internet para un local`; not `me interesa que arreglen`
  [
    'interest',
    'contratacion',
    /\b(?:(?:me|nos) interesa(?:ria)?(?: (?:contratar|el|la|los|un|una|su|sus|internet|en|poner|adquirir)\b|$)|interesad[oa]s?|interested in|(?:quiero|quisiera|queremos|ocupo|deseo) (?:el |un |mas |poner |tener |subir\w* |aumentar |otra )*(?:de \d+|\d+ megas|megas|internet|paquete|plan|linea)|pongan internet)\b/,
  ],
  [
    'change',
    'contratacion',
    /\b(?:nuevo titular|titular actual|cambi(?:o|ar|arme|en|enme|amos|arnos|e)(?: de| el| mi| al?| la)? (?:casa|domicilio|direccion|plan|paquete|nombre|titular|titularidad)|mud(?:o|amos|anza|arnos|arme)|mover (?:el|mi|la)|me muevan|traslad\w+|reubic\w+|pasen(?:me|nos)?|pasar(?:lo|la)? (?:a|al|el|la)|a mi nombre|titularidad|sub(?:ir|an|anme|irle|irme)(?: de| al| el| a)? (?:plan|paquete|velocidad|el de|al de|\d+)|bajen(?:me)? (?:de|al)|bajarle|upgrade|switch me|mas megas|subanme|fallecio|defuncion|quede a mi)\b/,
  ],
  [
    'cancel',
    'cancelacion',
    /\b(?:cancel(?:ar|en|acion|asion|o|arlo|enlo|ado|ame|e)?|baja (?:definitiva|en definitiva|del|de|total|mi)|dar(?:lo|la|me)? de baja|den(?:me|lo|la)? de baja|darme|de baja|terminacion|cierren(?:lo|la)?|ya no (?:quiero|lo ocupo|voy a (?:seguir|ocupar)|ocupo|necesit\w+|lo necesito)|baja|entregar? (?:el )?(?:equipo|modem|aparato|antena)|dejo (?:el )?(?:equipo|aparato|modem|antena)|otra compania|otro proveedor|cerrar la cuenta)\b/,
  ],
  [
    'pause',
    'suspension',
    /\b(?:paus\w+|suspender|suspendan|suspension(?: temporal)?|congel(?:ar|en|ado|o)|temporal\w*|mientras|vacaciones|de viaje|por (?:dos|tres|\d+) meses|nos vamos|me voy|stand ?by)\b/,
  ],
  [
    'reconnect',
    'suspension',
    /\b(?:turn (?:it|my \w+) back on|reconex\w+|reconect\w+|reactiv\w+|reanud\w+|reinstal\w+|(?:vuelv\w+|volver) a (?:prender|activar|conectar)\w*|me lo (?:activan|prenden|reconectan|quitaron|cortaron|mochan)|activ\w+ de nuevo|corte por falta de pago|me (?:cortaron|suspendieron)|ya (?:pague|liquide|deposite|fui a pagar)|quedo liquidado|ya regrese)\b/,
  ],
  [
    'question',
    'duda',
    /\b(?:cobertura|llega (?:su|la|el) (?:fibra|senal|servicio|internet)|hay (?:fibra|cobertura|servicio) en|ya (?:tienen|entran|llegan)|a que horas? (?:abren|cierran)|horario\w*|cierran|abren|que (?:planes|paquetes|velocidad\w*|megas|papeles|requisitos)|manejan|como (?:le )?(?:cambio|hago|puedo|configuro|conecto|se)|cambi(?:o|ar)(?:le)? (?:la )?(?:clave|contrasena)|(?:una|mi) (?:duda|pregunta|consulta)|aguanta|se puede|puedo|cuanto (?:cuesta|cuestan|tarda)|nomas pa(?:ra)? saber|quisiera saber|tienen|atienden|reciben|plazo forzoso)\b/,
  ],
  // `qué precio tiene el internet`, `info de paquetes`; not `el precio que me dieron`
  [
    'prices',
    'duda',
    /\b(?:que (?:precios?|costo|tarifas?)|cuanto (?:cobran|cuesta|cuestan|vale|sale|sal[ea]n|esta|estan)(?: (?:el|la|los|por|poner|tener|de|un|contratar|instalar)\b)+|how much is|do you (?:guys )?have|(?:info|informes|informacion) (?:de|del|sobre|para)|que se (?:ocupa|necesita) (?:para|pa)|que megas|precios)\b/,
  ],
  [
    'thanks',
    'sugerencia',
    /\b(?:felicit\w+|felicidades|reconocer|reconozcan|agradec\w+|(?:muchas|mil|las) gracias (?:por|al|a)|gracias (?:por (?:la|el|su)|al)|bien educad\w+|excelente (?:servicio|atencion|trabajo)|buen (?:servicio|trabajo)|sigan asi|muy amable\w*|bono|ya quedo|se solucion\w+)\b/,
  ],
  [
    'idea',
    'sugerencia',
    /\b(?:sugerencia|sugiero|sugerir|propongo|propuesta|una idea|idea|ojala|estaria (?:bien|padre|bueno|chido|muy bien)|deberian|podrian (?:poner|abrir|agregar|mejorar)|seria bueno|me gustaria que|y si (?:pusieran|hicieran)|mejoren)\b/,
  ],
  [
    'auto',
    'otro',
    /\b(?:respuesta automatica|mensaje automatico|fuera de (?:la )?oficina|out of (?:the )?office|automatic reply|auto ?reply|undelivered|delivery (?:status|failure|has failed)|mail delivery|mailer daemon|could not be delivered|no responda a este|acuse de lectura|en breve te respond\w+|gracias por (?:comunicarte|contactar|escribir)\w*)\b/,
  ],
  // `número equivocado, disculpe`, `no era para ustedes`; not `me equivoqué de contrato`
  [
    'wrong-number',
    'otro',
    /\b(?:numero equivocado|equivoque de (?:numero|chat|persona|contacto)|marque mal|no (?:era|es) para (?:ustedes|usted|ti)|no soy (?:yo )?(?:a )?quien busca|^quien es|de quien es este|wrong (?:number|chat|person)|(?:es|hablo) (?:ahi |a )*la (?:ferreteria|farmacia|pizzeria|llantera|tortilleria|veterinaria|clinica)|perdone la molestia)\b/,
  ],
  // `vendo dominios web`, `aumenta tus seguidores`, `gana dinero desde casa`; not `vendí la casa`
  [
    'sells',
    'otro',
    /\b(?:vendo|vendemos|se vende|compra y venta|rento|se renta|pedidos|inbox|gana(?:r)? (?:dinero|hasta|\d+|extra)|make money|(?:invierte|invirtiendo|invest) \d+|seguidores|likes|dominios|hosting|hospedaje|paginas? web|sitio web|marketing|mayoreo|fabricantes|desde \d+ (?:pesos|mensual\w*|al mes)|lista de precios|base de datos|cupo limitado|inscrib\w+|ofrecemos|ponemos a su disposicion)\b/,
  ],
  // `busco trabajo`, `¿están contratando gente?`; not `trabajo desde casa y no hay internet`
  [
    'job',
    'otro',
    /\b(?:busc(?:o|ando) (?:trabajo|empleo|chamba)|solicitud de (?:trabajo|empleo)|curriculum|estan contratando|contratando (?:gente|personal)|solicitan (?:gente|personal|tecnicos|instaladores)|vacantes?|trabaja (?:desde|con nosotros))\b/,
  ],
  // `comparte esta oración con diez personas`, `ganaste un iPhone`; not `bendiciones, ya quedó`
  [
    'chain',
    'otro',
    /\b(?:compart(?:e|an|elo)|reenvi\w+|pasala|cadena de|oracion|jehova|biblia|evangelio|candidato|vota|voten|tus? voto|elecciones|ganaste|ganador\w*|aduana|est[ea] (?:liga|enlace)|amarres|horoscopo|feliz (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|navidad|ano)|bendecid[oa]|a todos mis contactos)\b/,
  ],
  [
    'ad',
    'otro',
    /\b(?:prestamos?|credito|buro|google|posicion\w+|seo\b|catalogo|mayoreo|proveedor(?:es)? de|distribuimos|ofrecemos|cotiza\w+|vacante\w*|empleo|trabajo de|curriculum|\bcv\b|solicitud de empleo|instaladores|dejo mi solicitud|newsletter|boletin|suscribirse|dese de baja|darse de baja|clic aqui|promociona\w*|inversion\w*|ganar dinero|bitcoin|afiliados|conferencia|diplomado|curso|webinar|licitacion|playeras|birria|ordenes|pizza|llantas|transmision|cita para|dentista|unas|pestanas)\b/,
  ],
  // `me equivoqué, el contrato es 99003`, `corrijo`; not `me equivoqué de número`
  [
    'corrects',
    'datos',
    /\b(?:me equivoque(?: de (?:contrato|cuenta)|(?! (?:de|al|en|y)\b))|(?:lo )?(?:puse|escribi|anote|di|mande) mal|corrijo|ese no (?:era|es)|no era ese|(?:era|es) el (?:viejo|de (?:mi|la|el|otro))|me falto un|esta mal escrito|ya (?:lo|la) (?:vi|halle|encontre|busque|tengo))\b/,
  ],
  // `el contrato es 204518`, `mi contrato es el 58210`; not `el contrato es muy caro`
  [
    'gives-number',
    'datos',
    /\b(?:contrato|cuenta|cliente|servicio|account|contract)(?: (?:correcto|bueno|completo|de ustedes|si))? (?:es|is)(?: el)?(?: (?:[a-z]{1,3} )?\d|$)/,
  ],
];
