import { openingsOf } from '../text/openings.ts';
import { type Document, matchesIn, spanAt, tokenAt } from './document.ts';
import type { Option } from './option.ts';

/** A disability, or a need of an accessible form of attention, said in any of the forms seen; each phrase stands for the person or the household. */
const SAID =
  /\b(?:sord[oa]s?|sordit[oa]s?|sordomud[oa]s?|sordera|hipoacusi[ac]\w*|implante coclear|(?:aparatos?|audifonos?|auxiliar(?:es)?) (?:auditivos?|en (?:los dos |ambos |un |el |los )?oidos?|para (?:oir|escuchar|la sordera))|auxiliares? auditivos?|problemas? (?:auditivos?|de audicion|del? oido|de la vista|visual(?:es)?|de habla|del? lenguaje|motri(?:z|ces))|discapacidad(?:es)?|discapacitad[oa]s?|capacidades diferentes|invident\w+|cieg[oa]s?|cieguit[oa]s?|ceguera|debil(?:es)? visual(?:es)?|debilidad visual|baja vision|vision (?:muy )?baja|perdi(?:o|mos)? (?:completamente |casi |toda |por completo )*(?:la vista|la vision|el oido|la audicion|el habla|una pierna|la pierna|un brazo|las piernas|un ojo)|sin (?:vista|vision)\b|retinosis|retinopatia|retinitis|glaucoma|macular|catarat\w+|autis\w+|\btea\b|en el espectro|espectro autista|asperger|sindrome de (?:down|asperger|rett|tourette|usher)|paralisis (?:cerebral|facial)?|paralitic\w+|paraplej\w+|cuadriplej\w+|tetraplej\w+|hemiplej\w+|silla(?:s)? de ruedas|sillita de ruedas|muletas|protesis|amputad\w+|amput(?:o|aron|acion)|me (?:cortaron|mocharon|quitaron|falta) (?:la|una|el|un) (?:pierna|pie|brazo|mano)|le (?:cortaron|mocharon|quitaron|falta) (?:la|una|el|un) (?:pierna|pie|brazo|mano)|lengua(?:je)? de (?:senas|signos)|\blsm\b|interprete de senas|(?:habla|se comunica|comunica|comunicamos|hablamos|comunico)(?: \w+){0,3} (?:con|por|en) (?:puras )?senas|con senas|lector(?:es)? de pantalla|mi lector\b|no veo ?(?=[.,;])|lee ?pantallas|\bnvda\b|\bjaws\b|voice ?over|talk ?back|braille|macrotip\w+|magnificador|no (?:puedo|puede|podemos|alcanzo a|logro) (?:oir|escuchar|hablar|ver bien|leer la pantalla|caminar|mover(?:me|se)|levantarme|subir escaleras)|no (?:oigo|oye|escucho|escucha|oimos|escuchamos)(?: \w+){0,2}(?: nada| bien| casi)? (?:por|al|del|el|de) (?:el )?(?:telefono|oido|cel|celular|un oido)|(?:oigo|oye|escucho|escucha) (?:muy )?(?:poco|poquito|mal)|no (?:oigo|oye) (?:nada|bien|ya)|casi no (?:oigo|oye|escucho|escucha|veo|ve)\b|ya (?:casi )?no (?:distingo|veo|ve|oigo|oye|camina|camino)\b|no (?:me )?van? a (?:oir|escuchar)(?:me)?|no los (?:voy a |puedo )(?:escuchar|oir)|(?:duro|dura|malo|mala|mal) (?:de|del) (?:un )?oidos?|(?<!(?:me|nos|se|lo|la) )mud[oa]\b(?! (?:a|al|de(?! nacimiento)|en|para|pa)\b)|no habla\b(?! (?:espan\w+|ingles|castellano|bien|muy|con|por|nadie|mas))|(?:paralizad[oa]|no (?:me |se |le )?(?:puedo|puede) poner de pie|a la altura de mi silla|mi silla\b|embolia|derrame cerebral)|no (?:oigo|oye|escucho) ?(?=[.!,;]|$|y |ni |por eso)|(?:mi|su) [a-z]+ no ve ?(?=[.,;]|y )|(?:quedo|quede|esta) sin habla|debil(?:es)? auditiv[oa]s?|debilidad auditiva|sin poder hablar|no me salen las palabras|no le salen las palabras|afasi\w+|tartamud\w+|tartaj\w+|disartria|traqueostom\w+|laring\w+|dificultad(?:es)? (?:para|de|al) (?:hablar|oir|ver|caminar|el habla|expresar\w+|comunicar\w+|moverse)|batall[ao] (?:mucho )?(?:para|pa) (?:hablar|oir|escuchar|caminar|ver|darse a entender)|esquizofren\w+|bipolar\w*|psicosocial|trastorno \w+|discapacidad intelectual|retraso (?:mental|intelectual|psicomotor)|esclerosis|distrofia|parkinson|alzheimer|demencia|epileps\w+|mielomeningocele|espina bifida|osteogenesis|\bela\b|necesidades especiales|educacion especial|nin[oa]s? especial(?:es)?|hij[oa]s? especial(?:es)?|persona especial|usuari[oa] de silla|baston blanco|perro guia|deaf|blind|hard of hearing|hearing (?:impaired|aids?|loss)|wheelchair|screen ?reader|disab(?:led|ility|ilities)|sign language|autistic|autism|visually impaired|low vision|speech (?:impairment|disability)|cerebral palsy|nonverbal|non verbal|no verbal|por ciento de (?:vista|vision|audicion)|(?:por|de) (?:su|mi) (?:vista|sordera|ceguera|discapacidad)|leo con los dedos|me (?:lo |la )?lee en voz alta|no (?:se )?puede(?:n)? comunicar(?:se)? (?:por|de forma|con) (?:voz|verbal|la voz|telefono)|movilidad reducida|no (?:me |se |le )?(?:puedo|puede) (?:agachar|mover|parar|levantar)\w*|postrad[oa])\b/;

