const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Before or around a name, never part of it (guide, holder: "without titles"). */
export const TITLES = words(`
  sr sra srita srta sres senor senora senorita ing inge ingeniero ingeniera lic licda lcdo lcda licenciado licenciada arq arquitecto arquitecta
  dr dra doctor doctora prof profa profe profr profra profesor profesora mtro mtra maestro maestra don dona dn cp contador contadora tec tecnico qfb
  cap capitan tte sgto lae mvz med enf psic biol lcp mr mrs ms miss ciudadano ciudadana pbro padre joven sor fray rev reverendo reverenda pastor pastora hno hna cabo sargento teniente comandante
`);

/** Inside a name, between its parts. */
export const PARTICLES = words('de del la las los viuda vda vd v von van der da di do dos el');

/** Written short, with or without a point. */
export const ABBREVIATED = words('ma gpe gpo fco fca fdo jse sta sto ant guad jn mto ma maria alej alb alfr fern gmo raf ign rdo rgo');

/** Kin and others that a name may be called by. */
export const RELATIONS = words(`
  esposo esposa marido mujer senora senor papa papi apa ama mama mami jefa jefe jefita jefito madre padre hijo hija hijos hermano hermana carnal carnala
  suegro suegra yerno nuera cunado cunada abuelo abuela abuelito abuelita nana tata tio tia primo prima sobrino sobrina nieto nieta novio novia pareja
  ex exesposo exesposa exmarido viejo vieja viejita viejito difunto difunta finado finada casero casera patron patrona dueno duena socio socia vecino vecina
  amigo amiga comadre compadre padrino madrina ahijado ahijada inquilino inquilina arrendador arrendadora mom dad mother father wife husband grandma grandpa
  grandmother grandfather brother sister son daughter uncle aunt boyfriend girlfriend landlord landlady concuno concuna padrastro madrastra hijastro hijastra
  tutor tutora apoderado roomie chava morra bisabuela bisabuelo concubino concubina
`);

/** First words of a business's name, and words that make one. */
export const BUSINESS_WORDS = words(`
  hoteles aserraderos aserradero moteles cafeterias telesecundaria secundaria primaria preparatoria universidad asilo casa capilla convento seminario orfanato albergue maquilados maquinados
  constructores arquitectos ingenieros abogados huerta granja granjas forrajes avicola ganadera lacteos quesos carnes cremeria antojitos sushi burgers wings mueblerias telas modas calzado
  perfumeria cosmeticos paqueteria mensajeria multiservicios servifletes plomeros tapiceria cerrajeria lavado tecnica tecnico gimnasia danza artes centro ciclos motos bicicletas autos yonque
  abarrotes abarrotera mariscos ferreteria ferretera ferreterias farmacia farmacias clinica clinicas consultorio consultorios despacho grupo transportes transportadora empaques
  empacadora maquilas maquila maquiladora bodega bodegas jardin escuela colegio instituto kinder preescolar guarderia estancia asociacion cafe cafeteria restaurante restaurant
  restaurantes taqueria tacos tortas tortilleria panaderia pasteleria reposteria purificadora lavanderia tintoreria estetica salon barberia barber taller talleres refaccionaria
  refacciones llantera llantas papeleria libreria imprenta inmobiliaria constructora construcciones comercializadora comercial distribuidora servicios soluciones hotel motel
  hostal gimnasio gym veterinaria optica laboratorio laboratorios hospital sanatorio carniceria fruteria verduleria floreria muebleria zapateria boutique tienda tiendas minisuper
  super deposito ciber cyber autopartes autolavado autotransportes estacionamiento iglesia templo parroquia fundacion club union sindicato cooperativa condominio condominios
  residencial colonos industrias industrial industriales manufacturas manufacturera agencia estudio productora productos corporativo corporacion compania cia empresa empresas
  comedor cocina loncheria birrieria menuderia pizzeria pizzas neveria paleteria dulceria jugueteria materiales maderas madereria aceros plasticos agricola agropecuaria
  rancho vinicola vinos vinedos cerveceria bar cantina spa academia centro notaria contadores asesores consultores consultoria seguros viajes turismo tecnologias sistemas
  electrica electronica climas refrigeracion plomeria pinturas vidrios vidrieria cristales herreria carpinteria muebles textiles confecciones uniformes logistica fletes mudanzas gasolinera minera pesquera
  pescaderia acuicola viveros vivero semillas bienes operadora administradora servicio autoservicio almacenes almacen novedades regalos joyeria relojeria fotografia pollos asadero marisqueria
  desarrollos desarrolladora inversiones importadora exportadora aduanal aduanales agencias sociedad comite mesa tortillas hnos hermanos dental medica medico dispensario cafebreria creperia helados jugos
  mariachi foro producciones subastas consolidadora spr esc prim licores vinateria expendio vulcanizadora yonke grúas gruas pastor ministerio comunidad parque plaza torre
`);

/** Ends of a business's name: legal forms, letter by letter. */
export const LEGAL_FORM =
  /^,? ?(?:s\.? ?a\.? ?p\.? ?i\.?|s\.? ?(?:de ?)?r\.? ?l\.?|s\.? ?a\.? ?s\.?|s\.? ?a\.?|s\.? ?c\.?|a\.? ?c\.?|s\.? ?p\.? ?r\.?|a\.? ?r\.?|s\.? ?en ?(?:n\.? ?)?c\.?)(?: ?(?:de|d) ?(?:c\.? ?v\.?|r\.? ?l\.?(?: ?(?:de|d) ?c\.? ?v\.?)?|m\.? ?i\.?(?: ?de ?c\.? ?v\.?)?|i\.? ?p\.?))?(?![a-z])/;

