/** The live view's picture of a case's topology, as text for where nothing is live. */

import type { CaseTopology } from '../core/event/event.ts';
import { ansiLine } from './ansi-line.ts';
import { initialControls } from './controls.ts';
import { glyphsFor } from './glyphs.ts';
import { topologySection } from './topology-section.ts';
import { reduceEvent } from './view-model.ts';
import { initialState } from './view-state.ts';

export function topologyPicture(
  topology: CaseTopology,
  options: { readonly columns: number; readonly color: boolean; readonly unicode: boolean },
): string[] {
  const state = reduceEvent(initialState, {
    at: 0,
    type: 'case-started',
    case: '',
    seed: 0,
    attempt: 1,
    timeLimitMs: 0,
    hidden: false,
    topology,
  });
  if (state.current === null) return [];
  const rows = 200;
  const section = topologySection({
    state,
    view: state.current,
    // No link is selected where none can be.
    controls: { ...initialControls, link: -1 },
    at: 0,
    columns: options.columns,
    rows,
    glyphs: glyphsFor(options.unicode),
    hasKeyboard: false,
  });
  return section.draw(Math.max(section.least, section.wanted)).map((line) => ansiLine(line, options));
}
