/** A case's tests, by what its points are given for. */

import type { CaseStarted, ExpectationOutcome } from '../event/event.ts';
import type { ScoredCase, ScoredTest, TestVerdict } from './scorecard.ts';

type CaseScore = Pick<ScoredCase, 'name' | 'verdict' | 'points' | 'of' | 'reason' | 'sentences'>;

/**
 * @param started null: the case never began, and all that is known of it is its name.
 * @param outcomes in the order of the case's expectations; fewer, or none, where the case couldn't be judged.
 */
export function scoredTests(
  scored: CaseScore,
  started: Pick<CaseStarted, 'points' | 'topology'> | null,
  outcomes: readonly ExpectationOutcome[],
): [ScoredTest, ...ScoredTest[]] {
  const expectations = started?.topology.expectations ?? [];
  const names = uniqueNames(
    expectations.map(({ metric, expected }) => `${scored.name}: ${metric} ${expected}`.trimEnd()),
  );
  const judged = scored.verdict === 'pass' || scored.verdict === 'partial' || scored.verdict === 'fail';
  const [first, ...others] = expectations.map(({ metric, expected, points: of }, index): ScoredTest => {
    const test = { name: names[index] ?? metric, metric, expected, of };
    const outcome = judged ? outcomes[index] : undefined;
    if (outcome !== undefined) {
      const { verdict, points, value, message } = outcome;
      return { ...test, verdict, points, value, message };
    }
    // A judged case whose expectation wasn't: no event log of ours has that.
    const verdict: TestVerdict = judged ? 'fail' : scored.verdict;
    return { ...test, verdict, points: 0, value: null, message: scored.reason ?? 'it was not judged' };
  });
  const asWhole = started?.points !== null && started?.points !== undefined;
  if (first === undefined || asWhole) return [wholeCase(scored, outcomes)];
  return [first, ...others];
}

function wholeCase(scored: CaseScore, outcomes: readonly ExpectationOutcome[]): ScoredTest {
  const { name, verdict, points, of, reason, sentences } = scored;
  const missed = outcomes.filter((outcome) => outcome.verdict !== 'pass').map(({ message }) => message);
  const held = outcomes.filter((outcome) => outcome.verdict === 'pass').map(({ message }) => message);
  const why = [...(reason === null ? [] : [reason]), ...missed];
  const message = (why.length > 0 ? why : [...held, ...sentences]).join('\n');
  return { name, verdict, points, of, metric: null, expected: null, value: null, message };
}

/** A second test of the same name would be left out by GitLab, and overwrite the first elsewhere. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name} (${count})`;
    taken.add(unique);
    return unique;
  });
}
