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
    /\b(?:me (?:cobraron|cobran|cobro|estan cobrando|llego de|subieron|facturaron|meten|sigue[n]? cobrando)|nos (?:cobraron|cobran|facturaron)|cobro (?:doble|indebido|de)|doble (?:cobro|cargo)|dos (?:veces|cargos)|cargo(?:s)? (?:de|que|por|extra|reconexion|no|desconocido)|cobraron|de mas|no reconozco|subio|aumento|aumentaron|recibo (?:trae|viene|llego|subio|salio)|por que (?:me )?(?:cobr|sub|lleg)\w+|reembols\w+|devuelv\w+|devolucion|regresen|bonific\w+|ajust\w+|acredit\w+|abonen|descuento|overcharg\w+|charged twice)\b/,
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
  [
    'change',
    'contratacion',
    /\b(?:cambi(?:o|ar|arme|en|enme|amos|arnos|e)(?: de| el| mi| al?| la)? (?:casa|domicilio|direccion|plan|paquete|nombre|titular|titularidad)|mud(?:o|amos|anza|arnos|arme)|mover (?:el|mi|la)|me muevan|traslad\w+|reubic\w+|pasen(?:me|nos)?|pasar(?:lo|la)? (?:a|al|el|la)|a mi nombre|titularidad|sub(?:ir|an|anme|irle|irme)(?: de| al| el| a)? (?:plan|paquete|velocidad|el de|al de|\d+)|bajen(?:me)? (?:de|al)|bajarle|upgrade|switch me|mas megas|subanme|fallecio|defuncion|quede a mi)\b/,
  ],
  [
    'cancel',
    'cancelacion',
    /\b(?:cancel(?:ar|en|acion|asion|o|arlo|enlo|ado|ame|e)|baja (?:definitiva|en definitiva|del|de|total|mi)|dar(?:lo|la|me)? de baja|den(?:me|lo|la)? de baja|darme|de baja|terminacion|cierren(?:lo|la)?|ya no (?:quiero|lo ocupo|voy a (?:seguir|ocupar)|ocupo|necesit\w+|lo necesito)|baja|entregar? (?:el )?(?:equipo|modem|aparato|antena)|dejo (?:el )?(?:equipo|aparato|modem|antena)|otra compania|otro proveedor|cerrar la cuenta)\b/,
  ],
  [
    'pause',
    'suspension',
    /\b(?:paus\w+|suspender|suspendan|suspension(?: temporal)?|congel(?:ar|en|ado|o)|temporal\w*|mientras|vacaciones|de viaje|por (?:dos|tres|\d+) meses|nos vamos|me voy|stand ?by)\b/,
  ],
  [
    'reconnect',
    'suspension',
    /\b(?:reconex\w+|reconect\w+|reactiv\w+|reanud\w+|reinstal\w+|(?:vuelv\w+|volver) a (?:prender|activar|conectar)\w*|me lo (?:activan|prenden|reconectan|quitaron|cortaron|mochan)|activ\w+ de nuevo|corte por falta de pago|me (?:cortaron|suspendieron)|ya (?:pague|liquide|deposite|fui a pagar)|quedo liquidado|ya regrese)\b/,
  ],
  [
    'question',
    'duda',
    /\b(?:cobertura|llega (?:su|la|el) (?:fibra|senal|servicio|internet)|hay (?:fibra|cobertura|servicio) en|ya (?:tienen|entran|llegan)|a que horas? (?:abren|cierran)|horario\w*|cierran|abren|que (?:planes|paquetes|velocidad\w*|megas|papeles|requisitos)|manejan|como (?:le )?(?:cambio|hago|puedo|configuro|conecto|se)|cambi(?:o|ar)(?:le)? (?:la )?(?:clave|contrasena)|(?:una|mi) (?:duda|pregunta|consulta)|aguanta|se puede|puedo|cuanto (?:cuesta|cuestan|tarda)|nomas pa(?:ra)? saber|quisiera saber|tienen|atienden|reciben|plazo forzoso)\b/,
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
  [
    'ad',
    'otro',
    /\b(?:prestamos?|credito|buro|google|posicion\w+|seo\b|catalogo|mayoreo|proveedor(?:es)? de|distribuimos|ofrecemos|cotiza\w+|vacante\w*|empleo|trabajo de|curriculum|\bcv\b|solicitud de empleo|instaladores|dejo mi solicitud|newsletter|boletin|suscribirse|dese de baja|darse de baja|clic aqui|promociona\w*|inversion\w*|ganar dinero|bitcoin|afiliados|conferencia|diplomado|curso|webinar|licitacion|playeras|birria|ordenes|pizza|llantas|transmision|cita para|dentista|unas|pestanas)\b/,
  ],
];
