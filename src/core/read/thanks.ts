import type { Document } from './document.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words a message of thanks or acknowledgement is made of. */
const THANKING = words(`
  gracias grax grasias graciass grac gcias thanks thank thx ty agradezco agradecido agradecida agradecidos agradecemos mil muchas muchisimas infinitas
  ok oka okey okay oki okis okk vale va sale sobres arre simon enterado enterada enterados entendido entendida recibido recibida perfecto perfecta listo lista excelente
  bien bueno buenisimo super genial sipi sip si claro bendiciones dios bendiga saludos saludo buen buena buenos buenas dia dias tarde tardes noche noches hola adios bye
  igualmente igual amable amables amabilidad atencion apoyo ayuda paciencia respuesta informacion tiempo todo cuidese cuidense excelentes feliz
  quedo pendiente quedamos espera esperando espero aqui estare estaremos atento atenta atentos al de del la el lo los las su sus por en y a le les me nos muy tan que un una ya
  llego llegaron folio reporte mensaje correo numero senorita senor senora joven amigo amiga usted ustedes uds estimado estimada estimados anotado visto notificado notificada noted
  aviso tomo nota conforme de acuerdo hasta luego nada mas solo pase excelente lindo linda fin semana so much appreciate esta estan es fue son mero mande mandaron recibi copiado oiga
  kk k mjm aja jaja jajaja jeje jejeje porfa favor dare espero ahi estamos sabado domingo lunes martes miercoles jueves viernes manana servicio resolvieron resolvio quedo arreglado arreglaron funcionando funciona
  jala jalando solucionado solucionaron rapido pronto
`);
const CORE =
  words(`gracias grax grasias graciass grac gcias thanks thank thx ty agradezco agradecido agradecida agradecemos ok oka okey okay oki okis okk vale sale sobres arre enterado enterada enterados
  entendido entendida recibido recibida perfecto listo excelente anotado noted copiado bendiciones va conforme super genial aja sip simon si visto kk k bien`);
const NOT_THANKS =
  /[¿?]|\b(?:pero|no|nada que|todavia|aun|sigue|sigo|seguimos|otra vez|falta|cuando|cuanto|como|donde|favor de|necesito|ocupo|quiero|quisiera|problema|falla)\b/;
const EMOJI_THANKS = /^(?:[\s!.,🙏👍👌✅💪🤝😊🙂😁😃☺❤💙💚💜🧡💛👏🤟🤙🫶😉😄🥰🙌♥♀♂✌🤗😀😘]|\p{Emoji_Modifier})+$/u;
const MOST_WORDS = 28;

/** Only thanks or acknowledges (policy, rule 11): "ok muchas gracias 🙏", "👍", "Ya me llegó el folio MON-26-…, gracias"; a question, a "pero" or anything asked for is more than thanks. */
export const isOnlyThanks = (doc: Document, nameTokens: ReadonlySet<number>, numberTokens: ReadonlySet<number>): boolean => {
  let core = false;
  let count = 0;
  let emoji = '';
  let own = '';
  for (let i = 0; i < doc.tokens.length; i++) {
    const token = doc.tokens[i];
    if (token?.author !== 'own' || token.kind === 'line') continue;
    if (token.kind === 'sign') emoji += token.text;
    if (token.kind === 'sign' && token.text !== '?') continue;
    own += `${token.text} `;
    if (token.kind !== 'word' || nameTokens.has(i) || numberTokens.has(i)) continue;
    if (++count > MOST_WORDS) return false;
    if (CORE.has(token.text)) core = true;
    else if (
      !THANKING.has(token.text) &&
      !(token.text.length <= 3 && /^(?:ing|lic|arq|dr|dra|sr|sra|c|atte|att|ig)$/.test(token.text)) &&
      token.text !== 'atte' &&
      token.text !== 'atentamente'
    )
      return false;
  }
  if (own.trim() === '') return emoji !== '' && EMOJI_THANKS.test(emoji);
  return core && !NOT_THANKS.test(own);
};
