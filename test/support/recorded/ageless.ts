/** A tree without its ages, which differ by the second in which somebody looked, and without what pads its columns. */
export const ageless = (tree: string): string =>
  tree
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replaceAll(/(?<=\S) {2,}/g, '  ')
        .replace(/ {2}(?:\d+[smhd])+(?= {2}|$)/, '  AGE'),
    )
    .join('\n')
    .trimEnd();
