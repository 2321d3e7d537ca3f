/** Given names heard in northern Mexico with their pet forms and folk spellings, folded. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  `
    dani dany danna nayo yayo checo cheli chiquis cuau tavito andy caro karo cami maca mafer marifer luisfer juanpa juanma juanca gus edu abi abby adri ari azu bere brendis carito chabe chabela
    cristy elo emi esme eve fabis fany fede fran gabo heri ile iri isra issa jazz jona juanjo kary lauris lore lucy maggie majo marce margo mau mauri mel meli migue mile monse montse naye pame patty
    richie rodo sebas sele sonis susy tomi yaya yesi cindy maru marus silvano gretel sayuri wenceslada estanislada ausencio ramses filemon tiburcio sandor xicotencatl tonatiuh practedis praxedis
    elodia eduwiges rosenda canuto ciriaco eleno hermelindo ursulo nazaria romualda tranquilina petronilo melquiades policarpio leocadia leopoldina xochiquetzal ceferino crisoforo bonifacia ruperta
    genoveva inmaculada ascencion dionisia eduardito fidelina zeferino gumersinda herculana isabelino jesualdo justiniano laurentino macedonia norberto odilia plutarco rogaciano saturnina tadea
    ventura wilbert trini cele chana chelis chonita cuyo dorita edith elvis felito genarito goyito hilda jacinto lichis luchita manolito nachito olguita pachita quino ramoncita santiaguito tilo yoyis
    aaron abdias abdiel abel abelardo abigail abner abraham abril absalon abundio acela adair adalberto adalid adan addiel adela
    adelaida adelfo adelina adiel adilene adolfa adolfo adonis adria adrian adriana agapito agripina agueda agustin agustina ahmed aida
    aide ailyn aime aimee aislinn alan alana alba alberta albertina alberto alda aldahir aldair aldo aleida alejandra alejandrina
    alejandro alejo aleli alex alexa alexander alexandra alexei alexia alexis alfonsa alfonsina alfonso alfredo alicia alina alison alma
    almendra alondra alonso altagracia alvaro amada amado amador amairani amalia amancio amanda amaranta amaury ambar amber ambrosio
    amelia america amerika amilcar amparito amparo amy ana anabel anahi anai anali anastacia anastacio anayeli andrea andres andrew
    andry anel anette angel angela angeles angelica angelina angelita angie aniceto anita annel anni anselma anselmo antelma antelmo
    anthony antonia antonieta antonio apolinar apolonia apolonio aquiles aquilino araceli aracely arantza arasely arcadio arcelia
    arcenio archibaldo areli arely aremi argelia ariadna ariana arianna ariel aris arisbeth aristeo aristides arlen arleth arlette
    armanda armandina armando armida arnoldo arnulfo aron arsenio artemio artemisa arturo asael ascencion asdrubal ashley astrid
    asuncion asusena atanacio atanasio athziri aurea aurelia aurelio aurora aurorita austin austreberto axel ayde aydee aylen aylin
    azael azalea azalia azariel azucena balam balbina baldemar baldomero baltasar baltazar barbara bardomiano bartolo bartolome basilia
    basilio baudelia baudelio beatriz belem belen belinda benedicto benicio benigna benigno benita benito benjamin berenice berenis
    bernabe bernarda bernardina bernardino bernardo berta bertha betillo betina betito beto betsabe betsaida betsy betty bety betzabe
    betzaida bianca bibiana bill birmania bladimir blanca blas bob bobby bonifacio boris brad brandon braulia braulio brayan brenda
    brian briana brianda bricia brigida brigido brisa briseida brissa britany brittany brizia bruno bryan byron calep calixto camelia
    camila camilo candelaria candelario candida candido carely caridad carina carla carles carlo carlos carlota carmela carmelita
    carmelo carmen carmencita carmina carol carolina casandra casiano casilda casimira casimiro catalina catarino caterina cayetano ceci
    cecilia cecilio celedonia celedonio celene celerino celeste celestina celestino celia celina celso cenobia cenobio cesar cesareo
    cesia chago chano charito charles charlie charo chava chavita chavo chayito chayo checo chela chelita chelito chelo chema chemita
    chemo chente chris christian chrystian chuy chuyita chuyito cielo cindy cinthia cinthya cintia cintya cipriano ciriaco cirila cirilo
    ciro citlali citlalli citlaly clara clarisa clarissa claudia claudio clementa clemente clementina cleofas cleotilde clotilde coco
    concepcion concha conchita concho conrada conrado constantino constanza consuelo coquis coquito cora coral corina cornelio cosme
    crescencia crescencio cresencia cresencio crisanto cristel cristian cristina cristino cristo cristobal cruz cruzita cuauhtemoc cuca
    cuco cuquis cuquita cynthia cyntia dafne dagoberto daira daladier dalia dalila damaris damaso damian damiana dana danae dania daniel
    daniela danilo danitza danna danny dante dara daria darinka dario darwin david davis dayana dayanara dayra debora deborah deisi
    deisy delfina delfino delia delmy demetria demetrio demian denia denis denise denisse deniz dennis deyanira diana didier diego dilan
    dimas dina dinora dinorah dionicia dionicio dionisia dionisio diosa divina dolores dominga domingo domitila domitilo donaciano
    donaldo donato donna dora doralia doris dorotea doroteo dulce dulcina dunia dylan eber eberardo eddie eddy edel eder edgar edgardo
    edilberto edit edith editha edlin edmundo edna edson eduarda eduardo eduin eduviges edwin efigenia efrahim efrain efraina efren
    eladia eladio elba elda elder eleazar elena elenita eleno eleodoro eleonor eleuteria eleuterio elia elian eliana elias eliazar elida
    elideth eligio elihu elio elisa elisabet elisabeth elisama elisea eliseo eliud eliza elizabet elizabeth elizet elmer elohim eloina
    eloisa eloy elpidia elpidio elsa elsy elva elvia elvira elvis ema emanuel emerita emeterio emigdio emilia emiliana emiliano emilio
    emily emir emiro emma emmanuel encarnacion enedelia enedina eneida engracia enoc enrique enriqueta epifania epifanio epigmenio
    erandi erasmo erendira eriberto eric erica erick ericka erik erika erlinda ermelinda ermila erminia ernestina ernesto ernie erubiel
    esau esaul escolastica esdras esequiel esli esly esmeralda esperanza estanislao esteban estefana estefani estefania estela estelita
    ester esther estrella etelvina eufemia eufracia eugene eugenia eugenio eulalia eulalio eulogio eunice eusebia eusebio eustacio
    eustolia eustolio eva evangelina evaristo evelia evelin evelina evelio evelyn ever everardo evodio exal ezau ezequiel fabi fabian
    fabiana fabio fabiola fabricio facundo fanny fany fatima faustina faustino fausto faviola fe febe federico felicia feliciana
    feliciano felicitas felipa felipe felis felisa felix fer ferchi fercho fermin fermina fernanda fernando fidel fidela fidelia
    fidencia fidencio filemon fili filiberto filomena filomeno fina finita fito flavia flavio flor flora florencia florencio florentina
    florentino floriberto florina florinda fortino fortunata fortunato francis francisca francisco franco frank franklin freddie freddy
    fredy frida froilan froylan fructuoso fulgencia fulgencio gabi gabina gabino gabriel gabriela gaby gael gamaliel gaspar gaudencio
    gely gema genaro genesis genoveva george geovani geovanni geovanny gera gerarda gerardo geremias gerita german germania geronimo
    gerson gertrudis getsemani giancarlo gibran gil gilberta gilberto gilda gildardo gilmar gina giovana giovani giovanna giovanni gisel
    gisela gisele giselle gladis gladys glafira glenda gloria gloriela godofredo gollo gonzala gonzalo gordo goretti goya goyo grace
    gracia graciano graciela greg gregoria gregorio greta gricelda grisel griselda grissel guadalupe gualberto guilibaldo guillermina
    guillermo gumaro gumercindo gustavo gwendolyn habacuc hannia hazael heather heber hector heidi heidy heladio helen helena helga
    helia heliodoro helmer henry heraclio heradio herculano heriberta heriberto herlinda herlindo hermelinda hermelindo hermenegilda
    hermenegildo hermes hermila hermilo herminia herminio hernan hernando hilaria hilario hilarion hilda hildeberto hipolita hipolito
    hiram homar homer homero honorato honoria honorio horacio hortencia hortensia huberto hugo humberta humberto ian iban ibeth ibis
    ibrahim idalia idania idolina ifigenia ignacia ignacio ignasio igor iker ilce ilda ileana ilian iliana ilse ilyan imelda immer
    indira indra ines inez ingrid inocencia inocencio iraida irais iran irasema irene irineo iris irlanda irma irvin irving isa isaac
    isabel isabela isabella isadora isael isai isaias isaid isamar isaura isauro isela isidora isidoro isidra isidro isis ismael israel
    isrrael issac itzayana itzel itzia itziri ivan ivana ivann ivanna iveth ivette ivi ivon ivone ivonne izamar izel jaciel jacinta
    jacinto jackeline jacob jacobo jacquelin jacqueline jade jael jafet jahaziel jaime jair jairo james jaquelin jaqueline jared jaret
    jasmin jason jassiel javi javier javis jazmin jazmina jazmyn jeanette jeff jehu jenifer jenni jennifer jenny jeny jeovanni jeremias
    jeremy jeronimo jerry jesenia jesica jesiel jess jesse jessenia jessica jessie jessy jesua jesus jesusa jesusita jesusmaria jezabel
    jhoana jhonatan jhonathan jhovany jime jimena jimmy joab joan joana joanna joaquin joaquina joas job jobany jocabed jocelin jocelyn
    joe joel joella joey johan johana johanna john johnny joksan jonas jonatan jonathan jonhatan joram jordan jordi jorge josafat jose
    josef josefa josefina josefita joselin joseline joselito joseluis joselyn joselyne josep josh joshua josias josimar jostin josue
    jovan jovana jovani jovanna jovanny jovany jovita jovito joyce juan juana juancarlos juanis juanita juanito judit judith julia
    julian juliana juliet julieta julio julis julisa julissa julita junior justa justin justina justino justo juvenal juvencio juventina
    juventino kaleb kareli karelia karelly karely karen kareny kari karim karime karin karina karla karlita karlos karol karolina kary
    kassandra katherine kathia kathleen kathy kathya katia katiuska katya keila keiri kelly ken kendra kenia kenneth kenya keren kevin
    keyla kiara kike kimberli kimberly kris kristal kristel kristian kristina krystal kyle ladislao lala lalito lalo lamberto lara
    larisa larry laura laureano laurencia lauriano lauro lazara lazaro lea leandra leandro leidy leila lencha lencho lenin leobarda
    leobardo leocadia leocadio leodan leodegario leon leona leonarda leonardo leoncio leonel leonela leonides leonila leonor leonora
    leopolda leopoldo leovigildo lesli leslie lesly lesvia leti leticia lety leyda leydi lia liana libertad libia libier libni liborio
    librada librado licha lichita lico lidia liduvina lidya ligia lila lilah lilia lilian liliana lilibeth lilo linda lino lisa lisandro
    lisbeth lisette lisseth litzy livia liz lizandro lizardo lizbet lizbeth lizet lizeth lizette lizzet lluvia loida lola lolis lolita
    lolo loren lorena lorenso lorenza lorenzo loreto loretta louie lourdes lucas lucero lucha lucho lucia luciana luciano lucila lucina
    lucinda lucio lucita lucrecia lucreciano ludivina ludwig luis luisa luisita luisito luiz lulu lupe lupillo lupis lupita luvia luz
    luzmaria lydia mabel macarena macaria macario maclovia maclovio maco macrina magali magaly magda magdalena magdaleno magdiel
    magnolia mago magos magui maguito maica maira maite malaquias male maleaquias malena maleny malu manny manolito manolo manu manuel
    manuela manuelita mara marbelia marbella marcela marcelina marcelino marcelo marcia marcial marciana marciano marco marcos marely
    margarita margarito margaro margelia margot margoth mari maria mariam mariana marianela mariano maribel maribella maricarmen
    maricela marichuy maricruz maricsa mariel mariela marielena marilin marilu marilyn marin marina mario mariquita marisa marisabel
    marisela marisol maritza mark marlem marlen marlene marlenne marlin marlon marta martha martin martina martiniano martir martita
    mary marycarmen maryel maryfer maryjose matea mateo mateos matias matilda matilde matt matthew mauricia mauricio maurilio mauro
    maxima maximiliano maximino maximo maya mayela mayerli mayo mayra mayte maytee meche mechita medardo megan melania melanie melany
    melba melchor mele melesio melina melisa melissa meliton melitona melo melquiades melva mely memito memo merari merced mercedes
    mercy merlin mia mica micael micaela michael michel michelle miguel miguelina mikaela mike milagro milagros milca mildred mili milo
    milton mimi mine minerva miranda mirella mireya miriam mirian mirna mirta mirtha mirza misael miselania misrain moctezuma modesta
    modesto moi moises monchis moncho moni monica monserrat monserrath montserrat moraima moroni mundo myriam myrna naaman nabor nacha
    nachito nacho nadia nadxieli nahomi nahomy nahum nahun nailea naim nalleli nallely nancy nandito nando naomi narcisa narciso narda
    natali natalia natalie nataly natanael nathalia nathalie nathaly nathan nati natividad nato naye nayeli nayelli nayely nazaria
    nazario neftali neftaly nelida nelly nelson nelva nemesia nemesio nemorio nena nene nepomuceno nereida nereo nereyda neri nery
    nestor neto netzahualcoyotl neyra nicandro nicanor nicasio nichole nico nicodemo nicolas nicolasa nicole nidia nieves nilda nina
    ninfa nino nivia noe noee noel noelia noelle noemi nohelia nohely nohemi nono nora noraly norberta norberto noribel norma nubia
    nuria nydia obdulia obdulio obed obeth octavia octaviano octavio odalis odalys oded odette odilia odilon odin ofe ofelia olaf
    olegario olga oli olimpia oliva oliver oliverio olivia omar omara ome omer omero oneida onesimo oralia oralio orbelin orlando
    orquidea osbaldo oscar oscarin osiel osiris osman osmar osvaldo oswaldo othon otilia otilio otniel oton otoniel ovelia ovidio oziel
    pablito pablo pachis pacho paco palmira palo paloma pamela panchita panchito pancho pancracio pao paola paolo paquita paquito paris
    pascual pascuala pastor pastora pati patricia patricio patricita patrick patrocinio paty pau paul paula paulina paulino paulo pavel
    paz pedro pelagia pelagio pepa pepe pepito pera perfecta perfecto perla perseo peter petra petrita petronila petronilo piedad pilar
    pili pilo pina pio pita placida placido plutarco pola poli policarpo polo poncho porfiria porfirio pricila priciliano primitiva
    prisca priscila prisciliano priscilla priscilliano procopio prudencia prudencio purificacion querubin queta quetzal quetzali quico
    quintin quique quiriaco quirino rachel rafa rafael rafaela rafita raimundo ramiro ramon ramona ramoncito ramonita ranulfo raque
    raquel raul raulito raymunda raymundo rebeca refugia refugio regina reginaldo regino regulo reina reinaldo remedios remigia remigio
    renata renato rene reveriano rey reyes reymundo reyna reynalda reynaldo ricarda ricardo richard richi rick ricky rigo rigoberta
    rigoberto rita ritchie rito robe rober robert roberta robertina roberto rocio rodolfo rodri rodriga rodrigo roel roge rogelia
    rogelio roger rolando rolo roman romana romelia romeo romi romina rommel romualda romualdo ronal ronaldo roque rosa rosaelena
    rosaisela rosalba rosalbina rosalia rosalina rosalinda rosalio rosalva rosamaria rosana rosangela rosario rosaura rosbel roselena
    roselia rosenda rosendo roser rosi rosibel rosina rosio rosita rossana rosy roxana roxanna roxy ruba rube ruben rubi rubicel
    rubicelia ruby rufina rufino ruperta ruperto rut ruth ryan sabas sabi sabina sabino sabrina sacarias sagrario said saida salatiel
    salma salome salomon salustia salva salvador sam samanta samantha samara samaria samir sammy samuel sancho sandra sandro sandy
    sanjuana sanjuanita santa santana santi santiaga santiago santo santos sara sarah sarahi sarahy sarai saray sari saturnina saturnino
    saul saula saulo savanna sayra scott sean seba sebastian sebastiana secundina secundino seferino selena selene selenia selina selvin
    senorina serafin serafina serapio sergi sergia sergio servando severa severiana severiano severino severo sharon sheila sherlyn
    shirley sidharta sidronio sigifredo silas silvana silveria silverio silvestre silvi silvia silvino simeon simo simon simona sinahi
    sinai siria sixta sixto sobeida socorrito socorro sofi sofia sofonias soila sol solange sole soledad sonia sonni sonya soraida
    soraya sostenes stefania stefany stephania stephanie steve steven suemi sugey sughey suheidy sujey suleima sulema sulma surisadai
    sus susan susana susi susy tabata tabita tacha tacho tadea tadeo taide tamar tamara tania tanya tatiana tato tavo tayde telesforo
    tella telma tencha tenchita teo teodora teodoro teodosio teofanes teofila teofilo teonila tere teresa teresita tete teto thalia
    thania thelma thomas tiburcia tiburcio tichi tiffany tila timoteo tina tino tirsa tirso tita titi tito tom tomas tomasa tomasita
    tomy tona toni tonio tonita tonito tono tony toribia toribio toya tranquilino trini trinidad tuty tyler ubaldina ubaldo ulis ulises
    ulisses urania urbana urbano uriel ursula uziel uzziel valdemar valdo vale valente valentin valentina valentino valeria valeriana
    valeriano valerio vane vanesa vanessa vani vanya venancia venancio ventura venustiano vera vero veronica vianca vianet vianey
    vianney vicenta vicente vicky victor victoria victoriana victoriano victorina victorino vidal vidalia vike vilma violeta virgen
    virgilio virginia virginio viridiana virydiana vitalia vito vivi vivian viviana vladimir walberto waldo walter wences wenceslao
    wendolin wendolyn wendy wicho wilber wilbert wilfredo wilfrido wilian william williams willy wilmer wilson wuendy wulfrano xavier
    xenia xiadani xime ximena xiomara xitlali xochi xochil xochilt xochitl yadi yadira yael yahaira yahel yahir yair yajaira yamel yamil
    yamila yamile yamilet yamileth yamir yaneli yanely yanet yaneth yanira yaquelin yara yareli yarely yaretzi yari yaritza yasmin
    yasmina yasmine yasser yazmin yecenia yedid yeimi yeni yenifer yenny yered yereli yesenia yesica yessenia yessica yhair ylse yoana
    yoanna yohana yola yolanda yoli yolitzin yolotl yolotzin yonatan yordi yosef yoselin yoselyn yoshua yosselin yovana yovani yovanni
    yuliana yulisa yulissa yuliza yumiko yunuen yuri yuriana yuridia yuriko yuritzi yuyis yuyo yvette yvonne zacarias zachary zadquiel
    zaida zaira zayda zayra zeferina zeferino zenaida zenia zenobia zenon zenona zobeida zoe zoila zoraida zoyla zule zuleica zuleima
    zulema zuleyma zulma zuly zuriel zurisadai zury zyanya
    adoracion adriano agripino alarico albino alcira alida almudena amadeo anacleto analilia anastasia anastasio anatolio antonina arcadia arcelio
    aspasia atilano augusto aureliana aureliano avelina avelino balduino balta bartola belarmino belisario bertin bulmaro calixta caritina cayetana
    christopher cipriana claudina constancio crecencia crecencio crisanta crispin crispina cristofer derek deysi edelmira edelmiro egidio elfego
    eliodoro enedino erubey eudocia eufemio eufrasia eulogia eustaquio eutimio exiquio federica filiberta galdino georgina germain gervacio ginez
    gumersindo gustava haide haydee heberto hercilia hermosinda hesiquio hidelisa higinia higinio hildegarda hildelisa ildefonso indalecio iracema
    iridian jacoba janeth jasiel javiera jenaro laila leilani leoncia leova leovigilda liberato lina liseth longina longino luzmila macedonio maranda
    marceliano marcolfa marino martino maximiliana maximina natalio nicanora norverto octaviana odila olaya olegaria onofre palemon pancha pascacio
    pedrina perpetua petrona pioquinto pompeyo ponciano praxedes presiliano primitivo prospero quintila quirina renee rodolfa romulo rosela rudy
    rutila rutilio salvadora senaida silvina simitrio simplicio sinforosa sinforoso sofio solomon sotero susano suyapa talina tarcila tarsicio
    teodomira teodosia teodulo tereso thiago tobias tremedal valery velia vidala vitervo zita
`
    .trim()
    .split(/\s+/),
);