/** Names that are common words too: they begin no name unless written with a capital. */
export const AMBIGUOUS = words(`
  paz luz sol rosa rosas flor flores leal bueno bravo real rico rojo rojas santa santo santos cruz campos campo guerra cerda nieto nieta nieves reyes rey reina mata prado
  puente puentes casas calle calles camino pino pinos rivera sierra lago lagos mar mares vera vega salas torres monte montes franco fuerte delgado moreno blanco verde castillo
  iglesia iglesias hidalgo victoria libertad esperanza consuelo remedios dolores mercedes angeles angel cielo estrella alba aurora blanca clara claro linda mina mora moral moran
  paloma perla pilar pastor patrocinio perfecta perfecto prudencia purificacion refugio rocio rosario soledad socorro ventura virgen trinidad natividad asuncion ascension
  encarnacion concepcion amparo gracia gracias milagro milagros norma fe caridad generoso mercado mesa meza luna lluvia lucero justo justa inocencio inocente clemente constantino
  feliz fidel gil julio abril marzo octavio primo segundo tercero quinto jueves domingo hoyos ojeda barrera barba cabeza cabello cano cordero cuervo leon gallo gallegos garza
  lobo pato paloma pardo rubio crespo calvo chato zurdo feo bonilla galan gallardo hermoso seguro segura sereno serrano toledo valencia sevilla leon cordoba madrid navarro
  aragon asturias duran duro estrada corral corrales cueva cuevas cuesta costa arenas arroyo arriaga alto bajo largo mayor menor mayo maya paz pena penas plata oro hierro acero fierro
  fierros sal salado dulce miel rama ramas ramos parra parras lara lira mora palma olmo olmos roble robles haro horno huerta huerto jardin puerta portal ventanas tejada techo torre muro
  muros soto valle valles vado villa villas zapata zapatero herrero cantera canales canal banda bandas batalla castro soldado conde duque marques baron abad cura monje monge fraile
  tello tela media medio lino dura duro dama dan dar dame mira miranda mirar ana alma amada amado amor olvera uno santana son sola solo solis suma grande chico chica guapo joven viejo
  sabio sabas salvador conserva conserje contreras cobos cobo cabrera cabral vela velas vaca becerra becerril cordero borrego carnero toro novillo caballero carrera carretero carrillo
  can chan pan sin sam tam tan ten ham lee king kin joe mark rich will bill sue art may june april rose grace hope faith dawn gene dean ray van jo al ed fer mil mini mono mon pao palo pili pita
  pera pera perez sandez cola coral col lin lim li lu chi che fin fina gera lazo laso llamas llama llanos luque more maria eva cota coto costo coste cuenta sosa soltero suelo
  acosta amador amigo arias armada artes avila barros barrios berros bello bella borja bosque bravo briones burgos cadena cadenas caldera calvillo cardenas carga casa cava cepeda
  cerro cerros cima coronel corona cortes corte cortez correa correas criado cubero cuesta del diego error espada espejo espino espinas estar farias feria ferias figuera fraga francos fresno
  fuente fuentes funes gordo gorda habla hada hora hierba isla islas juez jurado laguna lagunas lamas larios lata leon linares lugo llano macho madera maderas madero manso manzano manzanares marin marino
  marina mario marca marco maestre merino molina molino monada montana monreal montero montoya mota motas novoa nogales nuevo ocho olivas oliva olivo olivos olivares orden ordenes oso otero otro palacio palacios palomares
  palomo paredes pared parada partida patino pavon pedrero peral perales pico picos piedra pintado pintor plaza polo pollo ponce posada posadas poza pozo pozos pulido quemado quiso ramal rayo raya rayas
  recio regalado remo retes reto ribera rincon rio rios rivas roca rocha roja romano romero ronda rubi rubio ruedas rueda sabina salcedo saldo salinas salgado salmon salva salto sastre sauce serna serio silva silla
  silvestre sobrado sol solar solares soria sotelo tapia tapias tejas tena tenas terrazas terrones tierra tinoco tirado tomas trigo trillo uriel usar vale valiente valor vargas varela varas ve vera vidal viento viento vigil vino vinos viva vivas zamora zarza
  mundo cristal acuna arana araña casares ahora nuno cons lau mares cuadra cuadras inda tostado tostada sol
  mia nena nene gordita mama papa bebe chela chelas pepa concha conchas chino china guera guero flaco flaca negro negra prieto prieta moro mora santo nina nino pita tita tata titi
  paris america israel jordan argentina belen roma florencia asia africa india irlanda virginia carolina dakota austin dallas houston phoenix denver francia cielo brisa perla ambar jade rubi esmeralda gema coral aura
  mercado abono primero ultima ultimo centeno romo dato datos mal bien bueno buena buenas bono guia guias linea bella sale loza llave ley leyes gasto gastos justicia cano canas
  lechuga zacate margarita magnolia azucena violeta lila iris dalia camelia jazmin hortensia amapola crisantemo mercedes
`);
