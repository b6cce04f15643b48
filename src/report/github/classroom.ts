/** GitHub Classroom's form of a result: what an autograding step leaves in its output `result`. */

import type { Scorecard, ScoredCase, ScoredTest } from '../../core/result/scorecard.ts';
import { foreignLine } from '../foreign-text.ts';
import { jsonLine } from '../json-document.ts';
import { testStory } from '../test-story.ts';

/** Base64, as it is to stand in the file that GITHUB_OUTPUT names. All ASCII: what decodes it may know no other. */
export function classroomResult(card: Scorecard): string {
  const json = jsonLine(classroom(card)).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(json).toString('base64');
}

/**
 * Classroom shows (tests that pass / tests) * max_score, but reports the sum of the tests' scores. So that
 * both are the same, partly credited ones too, each test here is worth the same and all or nothing: a
 * test of 2 points of which 1.5 were earned is four of them, three of which pass.
 */
function classroom(card: Scorecard): unknown {
  const entries = card.cases.flatMap((scored) => scored.tests.map((test) => ({ scored, test })));
  const unit = unitHundredths(entries.map(({ test }) => test));
  return {
    version: 1,
    status: overall(card),
    // Read with parseInt: labs for Classroom had better have a whole number of points.
    max_score: Math.round(card.of),
    tests: entries.flatMap(({ scored, test }) => split(card, scored, test, unit)),
  };
}

function split(card: Scorecard, scored: ScoredCase, test: ScoredTest, unit: number): unknown[] {
  const parts = unit === 0 ? 1 : Math.round(hundredths(test.of) / unit);
  const earned = unit === 0 ? Number(test.verdict === 'pass') : Math.floor(hundredths(test.points) / unit);
  const isError = test.verdict === 'infra' || test.verdict === 'invalid' || test.verdict === 'not-run';
  return Array.from({ length: parts }, (_, index) => {
    const passes = index < earned;
    return {
      name: parts === 1 ? foreignLine(test.name) : `${foreignLine(test.name)} [${index + 1}/${parts}]`,
      status: passes ? 'pass' : isError ? 'error' : 'fail',
      score: passes ? unit / 100 : 0,
      message: passes ? '' : testStory(card, scored, test, 1000),
      test_code: '',
      filename: '',
      line_no: 0,
      duration: Math.round(scored.durationSeconds * 1000),
    };
  });
}

const mostTests = 200;

/**
 * The largest unit in which all points can be told; a coarser one where that would make too many tests; 0
 * where nothing gives points.
 */
function unitHundredths(tests: readonly ScoredTest[]): number {
  const of = tests.map((test) => hundredths(test.of));
  const total = of.reduce((sum, next) => sum + next, 0);
  const all = gcdOf([...of, ...tests.map((test) => hundredths(test.points))]);
  if (all === 0) return 0;
  const coarse = gcdOf(of);
  if (total / all <= mostTests || all === coarse) return all;
  // Earned points are then rounded down to such a unit.
  const divisors = Array.from({ length: coarse / all }, (_, index) => (index + 1) * all);
  return divisors.find((unit) => coarse % unit === 0 && total / unit <= mostTests) ?? coarse;
}

function hundredths(points: number): number {
  return Math.round(points * 100);
}

function gcdOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => gcd(a, b), 0);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function overall(card: Scorecard): 'pass' | 'fail' | 'error' {
  if (card.verdict === 'pass') return 'pass';
  return card.verdict === 'fail' || card.verdict === 'partial' ? 'fail' : 'error';
}
