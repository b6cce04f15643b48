/** How big a lab may be, so that no file, however it is made, keeps a check busy for seconds. */

export const largestLabBytes = 256 * 1024;
/** Lexical tokens of YAML, blanks and line breaks among them: what parsing takes time for. */
export const mostTokens = 50_000;
export const deepestNesting = 32;
/** How many values aliases may stand for, all together. */
export const expandedNodeBudget = 10_000;
export const mostCases = 100;
/** Of a section. */
export const mostEntries = 500;
/** By the timelines of all cases: one for each direction of a link that an entry changes. */
export const mostDirectionChanges = 10_000;
/** In the sections of all cases together, those included that a case has from the lab. */
export const mostEntriesOfCases = 20_000;
