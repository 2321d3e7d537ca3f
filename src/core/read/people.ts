import type { Document } from './document.ts';
import type { People } from './person.ts';
import { findStated } from './stated-holders.ts';
import { findWriters } from './writers.ts';

/** Everyone the text names, in the role it gives them (guide, holder and contact). Only the customer's own words, now or quoted, name anybody. */
export const findPeople = (doc: Document): People => {
  const people: People = { stated: [], relationOnly: false, self: SELF_CUE.test(doc.folded.slice(0, 60_000)), writers: [], named: [] };
  findStated(doc, people);
  findWriters(doc, people);
  return people;
};

/** "a mi nombre", "yo soy la titular", "el titular soy yo", "titular un servidor". */
const SELF_CUE =
  /\b(?:(?=a (?:mi|nombre) )(?<!\bno (?:esta|este|estaba|estan|sale|salga|viene|venga|aparece|lo tengo|la tengo) )(?<!\b(?:cambi|pas|pon)[a-z]*(?: [a-z]+){1,5} )a (?:mi|nombre mio|nombre mia|mi propio) nombre|(?:a|en) nombre (?:mio|mia|de (?:un|una|su) servidora?)|(?=yo soy|soy)(?<!\bno )(?<!\bno yo )(?:yo )?soy (?:yo )?(?:el|la) (?:mer[oa] )?(?:titular|duen[oa])|(?:titular|duen[oa])(?: \w+){0,3} (?:soy yo|un servidor|una servidora|el que escribe|su servidor|yo mer[oa])|yo mer[oa]\b|esa soy yo|ese soy yo|yo (?:el|la) titular|in my name|under my name|i(?: a)?m the (?:account )?holder)\b/;
