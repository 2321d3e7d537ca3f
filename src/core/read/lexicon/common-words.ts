/** Words of everyday messages, folded, that are nobody's name: an unknown word with a capital is a name only if it is none of these. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
    abajo abelcarr abogado abonen abran abre abren abrieron abril abrio abrir abro absoluto abuela abuelita abuelo abuso aca acabo
    accesible acceso accidente account acepta acepto aclaracion aclaren acomodo acta activan activarmelo acudan acudio acudir acudire
    acuerdo acuse address adelante ademas adeudo adivinando adjunta adjuntare adjunto administracion administrador administradora
    adolescentes afecta after again agarra agarramos agendamos agendan agendar agenden agent agosto agradecer agradecere agradeceremos
    agradeceria agradezco aguadelcerro aguanta aguantan ah ahi ahora ahorita ai aire ajusten aki al ala alcanza alegra aleje algo
    alguien algun alinearla alla almacen alta altera alterno altura alturas am ama amables amaneci amanecio amarrada ambas ambiente
    ambos americano amuelan an and andaba andan andar ando android anexo anexos animo ano anoche anos antemano antena antenas antenita
    antes anticipo antier antiguo antivirus anuncia anuncian anuncien anuncio apa apaga apagaron apagon apague aparato aparatos aparece
    aparecen aparecia apellido apenas aplicacion apliquen apodaca apoderado apology apoyamos apoyo app aprenda apunte aqui arbol
    arbolito archivo area around arreglan arreglar arreglo arrendador arriba arroba aseguraron asentada asesor asesorias asi asignarnos
    asistente asked asomarse asunto asuntos at atencion atenderte atendido atendimos atendio atentamente atento atentos atienda atiende
    atienden atras atrasado atrasarme atrase attached atte audio aumento aunque autentica autismo automatica automatico autoridad
    autorizacion autorizado autorizo auxiliar avenida avento avisa avisaran avisarles avisaron avise avisenme aviso ay ayer ayuda ayudar
    ayudaria ayudenme ayudo azotea bailan baja bajada bajen bajenme bajo banco banqueta barandal barato barra basico basta basura
    batalla batallando batallar bc be bebe because been below bendiciones best bien bienvenida bill birria blvd bobinas bodega bomba
    bonita bono bordado boss boton botoncito botones bought boulevard bpalafox breve brinca bro broma buen buenas bueno buenos burla
    buro buscando busco buzon ca cable cables cachanilla cacho cada cae caido caja cajas cajera cajita cajitas california call callada
    calle calls calmarse calor calzada cama camara camaras cambiar cambiaron cambie cambien cambiese cambio caminando camino camion
    camioneta camisa campo canalizamos cancel cancelacion cancelar cancelaron cancelasion cancele cancelen cancelenlo cancelo canta
    cantidad captura capturas cara caratula carga cargo cargos carguen caricatura carnala carretera carta casa casera casi casilla
    casita caso catalogo catarina cayendose cayo cel cell celular center centro cerca cerebral cero ceros cerrado cerramos cerraron cfe
    chamba chamuscado chaparrito chat checar cheque chequen chicali chino chueco ciega ciego ciegos cien cierran cierren cierro cierto
    cinco cipres cita citas ciudad clabe clarito claro clase clases clave clic clienta cliente clientes clip coah coahuila cobertura
    cobran cobrando cobranza cobrar cobraron cobren cobro coca cochera codigo col colgando colgaron colgo colonia color com coma comadre
    comentario comer comerciante comiendo comio comision command como compa compadre companera compania compartanos comparte comparto
    competencia completo completos compras comprobante comprobantes compromiso compu computadora computadoras comunica comunicarme
    comunicarte comuniquense con conciliacion conecta conectados conectar conecte conectores conexion confidencial confidencialidad
    confirmacion confirmar confirmarnos confirmenmelo confundir congela congelado congelar conmigo conmutador conseguimos conservar
    considerar consideren consome constancia consulta consultarlo consultorio conta contabilidad contable contactar contacten contacto
    contador contando contenida contesta contestacion contestan contestar contesten contestenme contesto continua continuar contra
    contrasena contratada contratado contratando contratar contrate contrato contratos control convence coordinador coordinadora copia
    copie corazon cordiales corran correcto corregida corregidas correo correos corresponda corridas corriente corrijan corta cortada
    cortadas cortado cortan cortar corte cosa costo cotizacion cotizaron could cp creo cruzado cta cto cuadrilla cuadro cual cuando
    cuanto cuantos cuarenta cuatro cubrezapatos cubriendo cubrir cuelgan cuenta cuentas cuento cuidar cuide cuido culpa cunado cuota
    curriculum customer da dado dan danada dando dar darle darlo darse datos day dead deaf dear debajo debe debia debian debido debo
    decia decian decir decirles decodificador dedicado deducirla definitiva defuncion deja dejado dejamos dejan dejar dejarlo dejarnos
    dejaron deje dejen dejo delivered demas den dende dengue denme dentro depa departamentito departamento depositar depositarle
    deposite deposito depto derechito derrame desaparicion descanse desconecta desconecte desconecto desconfiguro descontado descuento
    desde desea desentendido deseo desesperante desocupado despacio desprecio despues destinatario detectamos devo devolucion devolvi
    devuelto devuelvan devuelvanme di dia diabetes diario dias dic dice dicen dicho diciembre diciendo dicto diecinueve diecisiete
    dieran dieron diez diferencia diga digan diganme dije dijeron dijieron dijo dinero dio dira direccion directamente directo director
    directora dirigida discapacidad discriminacion disculpa disculpe disculpen dish disponibilidad disponible distingo distrae divorcio
    do doble doce docente doctor domiciliacion domicilio domingo domingos don dona donde dormimos doscientos down doy drop duda dudas
    duena dueno duplicamos dura duro edad edicion edificio educado efectivo eh ejecutivo ejemplo ejido elegirnos eliminarlo eliminelo
    ella ellos email embarcado empaquesdeldesierto empleada empleado empotrado empresa en encargada encargado encargo encenada encinos
    encontramos encontre encontro encuentra encuentran encuentro encuesta ene enero enferma enfermera enfermo enfrente enlace ens ense
    ensenada entender entendio entiende entienden entonces entra entrada entran entrar entre entrega entregar entregaron entrego
    entregue entrevista entro enviado enviarla envienla envienos equipo equipos equivocado equivoque era error es esa esas escalando
    escalones escobedo escriban escribe escribio escribir escribo escrito escritorio escucha escuchar escuchen escuela escuelita ese
    esfumaron eso esos espanol espectro espera esperando esperar esperarlos espero esplendido esposa esposo esquina esta estaba estado
    estamos estan estar estara estaria estas este estimada estimado esto estoy estrellaron estudiante estuvimos estuvo eternidad
    etiqueta etiquetas every ex exacto examen example excelencia excelente exclusivo exige existe existia exito expediente experiencia
    explicacion explican explico explique expliquenme ext extensor extranos face facebook factura facturaron facturas falla fallando
    fallecimiento fallecio falta faltarnos familia favor fax feb febrero fecha fechas feisbuc felicitarlos ferislas ferrepacifico
    festival fibra ficha fiebre fija fijese fijo fila fin finado finales firma firmar firme firmo floja flyer foco focos folio foquito
    foquitos for forma formal formalmente formato formulario forzoso foto fotos fracc fraccionamiento free from fue fuera fueran fuerzas
    fui full funcion funciona funcionan fwd gafete gallinas gana ganas gas gata gateway generar generico gente gerencia gerente giga
    gmail golpearon google gotea grabacion graban gracias grande gratis grax gritaron grosera grosero guadalupe guarda guiando guion
    gusta gusten gusto guys ha haberme habia habiles habitacional habla hablan hablando hablar hable hablenle hablenme hablo hace hacer
    hacerlo hacia haganme hago han hasta have hay haya he hechas hechos hello hermana hermano hey hi hice hicieron hicimos hija hijo
    hilo hipodromo hizo hoja hola holaa holis home hora horario horas host hotmail house how hoy hrs hsalcido https huawei hubiera huele
    humano husband iba icloud id idea ido ignoran igual igualito imagenes imaginaran importa importe imprimir impulsodigital in incluido
    incluso inconformidad inconvenientes independencia industrial inflacion inform informacion informamos informo ingeniero inmediata
    inquilino insista insistan instalacion instalado instalador instaladores instalan instalar instalaron inter interesa interior
    intermitencia intermitente interneeeeet internet interno interrumpido invidente invita ir is izzi jaja jajaja jala jalando jale jalo
    jamas jbeltrones jefa jefe jeje joven jubilada jubilado jue juegos jueves jugar julio junio junta juntos just ke keeps kiero km
    konecta kosorio ladeo lado lados lady lamentamos lap laredo las last latencia le lector leer leerme legal lengua lentes lentisimo
    lento leon les letra letybm levanta levantado levantamos levantar levanto leyenda leyo libre licencia like limitado limite limpio
    line linea lineas liquidado liquidar liquide listo literal live lives llama llamaba llamada llamadas llamadita llamar llamarme llame
    llamen llamenos llamo llantas llantera llave llega llegado llegan llegar llego llegue llenar lleno lleva llevamos llevar llevo
    llueve lo local localizamos localizan localizarle logo lol lopezmateo loss lote lsm lt luces luego lugar lun lunes mac madre
    madrugada maestra maestro mail mailto mal mama manager manana manchen manco manda mandado mandan mandar mandaron mande manden
    mandenla mandenme mando manejado manejan manejando manera mano mantenimiento manzana mapa maquila maquilastermicas maquina mar
    maravilla marca marcado marcan marcar marido marque marqueme marquen marquenme martes marzo mas masiva matamoros matriz mayo mayoreo
    me media mediante medias mediciones medidor medio mediodia megacable megas mejor mejora mejoren menciono menos mensaje mensajes
    mensajito mensualidad mento mera mes mesa meses message messenger meten meter metidos meto metros mexicali mexicana mexico mi
    microondas mie miedo mientras miercoles mil min minutes minutos mio mire miren mis misma mismas mismo mismos mitad mlosuna mo mochan
    modem modo modulo molesten molestia mom momento mon monclova monet montan monterrey monto moralesv more morro mostrador mover
    moverle movimientos ms msj muchacha muchacho muchachos muchisimo mucho mudamos mudo muerto muestra mueva muevan municipio murio
    musica muy mx mxl mxli my nachoteran nada nadie name nana naranja natfimbres nave naveflorido navego navidad necesario necesitamos
    necesito need negocio negocios negro nervioso net neta netflix never neveria new ni nieta nieto night ningun ninguna nl no nobody
    noche noches nog nogales nomas nombre normal norte nos nosotros not nota nothing notificar notifique noto nov novelas noventa
    noviembre novio ntc nubes nuera nuestra nuestro nueva nueve nuevo num number numerito numeritos numero numeros nunca obra
    observaciones oburrola ocasion ocasiones ochenta ocho octubre ocupa ocupado ocupamos ocupan ocupar ocupo oferta ofertas off office
    oficina ofna ofrecerle ofrecido ofrecieron ofrecio ofrezca oidos oiga oigan ojala ok on once onda one opcion operado operador
    oportunidades optica oquis or ordenes original orizaba oscuras oscuro osea otay otra otro outlook over oxxo oye oyen oyendo pa
    paciencia packet padre paga pagado pagamos pagar pagina pago pagos pague palabras pantalla papa papas papel papeleria papeles
    papelito paquete paquetes par para parado paralisis pare pared parejo paro parpadea parpadeando parque parte particular partir pasa
    pasada pasado pasados pasamos pasan pasando pasar pasaran pasaria pasarlo pasaron pasas pase pasen pasitos paso pausa pausar paying
    payment pd pedi pedido pedidos pedir pedo pegaditas pegado pego peliculas penas pendiente pense pensionado peor perder perdi perdida
    perdimos perdio perdon permiso pero perro persona pescador pesimo peso pesos peticion phone picado pidan pide piden pidieron pidio
    pido pie piense pienso pierna piezas ping pique piso pixelado pixelados pizca placas plan planes plano planta platico playa playas
    playeras plaza plazo please plebes plis pls plus pm pobrecito poco podamos podar podemos poder podia pone ponen poner ponerle
    ponerlo ponga pongan ponganlo pongo popular por porfa porfavor porfis porq porque portal porton pos posdata posible posicionamiento
    postal poste posting potencia power pq praderas precio preferencia prefiere prefiero pregunta preguntaba preguntarme prende prenden
    prender prendi prendido prepa preparando presa presenta presentara presente presento presidenta presidente pretextos prima primer
    primera primero primeros primo prioridad privada problema procedan procesar profeco programado programar promedio prometieron promo
    promocion pronto propia propietaria propietario proporciona proporcionar protesis proveedor proveedores proximo ps psicosocial
    publico pude pudiera puedan puede pueden puedo puerto pues puesto punto puntual puntualitos puntualmente pura puras puro puse
    pusieran pusieron puso que queda quedado quedamos quedar quedaria quedaron quede quedito quedo queja quejarme quejas quemo queremos
    queria quien quiera quiero quinceanera quincenas quisiera quiso quitar quitaron quiten radio radiografias rampa rara raro ratito
    ratitoooo rato raza razon re reach reactivandolo reactivarme rebota recamara recepcion recepcionista rechaza reciben recibio recibir
    recibirlos recibo recibos recien recipients reclamando reclamar reclamo recogido recojan reconexion reconocer reconozcan recurro red
    reembolso reenviado reenvienla ref refacturacion referencia reflejado refri regala reganaron regards regimen registrado regresa
    regresamos regresan regrese regresen regreso regulador reiniciarlo reiniciarse reinicie reinicio reinstalacion remitente renglon
    renovar renta rentar rento reparar repetidor repetir repitieron repito reply reporta reportar reportara reportarlo reporte reportes
    reporto representacion representante reprogramar requerimos requieren requiero reset respaldo respetan respeto responda respondan
    respondanme responde respondemos responder respondiendo responsable respuesta respuestas restablecido restablecimiento restarting
    restaurante resuelto retencion retinosis reubicacion reventado revisar revise revisen reviso reynosa rickandlupe rie rinde rio ro
    roaming robaron robot roja rojos rompio root rosaelvia rosarito router ruedas ruego ruido ruta rutina rv sab sabado sabados sabe
    sabemos saben saber sala saldo sale salen salga salgan salgo sali salida saliendo salio saltillo salto saludarlo saludos samsung
    sancion saque saquen satisfaccion screenshots se sea secretaria secure seguimiento seguimos seguir segun seguridad seguro seis
    sellaron semana semanas senal senas senor senora senores senorita sent sentado sentencia separamos septiembre ser sera serie series
    service servicio servicios servidor servidora servirle servirles servisio sesenta sesion she showed si siempre siendo siete sign
    sigo sigue siguiente silencio silla simetricos simple sin sinaloa since sincerely sindrome sirve sistema sitio sky slow so sobre
    sobrino social socio software sola solamente solazo solicita solicito solicitud solito solitos solo solos soluciono somos son sonado
    sonora sople soporte soportemxl soportetj sorda sordo sordos sorry soy speedtest spei sr sra starting su suban subanme subida
    subieron subio subir subirle subject sucursal suegra sugerencia super supervisa supervisor supervisora suplicio supone sur suscribe
    suscripcion suscriptor suscriptora suspendieron suspension suyo suyos switch system ta tablet tal talk tallas taller tamaulipas
    tambien tampoco tamps tan tanta tanto tarda tardan tarde tardes tarea tarjeta tarjetas te team tecate techo teclado tecleando tecleo
    tecnica tecnico tecnicos tel telcel tele telefoneen telefono telefonos teles television telmex telnor temporada temporal temprano
    ten tendra tenemos tener tengo tenia teniamos tenido terapia tercer tercera termina terminacion terminada terminal tesorera tesorero
    test text textualmente th thank thanks that the this tia ticket tiempo tiene tienen tij tijuana tijuas tijuna timbre time tio tipo
    titular titulares titularidad tj tmb tmp to tocar toco toda todas todavia today todo todos toma tomo toque tormenta toros torre
    torreon total totalplay tplink trabaja trabajador trabajar trabajo traban traceroute trae traia traigo trailer traje trajeron
    tramitar tramite transferencia transferir transmision transportesnorteno trasladen tratan tratar trato treat treinta trev trono
    trozada trozado truco truena trunca tu tumbar tumbo turno tuvo ubicacion ubicada uds uime ultima ultimo un una under unicamente
    unico unidad unknown uno unplug unusable up update urge urgente urgentes usa usadas usan usar uso usted ustedes usuario va
    vacaciones vacante valorant vamos van varios vayan vayase vdd ve veces vecina vecino vecinos veintidos velador velocidad velocidades
    vence vendedor vender vendiendo vendio venga vengan vengo venia venian venido venimos venir venta ventana ventanilla ventarrones
    ventas veo ver verano veras verdad verde verguenza verificarlo vesicula vez vi viaje victoria videollamada videollamadas videos
    vidrio vie viejo viendo viene vienen viernes vigente vigentes vinieron vino visita visitas visite vista visto vive vivimos vivir
    vivo volando volante volteados volvemos volver voy vuela vuelta vuelto vuelven vuelvo wanna want wats we web went whats whatsapp
    when wifi with wpp write wrote www xfa xfavor ximeloera xq ya yahoo yarce yare yerno yesterday yo you your zapatos zona zoom
`
    .trim()
    .split(/\s+/),
);
