import { describe, expect, test } from '@jest/globals';
import { createScreen } from '../../src/cli/demo/screen.ts';

function written(
  interactive: boolean,
  columns: number | undefined,
  act: (screen: ReturnType<typeof createScreen>) => void,
): string {
  const parts: string[] = [];
  const terminal = { write: (text: string) => parts.push(text), ...(columns === undefined ? {} : { columns }) };
  act(createScreen(terminal, interactive));
  return parts.join('');
}
const esc = '\u001b';

describe('the live region of the demo', () => {
  test('is redrawn in a terminal, counting lines that wrap', () => {
    const text = written(true, 10, (screen) => {
      screen.live(['short', 'longer than ten']);
      screen.live(['done']);
    });
    expect(text).toBe(`short\nlonger than ten\n${esc}[3A${esc}[Jdone\n`);
  });

  test.each([0, undefined])('is redrawn in a terminal whose width is %s', (columns) => {
    const text = written(true, columns, (screen) => {
      screen.live(['one', 'two']);
      screen.live(['three']);
    });
    expect(text).toBe(`one\ntwo\n${esc}[2A${esc}[Jthree\n`);
  });

  test('only adds what is new where output is plain', () => {
    const text = written(false, undefined, (screen) => {
      screen.live(['a', 'b']);
      screen.live(['a', 'c']);
    });
    expect(text).toBe('a\nb\nc\n');
  });

  test('stays below a line that is printed meanwhile', () => {
    const text = written(true, 80, (screen) => {
      screen.live(['working']);
      screen.line('news');
    });
    expect(text).toBe(`working\n${esc}[1A${esc}[Jnews\nworking\n`);
  });
});
