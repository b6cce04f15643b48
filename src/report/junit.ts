/**
 * The reporter `junit`: the XML that Jenkins, GitLab, Azure, Buildkite and GitHub's actions read. There is
 * no official schema; this keeps to what all of them take.
 */

import type { Scorecard, ScoredCase, ScoredTest } from '../core/result/scorecard.ts';
import { foreignLine } from './foreign-text.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { caseStory, observedText, quotedTail, testStory } from './test-story.ts';
import { element, escapeXml } from './xml-text.ts';

export const junitFormat: ScorecardFormat = { forStudents: false, render: junitXml };

const messageCharacters = 8000;

function junitXml(card: Scorecard): string {
  const tests = card.cases.flatMap((scored) => scored.tests);
  const suites = card.cases.map((scored) => `\n${suite(card, scored)}`);
  const root = element(
    'testsuites',
    { name: foreignLine(card.run.lab), ...counts(tests), time: seconds(card.durationSeconds) },
    [...suites, '\n'],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suite(card: Scorecard, scored: ScoredCase): string {
  const { tests } = scored;
  const output = (stream: 'stdout' | 'stderr'): string[] => {
    const lines = scored.output.filter((tail) => tail.stream === stream).flatMap((tail) => quotedTail(tail));
    return lines.length === 0 ? [] : [escapeXml(lines.join('\n'))];
  };
  const attributes = {
    name: foreignLine(`${card.run.lab}: ${scored.name}`),
    ...counts(tests),
    time: seconds(scored.durationSeconds),
    timestamp: timestamp(card.run.startedAt, scored.startedAtSeconds),
    // Which machine it was no event tells, and Ant's schema wants a name.
    hostname: 'localhost',
  };
  return element('testsuite', attributes, [
    element('properties', {}, [
      property('verdict', scored.verdict),
      property('score', scored.points),
      property('max', scored.of),
      property('seed', scored.seed),
      property('runtime', card.run.runtime),
      property('emulator', card.run.emulator),
      property('wirelab', card.environment.wirelab),
    ]),
    ...tests.map((test) => `\n${testCase(card, scored, test)}`),
    element('system-out', {}, output('stdout')),
    element('system-err', {}, output('stderr')),
  ]);
}

function testCase(card: Scorecard, scored: ScoredCase, test: ScoredTest): string {
  const { expected } = test;
  const observed = observedText(test);
  return element(
    'testcase',
    {
      name: foreignLine(test.name),
      classname: foreignLine(`${card.run.lab}.${scored.name}`),
      // The tests of a case are judged from one run of it: each has its share.
      time: seconds(scored.durationSeconds / scored.tests.length),
    },
    [
      element('properties', {}, [
        property('score', test.points),
        property('max', test.of),
        property('seed', scored.seed),
        ...(expected === null ? [] : [property('expected', expected)]),
        ...(observed === '' ? [] : [property('observed', observed)]),
      ]),
      ...outcome(card, scored, test),
    ],
  );
}

function outcome(card: Scorecard, scored: ScoredCase, test: ScoredTest): string[] {
  const { verdict } = test;
  const message = foreignLine(test.message, 500);
  const why = [testStory(card, scored, test, messageCharacters), caseStory(scored, messageCharacters)];
  const text = escapeXml(why.filter((part) => part !== '').join('\n\n'));
  switch (verdict) {
    case 'pass':
      return [];
    case 'partial':
    case 'fail':
      return [element('failure', { message, type: verdict }, [text])];
    case 'invalid':
      return [element('error', { message, type: verdict }, [text])];
    case 'infra':
      return [element('error', { message, type: 'infrastructure' }, [text])];
    case 'not-run':
      return [element('skipped', { message })];
    default:
      return verdict satisfies never;
  }
}

function counts(tests: readonly ScoredTest[]): Record<string, number> {
  const count = (...verdicts: readonly string[]): number =>
    tests.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    tests: tests.length,
    failures: count('partial', 'fail'),
    errors: count('invalid', 'infra'),
    skipped: count('not-run'),
  };
}

function property(name: string, value: string | number): string {
  return element('property', { name, value: foreignLine(String(value)) });
}

function seconds(duration: number): string {
  return duration.toFixed(3);
}

/** Without a zone, as Ant's schema has it, and in UTC. */
function timestamp(startedAt: string, afterSeconds: number): string | null {
  const at = new Date(Date.parse(startedAt) + afterSeconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 19);
}
