import { describe, expect, it } from "vitest";
import { namesPerson } from "./namesPerson";

describe("the hint that words name a person", () => {
  it.each([
    ["M. Dupont a glissé devant la mairie", "M. Dupont"],
    ["Appel de Mme Lefèvre pour du bruit", "Mme Lefèvre"],
    ["le conducteur s'appelle Karim", "s'appelle Karim"],
    ["enfant prénommée Léa perdue au marché", "prénommée Léa"],
    ["a man named John lies on the quay", "named John"],
    ["rappeler au 06 12 34 56 78", "06 12 34 56 78"],
    ["voiture AB-123-CD mal garée", "AB-123-CD"],
    ["écrire à jean.dupont@exemple.fr", "jean.dupont@exemple.fr"],
    ["né le 3/4/1990", "né le 3/"],
  ])("speaks up at «%s»", (words, what) => expect(namesPerson(words)).toBe(what));

  it.each([
    "Deux personnes se disputent devant le bar",
    "Rue du Dr Roux, chaussée inondée",
    "Place Monsieur Vincent, feu de poubelle",
    "Fumée au 3e étage, rue Jean Jaurès",
    "Équipage Alpha sur place à 22:14, référence 4711",
    "Camion bloqué, quai n° 12, 300 personnes évacuées",
    "Man down near the station, ambulance told",
    "",
  ])("is silent at «%s»", (words) => expect(namesPerson(words)).toBeNull());
});
