/** Shows the story: in a terminal with a live region that is redrawn, elsewhere as plain lines that are only added to. */
export interface Screen {
  heading(text: string): void;
  line(text: string): void;
  /** Replaces what the live region shows; plain output gets only the lines that are new. */
  live(lines: readonly string[]): void;
  /** Leaves what the live region shows where it stands. */
  settle(): void;
}

interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
}

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof styles;

/** Paints text when `colour` is on. */
export const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;

/** The width of a line as people see it: colours take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
const visible = (line: string): number => line.replace(/\u001b\[\d+m/g, '').length;

export function createScreen(terminal: Terminal, interactive: boolean): Screen {
  const paint = painter(interactive);
  let shown: readonly string[] = [];

  const erase = (): void => {
    if (!interactive || shown.length === 0) return;
    // A terminal that does not know its width says 0.
    const columns = terminal.columns || 80;
    const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(visible(line) / columns)), 0);
    terminal.write(`\u001b[${rows}A\u001b[J`);
  };
  const print = (text: string): void => {
    erase();
    terminal.write(`${text}\n`);
    if (interactive && shown.length > 0) terminal.write(`${shown.join('\n')}\n`);
  };

  return {
    heading: (text) => print(`\n${paint('bold', text)}`),
    line: (text) => print(text),
    live: (lines) => {
      if (interactive) {
        erase();
        shown = lines;
        if (lines.length > 0) terminal.write(`${lines.join('\n')}\n`);
        return;
      }
      for (const line of lines) if (!shown.includes(line)) terminal.write(`${line}\n`);
      shown = lines;
    },
    settle: () => {
      shown = [];
    },
  };
}
