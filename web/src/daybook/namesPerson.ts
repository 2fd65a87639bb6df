// Whether words seem to tell who somebody is. A hint for the writer, never a refusal: the day-book describes situations, and
// who the people were is the partners' matter. It errs towards silence: a street or a square is no person.
const letters = "A-Za-zÀ-ÖØ-öø-ÿ";
const name = `[A-ZÀ-ÖØ-Þ][${letters}'’-]+`;

const signs: RegExp[] = [
  // M. Dupont, Mme Durand, Monsieur X, Mr Smith, Dr Martin: a title and a capital, unless the title is part of a street's name
  new RegExp(`(?<!(?:[Rr]ue|[Pp]lace|[Aa]venue|[Bb]oulevard|[Qq]uai|[Ss]quare|[Aa]llée)\\s(?:du\\s|de\\s)?)\\b(?:M\\.|Mr\\.?|Mrs\\.?|Ms\\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle|Dr\\.?|Maître)\\s+${name}`),
  // nommé Karim, s'appelle Anna, identifié comme Paul, named John, called himself Tom
  new RegExp(`\\b(?:nommée?|dénommée?|prénommée?|s['’]appell?e|se nomme|identifiée? comme|named|name is|goes by)\\s+${name}`),
  /\bn[ée]e?\s+le\s+\d{1,2}[/. ]/i, // né le 3/4/1990
  /\bborn\s+(?:on\s+)?\d{1,2}[/. ]/i,
  /[\w.+-]+@[\w-]+\.[a-z]{2,}/i, // an e-mail address
  /(?:\+33|\b0)\s?[1-9](?:[\s.-]?\d{2}){4}\b/, // a French telephone number
  /\b[A-HJ-NP-TV-Z]{2}[\s-]?\d{3}[\s-]?[A-HJ-NP-TV-Z]{2}\b/, // a French number plate
];

// The words that look like it, or null.
export function namesPerson(words: string): string | null {
  for (const sign of signs) {
    const found = sign.exec(words);
    if (found) return found[0].trim();
  }
  return null;
}