/** Figures of speech and what is not a person's disability (guide): "¿están sordos?", "a ciegas", "ciegos o qué". */
const FIGURE_BEFORE =
  /(?:\b(?:como|a un|hablando solo como|estan|andan|son|ustedes|parece(?:n)?(?: que)?(?: estan| son)?|se hacen|hacen|haciendose|hacerse|se hace|quedar(?:se|on)?|se quedan?|fingen|o estan|parecen|como si(?: estuvieran| fueran)?|puros?|bola de|dialogo de|oidos|a ?o|cita a|ando|andamos|modo|bien|me quede|nos quedamos|me dejan|nos dejan|me dejaron|nos dejaron|tras de|mas|toque de|conecta|konecta|estoy|estamos|dejan|dejaron) (?:todos |bien |medio |como |todo |media |casi |nomas |mas )?|\b(?:a|dialogo de|oidos) )$/;
const PLURAL_FIGURE = /^(?:sordos|sordas|ciegos|ciegas|mudos|mudas|mancos|sorditos)$/;
const JOKE_AFTER =
  /^\W*(?:o (?:que|k|q)|y manco|sin (?:internet|net|inter|senal|servicio|tele|novelas|series)|por (?:la )?falta|de coraje|de amor|jaja|xd|a las quejas|ante)/;
const NEGATED =
  /\b(?:no (?:soy|estoy|es|esta|tengo|tiene|somos|padezco|tenemos)(?: ninguna?| una?)?(?: \w+)? ?|sin (?:ninguna )?|ninguna )$/;
/** "discapacidad" of machines and offices: "la app tiene", "cajón para discapacitados" stays true only where a person is meant. */
const ILLNESS_ONLY =
  /^(?:cataratas?|macular|glaucoma|alzheimer|demencia|epilepsia|parkinson|laring\w+|trastorno \w+|down|muletas|bipolar\w*|letras? \w* ?grandes?)$/;

const SAID_OPENINGS = openingsOf([SAID]);
const MOST_SAID = 5_000;

const MOST_NEEDS = 20;

/**
 * Words that may tell of a disability, rated by the rules (guide, accessibility): the customer's or somebody's of the household, or
 * the need of accessible attention; old age, plain illness and figures of speech are none.
 */
export const accessibilityOptions = (doc: Document): Option<true>[] => {
  const found: Option<true>[] = [];
  for (const { 0: words, index } of matchesIn(doc, SAID_OPENINGS, MOST_SAID)) {
    const from = tokenAt(doc, index);
    const author = doc.tokens[from]?.author;
    if (author !== 'own' && author !== 'subject' && author !== 'earlier') continue;
    found.push({
      value: true,
      from,
      to: Math.max(from + 1, tokenAt(doc, index + words.length)),
      span: spanAt(doc, index, index + words.length),
      number: null,
      score: ILLNESS_ONLY.test(words) ? 0.6 : 0.9,
      because: `"${words}"`,
      taken: isMeant(doc.folded, index, words),
    });
    if (found.length >= MOST_NEEDS) break;
  }
  return found;
};

/** "no oigo el cel por el ruido", "no se escucha la llamada": the line's or the place's fault. */
const BY_CIRCUMSTANCE =
  /^[^.]{0,24}\b(?:por (?:el|la|tanto) (?:ruido|musica|motor|maquina\w*|revolvedora|taladro|trafico|escandalo)|porque hay|por la llamada|por la mala|se corta|entrecortad)/;

/** "mi perrita (es ciega)"; not "mi perro guía, soy ciego". */
const OF_ANIMAL = /\b(?:perr|gat)(?:o|a|it[oa])s?\b(?! guia)[ (,]*(?:que )?(?:(?:es|esta) )?(?:[a-z]+ y )?$/;

const isMeant = (folded: string, at: number, words: string): boolean => {
  const before = folded.slice(Math.max(0, at - 40), at);
  const after = folded.slice(at + words.length, at + words.length + 40);
  if (NEGATED.test(before) || BY_CIRCUMSTANCE.test(after) || OF_ANIMAL.test(before)) return false;
  if (/^embolia|^derrame|^paralizad|^mi silla/.test(words))
    return (
      /no (?:se |me |le )?pued|paraliz|habla|silla|mano|brazo|lado|camin/.test(folded.slice(Math.max(0, at - 120), at + 160)) &&
      !/paralizad[oa] (?:la|el|mi) (?:negocio|operacion|produccion|empresa|oficina|venta)/.test(words + after)
    );
  if (!/^(?:sord|cieg|mud|invident|paralitic)/.test(words)) return true;
  if (
    /\b(?:soy|es|somos|persona|personas|esposo|esposa|hijo|hija|mama|papa|abuel\w|senora?|nacio|nacimiento|nacimos|quedo|quede|total|de un oido|ambos|tambien|nino|nina|hermano|hermana|suegra|suegro|tio|tia|marido|mujer|mi|su) ?(?:total |completamente |muy |medio |casi |ya |es |esta |son |y |que es |un poco )*$/.test(
      before,
    ) &&
    !JOKE_AFTER.test(after)
  )
    return true;
  if (JOKE_AFTER.test(after)) return false;
  if (PLURAL_FIGURE.test(words))
    return (
      /\b(?:somos|personas?|comunidad|padres|ambos|los dos|hijos|los|para)\s*$/.test(before) && !/\b(?:estan|andan|parecen)\b/.test(before)
    );
  return !FIGURE_BEFORE.test(before);
};
