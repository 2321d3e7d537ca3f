/** Surnames of Mexico, above all of its north, with their written abbreviations (Mtz, Rdz), folded. */
export const SURNAMES: ReadonlySet<string> = new Set(
  `
    ku uc uh ek pat pech canche poot cob dzul balam canul chan cauich cocom tun pool caamal uicab cituk kuri abud haddad rogoff samarin kosterlitzky ochurte yocupicio noperi buitimea
    collins lomeli huizar leija elizarraras rea camou nikkei tanabe watanabe mizrahi siller iruegas manzanarez berrueto gauna luevano ovalle forcada tanuz kalb elorduy nuncio farfan zarate
    abasolo abeyta aboytes abrego abreu abundis acedo acereto acevedo aceves achoy acosta acuna adame adams adorno adriano agramont
    agramonte aguayo aguilar aguilasocho aguilera aguiniga aguirre ahuactzin ahumada aispuro alamea alamillo alanis alaniz alapizco
    alarcon alatorre alba albarran alcala alcantar alcantara alcaraz alcocer aldaco aldana aldaz alderete aldrete alegria alejandre
    alejandro alejo aleman alfaro almada almaguer almanza almaraz almazan almeida almeraz almonte alonso alonzo alpizar altamira
    altamirano altuna alva alvara alvarado alvarez alvidrez alvizo amador amaral amarillas amaro amavizca amaya ambriz amezcua amezola
    amezquita ampudia anaya ancheta anchondo ancira anda andalon andujo angel angeles anguamea anguiano angulo antuna antunez aparicio
    apodaca aponte aragon araiza arambula aramburo aramburu arana aranda araujo arballo arbizo arce arceo archuleta arciga ardines
    arechiga arellanes arellano arenas arevalo argil arguelles arguello argumedo arias arizmendi arizpe armas armendariz armenta armida
    armienta armijo armstrong arnaiz arnold arocha arochi aros arpero arredondo arreguin arreola arriaga arriola arrizon arroyave arroyo
    artalejo arteaga arteche arvayo arvizo arvizu ascencio asencio astiazaran astorga atencio atilano atondo auyon avalos avelar avena
    avendano avila aviles avina avitia avitua ayala ayon azpeitia azuara baca badillo baez baeza bahena balam balcazar baldenegro
    balderas balderrama ballesteros baltazar balvaneda banaga banda banuelos barajas barba barbosa barcelo barcenas barela bareno baro
    barocio barrada barragan barraza barreda barreiro barrera barreras barreto barrientos barriga barrios barron bartolini basaldua
    bastida bastidas batista batiz bautista bayliss bazaldua bazan bazua becerra bejar bejarano belden belmonte belmontes beltran
    beltrones benavente benavides benavidez benitez berber berlanga bermejo bermudez bernal berrelleza berrios betancourt beyliss bielma
    blake blancarte blanco bobadilla bocanegra bojorges bojorquez bolanos bonifaz bonilla borboa borbon borges borja borquez borrayo
    borrego borunda botello bours bracamonte bracamontes brambila bravo breceda briceno bringas briones briseno brito brizuela brown
    buelna bueno buenrostro buitimea buitron burciaga burgoa burgos burgueno burrola burruel bustamante bustillo bustillos bustos
    butimea cabada caballero caban cabanillas cabrales cabrera cadena cadenas caldera calderon calleja calleros caloca calva calvillo
    calvo camacho camarena camargo camarillo camou campa campana campas campos campoy camunez canales canchola candelaria canedo cano
    cantu cantua caraballo carbajal carballo cardenas cardona careaga carlon carmona caro carpio carranco carranza carrasco carrasquillo
    carreno carreon carrera carrero carriedo carrillo carrion carrizales carrizosa carrizoza cartagena carvajal casanova casares casarez
    casas casavantes casillas castaneda castanon castanos castelan castellanos castellon castelo castillo castorena castrejon castro
    catano cauich cavazos cazares cdz ceballos cebreros cedano cedillo ceja celaya celis cenicero cenizeros centeno cepeda cerda
    cerecedo cerecer cerezo cermeno cervantes cervantez cesena cevallos chacon chagoya chaidez chairez chan chang chapa chaparro charles
    chavarin chavarria chavez chavira chee chen chi chiquete chiu chong christy chu cienfuegos cifuentes cintron cirerol cisneros clark
    claudio clemente coello coeto colchado colio collado collazo collins colmenares coloma colon colosio colunga concepcion conde cons
    contreras coppel cordero cordoba cordova corella coria cornejo corona coronado coronel corral corrales correa cortazar cortes cortez
    cosio coss cossio cota coto cotto covarrubias cox coyazo crespo cristerna crosthwaite cruces cruz cuadra cuadras cuamea cuellar cuen
    cuenca cuesta cueto cueva cuevas culebro curiel dabdoub dagnino danel davalos davila davis debora delacruz delafuente delagarza
    delao delapaz delarosa delatorre deleon delgadillo delgado delrio delvalle dessens diarte diaz domene dominguez dominquez donato
    dorado dorame duarte duenas duenez duran durazo echavarria echave echeagaray echevarria echeverria edeza egurrola elenes elias
    elizalde elizarraraz elizondo encarnacion encinas encines enciso enriquez escalante escalera escamilla escandon escarcega escareno
    escarrega escobar escobedo escobosa escoboza escudero esparza espejo espericueta espinal espino espinosa espinoza espiritu espitia
    esqueda esquer esquerra esquerro esquibel esquivel estevez estrada estrella fajardo farias favela favila fdez fdz feliciano felix
    feria fermin fernandez ferral ferreira ferrer fierro fierros figueiroa figueroa fimbres fitch flores florez flrs fonseca fontes
    fraga fragoso fraijo fraire franco fregoso frias frisby fuentes fuerte gabilondo gaeta gaitan galarza galaviz galaz galeana galicia
    galindo gallardo gallego gallegos galvan galvez gamboa gamez gandara gandarilla gaona garambullo garate garay garces garcia garfias
    garibaldi garibay garica garnica garrido garza gasca gaspar gastelo gastelum gaxiola gaytan geraldo geronimo gessenius gil gilbert
    giron glez gloria glz godina godinez godoy gomes gomez gongora gonzales gonzalez goycochea gracia gracida grado grageda grajales
    grajeda granado granados granillo green griego grijalba grijalva gruel gtz guajardo guardado gudino guel guemez guereca guerena
    guereque guerra guerrero guevara guicho guido guillen guillot guirado guizar gurrola gurule gutierrez guzman gzlz gzz haas habib ham
    haro harper hdz henriquez heras heredia hernandes hernandez herrada herran herrejon herrera hidalgo higareda higuera higueras
    hinojos hinojosa hirales holguin hong hoyos hrdz huerta huerto huitron huizar hurtado ibanez ibarra ibarria icedo iglesias inda
    iniguez insunza inzunza iracheta iribe irigoyen irizarry isiordia islas islava iturbe iturbide iturralde izabal izaguirre izquierdo
    jacobo jacquez jaimes jaquez jara jaramillo jasso jauregui jazo jeronimo jesus jimenez jiminez johnson jones joya juares juarez
    jurado jusaino kelly king koo laboy lacarra lagarda lagos laguna lagunas lam lamadrid lamarque lamas landa landavazo landeros landin
    lanz lara larios larrea larrinaga lau laurean laureano lazcano lazo leal leandro lebron lechuga ledesma ledezma ledon lee legaspi
    leiva lem lemus leon lepe lerena lerma ley leyva leyzaola licea licon liera lim limas limon linares lira lizaola lizardi lizarraga
    llamas llanes llanez llanos loaiza loera loeza lom lomas lomeli longoria lopes lopez loredo lorenzana loreto loubet lovato loya loza
    lozada lozano lozoya lpz lua lucero lucio luevano lugo luis lujan luken luna luque luquin macalpin macedo machado machain machorro
    macias madera madero madrid madrigal madueno maestas magallanes magallon magana magdaleno malagon malave maldonado mancera mancilla
    mancillas mancinas manjarrez manrique manriquez manzanares manzano manzo marcial mares mariles marin marines mariscal marmolejo
    maron marquez marrero marron marroquin marrufo martell martin martines martinez mascarenas mascareno mata matamoros mateo mateos
    matias matos matus matuz maya maycotte mayo mayoquin mayoral mayorga maytorena maza mcfarland mdz meda medel mederos medina medrano
    mejia mejorado melendez melendrez melero melgar melgoza melo mena menchaca mendez mendivil mendizabal mendoza menendez meneses meraz
    mercado merino mesa mexia meza mier mijares millan mimiaga miramontes miranda mireles moctezuma mojica molina monarres monarrez
    moncada mondragon monge monjaraz monreal monroy montalvo montanez montano montejano montelongo montemayor montenegro montero
    monteros montes montez montiel montijo montion montoya montufar mora moraga moraila morales moran moreira moreno moreyra morfin
    morga morgan mori moroyoqui morquecho mosqueda mota moya mtz munguia muniz munoz murguia murillo muro murrieta murua nafarrate najar
    najera nanez napoles naranjo narro narvaez natera nates nava navarrete navarro nazar nazario neblina negrete negron nerey neri
    nevarez nicolas nido nieblas nieto nieves nino nogales noguez nolasco noriega norzagaray nova novelo novoa nunez nuno obeso obregon
    ocampo ocana ocano ocaranza ocasio oceguera ochoa ojeda olachea olaechea olague olais olea olguin olivares olivarez olivarria olivas
    oliver olivera oliveros olivo olmeda olmedo olmos olveda olvera ontiveros oquendo oquita orantes ordaz ordonez ordorica orduno
    orellana ornelas orona oronia oropeza orosco orozco orpinel orrantia orta ortega ortegon ortiz osegueda oseguera osio osnaya osorio
    osuna otanez otero otondo ovalle oviedo oyervides oyoque ozua ozuna pabon pacheco padilla padron paez pagan pajarito palacio
    palacios palafox palma palomares palomera palomino palomo palos pantoja parada pardini pardo paredes parga parra parras partida
    pasillas pasos patino patron paulin pavon payan paz pazos pedraza pedrero pedrin pedroza peinado peiro pelayo pena penaloza penuelas
    penunuri perales peralta peraza perea pereda pereira peres perez perezchica pesqueira petriz picazo pichardo pico picos pillado
    pimentel pina pinales pineda pinedo pineira pino pinon pintado pinto pinuelas pinzon pizano pizarro plascencia plasencia plata platt
    poblano polanco pompa ponce porras portela portillo posada posadas powell prado preciado prieto pruneda prz puebla puente puentes
    puerta puga pulgarin pulido quesada quevedo quezada quihuis quijada quijano quinones quinonez quinta quintairos quintana quintanar
    quintanilla quintero quiroga quiros quiroz rabadan rabago rael ramires ramirez ramon ramos rangel rascon raya rayas razo razura rdz
    real rebollar rebolledo recio redona redondo regalado rendon renteria resendez resendiz retana retes rey reyes reyna reynaga reynoso
    reza rico rincon riojas rios riosvelasco rivas rivera rivero riviera rizo rmz roa robinson robledo robles rocha roche rochin rodarte
    rodela rodelas rodelo rodrigez rodrigues rodriguez rodriquez rojas rojo roldan rolon roman romandia romano romero romo roque rosado
    rosales rosario rosas rosete rosette rousseau rovirosa roybal ruan rubalcava rubio rueda ruelas ruiz ruvalcaba saad saavedra sada
    saenz sagaste sahagun sainz saiz salaiz salas salazar salcedo salcido saldana saldate saldivar salgado salguero salinas salmeron
    salmon salomon salvatierra samaniego samano samaro sambrano sanabria sanches sanchez sandez sandoval sanez sans santacruz santamaria
    santana santiago santiesteban santillan santillanes santini santos santoscoy santoyo sapien sarabia saracho sarmiento sastre sauceda
    saucedo savin schmidt secundino sedano sedillo segovia segura sepulveda serna serrano serrato serratos sesma sevilla sicairos sierra
    sifuentes siller silva silvas simental simpson siordia siqueiros sisneros smith soberanes soberanis solano solares solis soliz
    solorio solorzano soltero soria soriano sosa sotelo soto sotomayor souza stone suarez suastegui suastes sumaya sustaita swanson
    tachiquin tafolla tafoya talamante talamantes talavera tam tamayo tamez tanori tapia tarango tarin tavares tavarez taylor tejada
    tejeda tellez tello tena teran terrazas terriquez terrones thompson tijerina tinoco tirado tiscareno tisnado tiznado tobias tolano
    toledano toledo tolentino topete tornero toro torrecillas torres torrez torua tostado tovar toyos trasvina trejo trevino trujano
    trujillo turcios turrubiates ubach ugalde ugarte ulibarri ulloa uranga urbalejo urbano urbina urcadiz urdiales urena uresti uriarte
    urias uribe urquidez urquidi urquijo urquiza urrea urrutia urtusuastegui ussel ustariz uvalle uzarraga vaca vadillo valadez
    valderrabano valderrama valdes valdez valdivia valdovinos valencia valente valentin valenzuela valerio valero valladares valladolid
    valle vallejo valles valtierra valverde vanegas varela vargas varona vasquez vazquez vega vejar vela velarde velasco velasquez
    velazquez velez veliz venegas ventura vera verastegui verdin verdugo verdusco verduzco vergara vidal vidales vidaurri viera viezca
    vigil vildosola villa villafana villafranca villagomez villagrana villalba villalobos villalpando villalva villalvazo villamil
    villanueva villar villareal villarreal villarruel villasana villasenor villaverde villavicencio villegas villela villicana vindiola
    viveros vizcaino vizcarra vzq walker wall weber white williams wilson winfield winkler wolfe wong yanes yanez ybarra yee yeomans
    yepez yescas yocupicio young yslas yuen zabaleta zaldivar zamarreno zamarripa zamarron zambada zambrana zambrano zamora zamorano
    zamudio zapata zapien zaragosa zaragoza zarate zatarain zavala zavaleta zayas zazueta zelaya zendejas zepeda zermeno zertuche
    zorrilla zozaya zubia zubiate zumaya zuniga zurita
    abarca aguiar alcazar allende alvarran andrade antillon aquino arango arciniega argueta arrieta arzate ayarzagoitia azcarate baragan barboza
    barroso basurto baz becerril bedolla bermea butron campuzano canseco capetillo caraveo cardoza carreto cazarez cecena cedeno cereceres cerecero
    cervera chanes charur chazaro cobos colin corzo coyotl erreguin espejel estavillo frausto galan gamino garduno gausin gavilanes gordillo gradilla
    grimaldo guinto hermosillo ibarreche ituarte jaurigue latapi leanos lizama lobato mazon medellin melendres mendiola mojardin morin morineau
    mungarro nassar nevares noyola ocegueda osornio pastrana perches ronquillo rubalcaba sanudo sauza segoviano servin silverio sobarzo tang tenorio
    tinajero toral triana trillo tristan unzueta urtuzuastegui vallin velazco viamontes vidana villagran viramontes yniguez zavalza zuzuarregui
`
    .trim()
    .split(/\s+/),
);
