/** The Ink side of the live view: finished blocks once, the live region below them, and the keys. */

import { Box, type Key as InkKey, Static, Text, useInput } from 'ink';
import { useLayoutEffect } from 'react';
import type { Key } from './controls.ts';

export interface LiveScreenProps {
  /** Blocks of rows that are printed once and stay. */
  readonly finished: readonly (readonly string[])[];
  readonly rows: readonly string[];
  /** Whether there is a keyboard to listen to. */
  readonly hasKeyboard: boolean;
  readonly onKey: (key: Key) => void;
  /** The screen is being taken down, for whatever reason. */
  readonly onGone: () => void;
}

export function LiveScreen({ finished, rows, hasKeyboard, onKey, onGone }: LiveScreenProps) {
  const pressed = (input: string, key: InkKey) => {
    for (const name of keysOf(input, key)) onKey(name);
  };
  useInput(pressed, { isActive: hasKeyboard });
  useLayoutEffect(() => onGone, [onGone]);
  return (
    <>
      <Static items={[...finished]}>{(block, index) => <Rows key={index} rows={block} />}</Static>
      <Rows rows={rows} />
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly string[] }) {
  return (
    <Box flexDirection="column">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position on the screen
        <Text key={index} wrap="truncate">
          {row === '' ? ' ' : row}
        </Text>
      ))}
    </Box>
  );
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['escape', 'escape'],
] as const;

/** Keys typed fast arrive together. */
function keysOf(input: string, key: InkKey): Key[] {
  if (key.ctrl) return input === 'c' ? ['ctrl-c'] : [];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [name];
  return key.meta ? [] : Array.from(input, (character) => (character === '\u0003' ? 'ctrl-c' : character));
}
