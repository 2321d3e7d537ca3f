const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** One of these makes a message one of thanks or acknowledgement. */
export const THANKS = words(`
  gracias grax grasias graciass grac gcias grx thanks thank thx ty agradezco agradecido agradecida agradecidos agradecidas agradecemos agradece
  ok oks oka okas okey okay okei oki okis okidoki doki okk k kk vale va sale sobres arre orale chido sip sipi simon si aja mjm
  enterado enterada enterados enteradas entendido entendida recibido recibida perfecto perfecta listo lista excelente anotado noted copiado
  conforme super genial visto bien bueno weno bendiciones bendiga bendigan igualmente amable amables
`);

/** Words that may stand beside them without saying anything more: courtesy, whom one thanks, and that it works again. */
export const COURTESY = words(`
  mil muchas muchisimas muchisima infinitas mucho muchisimo buenisimo buena buenas buen buenos bonito bonita dia dias tarde tardes noche noches hola
  adios bye claro saludo saludos cordial cordiales cordialmente atte atentamente atencion apoyo ayuda amabilidad paciencia respuesta informacion info
  pronta pronto rapida rapido tiempo atender atenderme atendernos avisar avisarme contestar responder ayudar ayudarme apoyar apoyarme llamada llamado visita
  tecnico tecnicos todo toda cuidese cuidense excelentes feliz quedo quedamos queda pendiente pendientes espera esperando espero esperamos esperare
  aqui ahi aca estare estaremos estamos estoy atento atenta atentos atentas entonces pues bueno ah ahh aah oh oye oiga eh
  al no de del la el lo los las su sus mi mis tu te por en y e a le les me nos se con muy tan que q k un una uno ya ta to eso esto ese
  llego llegaron folio reporte mensaje correo numero dios senorita seno senor senora srita sra joven jovenes jovencito amigo amiga amigos usted ustedes uds
  estimado estimada estimados jefe jefa jefecito jefazo mijo mija mijito mijita compa compadre carnal bro brother primo patron maestro don dona inge
  ingeniero ingeniera licenciado licenciada muchacho muchacha muchachos muchachas chico chica chicos chicas hermano hermana corazon reina guapa equipo
  notificado notificada aviso tomo nota acuerdo hasta luego nada mas solo nomas pase pasen tenga tengan linda lindo lindas fin semana so much appreciate
  you your for very esta estan es fue son seria mero mande mandaron recibi tengo mejor
  jaja jajaja jeje jejeje jajaj porfa favor dare sabado domingo lunes martes miercoles jueves viernes manana hoy ayer madre padre
  servicio internet inter senal linea resolvieron resolvio quedo arreglado arreglaron arreglo funcionando funciona funciono jala jalando jalo solucionado
  solucionaron soluciono volvio regreso reviso revisaron anda andando hecho
`);

/** What stands before or under a name in a signature. */
export const TITLES = words('ing inge lic licda arq dr dra sr sra srta c cp mtro mtra profr profra prof atte att ig tel cel');
